/** Sheets that no start waits for: their modules come once the page is seen, at the latest when somebody opens them. */

import { h, refill } from "../dom.js";
import { t } from "../wording.js";
import { frame } from "./sheet.js";

const loads = [];

/** `load()` imports a module with `view(tablet, arg, tools)`, which answers what is in the sheet. */
export function later(title, load) {
  let view = null;
  const ready = async () => {
    view ??= (await load()).view;
  };
  loads.push(ready);
  return (tablet, arg, tools) => {
    if (view) return frame(tools.sheet, t(title), view(tablet, arg, tools));
    const body = h("div", {});
    const fill = () => {
      if (tools.signal.aborted) return;
      refill(body, view(tablet, arg, tools));
      body.querySelector("[data-first]")?.focus({ preventScroll: true });
    };
    ready().then(fill, () => refill(body, h("p", { class: "alarm", role: "alert" }, t("later.unreachable"))));
    return frame(tools.sheet, t(title), [body]);
  };
}

export const loadLater = () => Promise.allSettled(loads.map((load) => load()));

/** A tile for each thing that can be called for, and how it stands with those that were. */

import { LIMITS } from "../cart.js";
import { h, refill } from "../dom.js";
import { t } from "../wording.js";
import { stepper, watch } from "../views/parts.js";

const MOST_NOTE = Math.min(100, LIMITS.note);

export function view(tablet, _, { signal }) {
  const { calls } = tablet.parts;
  const alarm = h("p", { class: "alarm", role: "alert" });
  const list = h("ul", { class: "call-tiles" });
  const note = h("input", { id: "call-note", maxlength: String(MOST_NOTE), autocomplete: "off" });
  const counts = new Map();
  const render = () => {
    if (calls.dropped) refill(alarm, t("calls.dropped", { label: calls.label(calls.dropped) }));
    refill(list, calls.kinds.map((kind) => tile(calls, kind, counts, { alarm, note, render })));
  };
  watch(tablet, ["calls", "pairing"], render, signal);
  signal.addEventListener("abort", () => {
    calls.dropped = null; // it was read
    tablet.tell("calls");
  });
  return [alarm, list, h("div", { class: "field" }, h("label", { for: "call-note" }, t("calls.note")), note)];
}

function tile(calls, kind, counts, { alarm, note, render }) {
  const label = calls.label(kind.key);
  const call = calls.waiting(kind.key);
  const unsent = calls.sending.find((one) => one.kind === kind.key);
  if (call) {
    return h("li", { class: "call-tile" },
      h("h3", {}, [label, call.count].filter(Boolean).join(" ")),
      h("span", { class: `pill ${call.status === "taken" ? "cook" : "wait"}` }, t(`calls.${call.status}`)),
      asking(`withdraw-${kind.key}`, "quiet", t("calls.withdraw", { label }), alarm, () => calls.withdraw(call)));
  }
  const quantity = unsent?.count ?? counts.get(kind.key) ?? 1;
  const onchange = (count) => {
    counts.set(kind.key, count);
    render();
  };
  const place = async () => {
    const why = await calls.place(kind.key, kind.counted ? quantity : null, note.value.trim());
    if (!why) note.value = "";
    return why;
  };
  return h("li", { class: "call-tile" },
    unsent && h("span", { class: "pill late" }, t("calls.sending")),
    asking(`call-${kind.key}`, "", label, alarm, place),
    kind.counted && !unsent && stepper({ quantity, most: kind.max, name: label, key: `call-${kind.key}`, onchange }));
}

const WHY = { too_late: "calls.too_late", unreachable: "calls.sending" };

function asking(key, look, words, alarm, ask) {
  const button = h("button", { type: "button", class: `btn big ${look}`, "data-key": key, onclick: async () => {
    button.disabled = true;
    const why = await ask();
    button.disabled = false;
    refill(alarm, why && t(WHY[why] ?? "calls.failed"));
  } }, words);
  return button;
}

/** Between two parties: thanks to those who go, then a welcome for those who come. */

import { h, refill } from "../dom.js";
import { LANGUAGES, spoken, t } from "../wording.js";
import { names } from "./parts.js";

const THANKS_MS = 20000;

/** `lost` are orders that never reached the kitchen: it is said, so that nobody waits for them. */
export function farewellView(tablet, look, lost, start) {
  const panel = h("div", { class: "panel welcome", role: "status" });
  const welcome = async () => {
    await look.forNextParty();
    refill(panel,
      h("p", { class: "number" }, t("table", { number: tablet.pairing.table.number })),
      h("h1", {}, t("welcome.title")),
      h("p", { class: "lead" }, t("welcome.lead")),
      h("div", { class: "starts" }, Object.entries(LANGUAGES).map(([language, { name, start: begin }]) =>
        h("button", {
          type: "button", lang: language, class: language === spoken() ? "btn brand big" : "btn big",
          onclick: async () => {
            await look.choose({ language });
            start();
          },
        }, begin, h("small", {}, name)))),
    );
  };
  refill(panel,
    h("h1", {}, t("farewell.title")),
    h("p", { class: "lead" }, t("farewell.lead")),
    lost.length > 0 && h("p", { class: "note" }, t("farewell.lost", { names: names(lost) })),
    h("button", { type: "button", class: "btn brand big", onclick: welcome }, t("ok")),
  );
  const timer = setTimeout(() => panel.isConnected && welcome(), THANKS_MS);
  panel.addEventListener("click", () => clearTimeout(timer), { once: true });
  return h("main", { class: "alone" }, panel);
}

/** The last look before an order is sent. */

import { LIMITS } from "../cart.js";
import { h, refill, retell } from "../dom.js";
import { CartChanged } from "../basket.js";
import { t } from "../wording.js";
import { orderLine, totalRow, watch } from "./parts.js";
import { frame } from "./sheet.js";

export function confirmView(tablet, _, { signal, sheet }) {
  if (!tablet.basket.cart.lines.length) return null;
  const party = tablet.sitting;
  const alarm = h("p", { class: "alarm", role: "alert" });
  const list = h("div", {});
  const foot = h("div", { class: "cart-foot" });
  const note = h("textarea", {
    id: "order-note", rows: "2", maxlength: LIMITS.note, placeholder: t("confirm.note.hint"), value: tablet.basket.cart.note,
    onchange: () => tablet.basket.setNote(party, note.value.trim()),
  });
  let shown = null;
  let sending = false;

  const send = async () => {
    if (sending) return;
    sending = true; // a double tap is one order
    try {
      if (note.value.trim() !== tablet.basket.cart.note) {
        await tablet.basket.setNote(party, note.value.trim());
      }
      const key = await tablet.basket.order(shown);
      if (key) sheet.open("fate", key);
    } catch (error) {
      sending = false;
      if (!(error instanceof CartChanged)) throw error;
      refill(alarm, t("cart.changed"));
    }
  };
  const render = () => {
    if (sending && !tablet.basket.cart.lines.length) return;
    shown = tablet.pricedCart();
    if (!shown.lines.length) {
      sheet.close(); // ordered in another tab
      return;
    }
    // Only what is new: a note that was just typed is kept while the finger is on "send", and would take it from under it.
    retell(list, shown.lines, () => h("ul", { class: "lines" }, shown.lines.map((line) => [orderLine(line), line.problem && h("li", { class: "why" }, t(`problem.${line.problem}`))])));
    retell(foot, [shown.total, shown.problems], () => [
      totalRow(t("cart.total"), shown.total),
      h("div", { class: "two" },
        h("button", { type: "button", class: "btn big", "data-key": "not-yet", onclick: () => sheet.close() }, t("confirm.not_yet")),
        shown.problems.length
          ? h("button", { type: "button", class: "btn big", "data-key": "drop", onclick: () => tablet.basket.remove(shown, shown.problems) }, t("cart.drop_problems"))
          : h("button", { type: "button", class: "btn brand big", "data-key": "send", onclick: send }, t("confirm.send")),
      ),
    ]);
  };
  watch(tablet, ["cart"], render, signal);
  return frame(sheet, t("confirm.title"), [
    alarm, list, h("div", { class: "field" }, h("label", { for: "order-note" }, t("confirm.note")), note),
  ], foot);
}

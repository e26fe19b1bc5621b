/** The last look before an order is sent. */

import { CartChanged } from "../basket.js";
import { isAsShown } from "../cart.js";
import { h, refill, retell } from "../dom.js";
import { t } from "../wording.js";
import { chooseAgain, dropRefused, isLong, orderLine, totalRow, watch } from "./parts.js";
import { frame } from "./sheet.js";

function confirmView(tablet, _, { signal, sheet }) {
  const { basket, drafts } = tablet;
  if (!basket.cart.lines.length) return null;
  const party = tablet.sitting;
  const alarm = h("p", { class: "alarm", role: "alert" });
  const list = h("div", {});
  const foot = h("div", { class: "cart-foot" });
  const note = h("textarea", {
    id: "order-note", rows: "2", placeholder: t("confirm.note.hint"),
    value: drafts.of(party, "note") ?? basket.cart.note,
    oninput: () => drafts.keep(party, "note", note.value), onchange: () => keepNote(),
  });
  const wish = h("div", { class: "field" }, h("label", { for: "order-note" }, t("confirm.note")), note);
  let shown = null;
  let sending = false;

  const keepNote = async () => {
    if (basket.cart.lines.length && note.value.trim() !== basket.cart.note) await basket.setNote(party, note.value.trim());
  };
  const send = async () => {
    if (sending || isLong(note, alarm)) return;
    sending = true; // a double tap is one order
    try {
      await keepNote();
      const key = await basket.order(shown);
      if (key) sheet.open("fate", key);
    } catch (error) {
      if (!(error instanceof CartChanged)) throw error;
      sending = false;
      refill(alarm, t("cart.changed"));
      render();
    }
  };
  const render = () => {
    const now = tablet.pricedCart();
    // The same cart at other prices: what was read a moment ago is not what would be ordered.
    if (shown && isAsShown(now, shown) && now.total !== shown.total) refill(alarm, t("item.price_changed"));
    if (now.lines.length) shown = now;
    else if (!sending) gone();
    if (!now.lines.length) return;
    // Only what is new: a note that was just typed is kept while the finger is on "send", and would take it from under it.
    retell(list, shown.lines, () => h("ul", { class: "lines" }, shown.lines.map((line) => orderLine(line, line.problem && chooseAgain(tablet, sheet, line, { then: "confirm" })))));
    retell(foot, [shown.total, shown.problems], () => [
      totalRow(t("cart.total"), shown.total),
      h("div", { class: "two" },
        h("button", { type: "button", class: "btn big", "data-key": "not-yet", onclick: () => sheet.close() }, t("confirm.not_yet")),
        shown.problems.length
          ? dropRefused(tablet, sheet, shown, () => sheet.close())
          : h("button", { type: "button", class: "btn brand big", "data-key": "send", "data-do": "send", onclick: send }, t("confirm.send")),
      ),
    ]);
  };
  /** Another screen has ordered or emptied it; in here somebody may have pressed "send" in the same moment. */
  const gone = () => {
    if (basket.knows(shown.key)) {
      sheet.open("fate", shown.key);
      return;
    }
    refill(alarm, t("cart.emptied"));
    refill(list);
    wish.remove();
    refill(foot, h("button", { type: "button", class: "btn brand big", "data-key": "ok", onclick: () => sheet.close() }, t("ok")));
  };
  watch(tablet, ["cart"], render, signal);
  signal.addEventListener("abort", () => {
    keepNote();
    drafts.keep(party, "note", undefined);
  });
  return frame(sheet, t("confirm.title"), [alarm, list, wish], foot);
}

export const sheets = { confirm: confirmView };

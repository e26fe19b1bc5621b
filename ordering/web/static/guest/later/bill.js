/** What the party owes, in parts: nothing is ordered or paid here. */

import { h, icon, refill, retell } from "../dom.js";
import { isSame } from "../party.js";
import { digits, money, t } from "../wording.js";
import { divider } from "../../shared/later/divider.js";
import { totalRow, watch } from "../views/parts.js";

/** How this party has left it. */
let left = null;

export function view(tablet, _, { signal }) {
  const party = tablet.sitting;
  const news = h("div", { class: "bill-news", role: "status" });
  const body = h("div", { class: "bill-of-party" }, h("p", { class: "nothing" }, t("bill.asking")));
  let shown = null;
  const keep = (state) => (left = { ...party, state });
  const read = async () => {
    const { status, data } = await tablet.ask("GET", "/bill");
    if (signal.aborted || !isSame(party, tablet.sitting)) return;
    if (status !== 200) {
      refill(body, h("p", { class: "alarm", role: "alert" }, t(status === 404 ? "orders.empty" : "bill.unreachable")), again());
      return;
    }
    shown = data;
    refill(news);
    refill(body,
      h("ul", { class: "lines" }, data.lines.map((line) => h("li", { class: "line" },
        h("span", { class: "times" }, String(line.quantity)),
        h("div", {}, h("strong", {}, line.name), line.options.length > 0 && h("p", { class: "choices" }, line.options.join(" · "))),
        h("span", { class: "price" }, money(line.subtotal))))),
      totalRow(t("orders.total"), data.total),
      divider(data, { t, money, digits: digits(), keep, kept: isSame(left, party) ? left.state : data.table_session.guests && { heads: data.table_session.guests } }));
  };
  const again = () => h("button", { type: "button", class: "btn brand", "data-key": "bill-again", onclick: read }, t("bill.again"));
  watch(tablet, ["orders"], () => {
    const changed = shown !== null && tablet.orders.session !== null && differs(shown, tablet.orders);
    retell(news, changed, () => changed && h("div", { class: "banner wait" }, icon("clock"), h("span", {}, t("bill.changed")), again()));
  }, signal);
  read();
  return [news, body];
}

/** Whether a bill is not of these orders any more: told by what it adds up to, and of how many dishes. */
function differs(bill, { items, session }) {
  const dishes = (lines) => lines.reduce((sum, line) => sum + line.quantity, 0);
  const ordered = items.filter((one) => one.status !== "cancelled").flatMap((one) => one.lines);
  return bill.total !== session.total || dishes(bill.lines) !== dishes(ordered);
}

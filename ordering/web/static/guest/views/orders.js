/** This party's orders: those on their way first, then the newest. */

import { h, icon, refill } from "../dom.js";
import { money, shortNumber, t, timeOf } from "../wording.js";
import { againButton, count, handles, linesOf, orderLine, totalRow, undoButton, watch } from "./parts.js";
import { frame } from "./sheet.js";

const BY = { staff: "orders.by_staff", phone: "orders.by_phone" };
const LOOKS = { pending: "wait", preparing: "cook", completed: "done", cancelled: "late" };

function ordersView(tablet, _, { signal, sheet, look }) {
  const alarm = h("p", { class: "alarm", role: "alert" });
  const list = h("div", {});
  const foot = h("div", { class: "cart-foot" });
  const render = () => {
    const { items, session } = tablet.orders;
    const waiting = tablet.basket.waiting.map((entry) => entryCard(tablet, sheet, entry)).reverse();
    const orders = items.map((order) => orderCard(tablet, { sheet, look }, order, alarm));
    refill(list, waiting.length + orders.length ? h("ol", { class: "orders" }, waiting, orders) : h("p", { class: "nothing" }, t("orders.empty")));
    refill(foot, session && [
      totalRow(t("orders.total"), session.total),
      h("button", { type: "button", class: "btn big", "data-key": "bill", "data-do": "bill", onclick: () => sheet.open("bill") }, t("bill.title")),
    ]);
  };
  watch(tablet, ["orders", "outbox", "link", "menu"], render, signal);
  count(list, render, signal);
  return frame(sheet, t("orders.title"), [alarm, list], foot);
}

function ordersButton(tablet, { signal, sheet }) {
  const button = h("button", { type: "button", "data-key": "orders", onclick: () => sheet.open("orders") });
  watch(tablet, ["orders", "outbox"], () => {
    const count = tablet.orders.items.filter((one) => one.status !== "cancelled").length + tablet.basket.waiting.length;
    refill(button, icon("receipt"), h("span", {}, t("orders.title")), count > 0 && h("b", { class: "count" }, String(count)));
  }, signal);
  return button;
}

export const sheets = { orders: ordersView };
export const buttons = [ordersButton];

const pill = (look, words) => h("span", { class: `pill ${look}` }, words);

function orderCard(tablet, tools, order, alarm) {
  const isCancelled = order.status === "cancelled";
  return h("li", { class: isCancelled ? "order cancelled" : "order", ...handles(order) },
    h("div", { class: "order-head" },
      h("h3", {}, shortNumber(order.number)),
      h("small", {}, timeOf(order.placed_at), BY[order.placed_by] && ` · ${t(BY[order.placed_by])}`),
      pill(LOOKS[order.status], t(`status.${order.status}`)),
    ),
    linesOf(order),
    order.note && h("p", { class: "choices said" }, `“${order.note}”`),
    h("div", { class: "order-foot" }, undoButton(tablet, order, alarm, () => tools.sheet.open("fate", { id: order.id })) ?? again(tablet, tools, order, isCancelled), h("strong", { class: "price" }, money(order.total))),
  );
}

/** What was cancelled comes back; what was good comes once more. */
const again = (tablet, tools, order, isCancelled) =>
  againButton(tablet, tools, order, t(isCancelled ? "orders.back_to_cart" : "orders.again"), {
    class: "btn", "data-key": `again-${order.id}`, "data-do": isCancelled ? "back-to-cart" : "order-again",
    "aria-label": `${shortNumber(order.number)}: ${t(isCancelled ? "orders.back_to_cart" : "orders.again")}`,
  });

function entryCard(tablet, sheet, entry) {
  const words = entry.state === "refused" ? "strip.refused" : tablet.link === "lost" ? "fate.offline" : "fate.sending";
  return h("li", { class: "order" },
    h("div", { class: "order-head" }, pill(entry.state === "refused" ? "late" : "wait", t(words))),
    h("ul", { class: "lines" }, entry.lines.map((line) => orderLine(line))),
    h("div", { class: "order-foot" },
      h("button", { type: "button", class: "btn", "data-key": `see-${entry.key}`, onclick: () => sheet.open("fate", entry.key) }, t("orders.look")),
      h("strong", { class: "price" }, money(entry.total))),
  );
}

/** What becomes of an order that was sent: on its way, received, or what the guest must decide. */

import { itemsOf, problemOf } from "../cart.js";
import { h, icon, refill, retell } from "../dom.js";
import { atNewPrices, mayBeTakenBack, theRest } from "../outbox.js";
import { money, shortNumber, spoken, t } from "../wording.js";
import { againButton, chooseAgain, choices, count, guarded, handles, linesOf, orderLine, ticks, totalRow, undoButton, watch } from "./parts.js";
import { frame } from "./sheet.js";

const SEEN_MS = 12000;

/** `of` is the key of what was sent, or the id of an order that was just cancelled: `{id}`. */
function fateView(tablet, of, { signal, sheet, look }) {
  const alarm = h("p", { class: "alarm", role: "alert" });
  const body = h("div", { class: "fate", role: "status" });
  const foot = h("div", { class: "cart-foot" });
  let leaving = null;
  let mending = false;
  const toMend = (entry) => {
    mending = true; // the dish comes into this sheet
    return tablet.basket.backToCart(entry);
  };
  const known = () => {
    const order = of.id ? of : tablet.basket.receiptOf(of);
    return tablet.orders.items.find((one) => one.id === order?.id) ?? (of.id ? null : order);
  };
  const render = () => {
    const entry = tablet.basket.waiting.find((one) => one.key === of);
    const order = known();
    if (order?.status === "cancelled") {
      refill(alarm); // it worked after all
      clearTimeout(leaving); // it asks something
      retell(body, [order.status, spoken()], () => done(order));
      retell(foot, [order.status, spoken()], () => h("div", { class: "two" }, closing(sheet, order), backToCart(tablet, { sheet, look }, order)));
    } else if (order) {
      retell(body, [order.status, spoken()], () => done(order));
      refill(foot, h("div", { class: "two" }, undoButton(tablet, order, alarm), ok(sheet)));
      leaving ??= setTimeout(() => sheet.shows("fate", of) && sheet.close(), SEEN_MS);
    } else if (entry) {
      const shown = entry.state === "refused" ? refused(tablet, sheet, entry, toMend) : underWay(tablet, sheet, entry);
      retell(body, [entry.state, entry.refusal, [...problemsOf(tablet, entry)], tablet.link === "lost", spoken()], () => shown.body);
      refill(foot, h("div", { class: "two" }, shown.buttons));
    } else if (!mending) sheet.close();
  };
  if (!known() && !tablet.basket.knows(of)) return null;
  watch(tablet, ["outbox", "orders", "link", "menu"], render, signal);
  count(body, render, signal);
  count(foot, render, signal);
  signal.addEventListener("abort", () => clearTimeout(leaving));
  return frame(sheet, t("orders.title"), [alarm, body], foot);
}

export const sheets = { fate: fateView };

const say = (look, drawing, title, hint) =>
  h("div", { class: `say ${look}` }, h("span", { class: "badge" }, icon(drawing)), h("h3", {}, title), typeof hint === "string" ? h("p", {}, hint) : hint);

const ok = (sheet) => h("button", { type: "button", class: "btn brand big", "data-key": "ok", onclick: () => sheet.close() }, t("ok"));

const toCart = (tablet, sheet, entry) =>
  h("button", {
    type: "button", class: "btn big", "data-key": "to-cart", "data-do": "back-to-cart",
    onclick: async () => {
      await tablet.basket.backToCart(entry);
      sheet.close();
    },
  }, t("fate.to_cart"));

const closing = (sheet, order) =>
  guarded(h("button", { type: "button", class: "btn big", "data-key": `close-${order.id}`, onclick: () => sheet.close() }, t("close")));

function backToCart(tablet, tools, order) {
  const button = againButton(tablet, tools, order, t("orders.back_to_cart"), { class: "btn brand big", "data-key": "to-cart", "data-do": "back-to-cart" });
  return button && guarded(button);
}

function done(order) {
  const title = order.status === "cancelled" ? t("orders.undone") : t("fate.received");
  const look = order.status === "cancelled" ? "late" : "done";
  return [
    h("div", { class: `say ${look}` },
      h("span", { class: "badge" }, icon(order.status === "cancelled" ? "close" : "check")),
      h("h3", {}, `${title} ${shortNumber(order.number)}`), order.status !== "cancelled" && h("p", {}, t("fate.received.hint"))),
    h("div", { class: order.status === "cancelled" ? "cancelled" : null, ...handles(order) }, summary(order)),
  ];
}

const summary = (order) => [linesOf(order), totalRow(t("cart.total"), order.total)];

function underWay(tablet, sheet, entry) {
  const back = mayBeTakenBack(entry) && toCart(tablet, sheet, entry);
  const buttons = [back, ok(sheet)];
  if (entry.refusal) {
    const hint = ticks(h("p", {}), () => t("fate.too_many.hint", { seconds: tablet.courier.secondsLeft(entry.key) }));
    return { body: [say("wait", "clock", t("fate.too_many"), hint), summary(entry)], buttons };
  }
  const said = tablet.link === "lost"
    ? say("wait", "offline", t("fate.offline"), t("fate.offline.hint"))
    : say("cook", "send", t("fate.sending"), t("fate.sending.hint"));
  return { body: [said, summary(entry)], buttons };
}

function refused(tablet, sheet, entry, toMend) {
  const back = toCart(tablet, sheet, entry);
  const { code, detail, lines } = entry.refusal;
  const brand = (label, onclick, what = null) => h("button", { type: "button", class: "btn brand big", "data-key": "again", "data-do": what, onclick }, label);
  if (code === "not_orderable") {
    const rest = lines.length < entry.lines.length && brand(t("fate.rest"), () => tablet.basket.again(entry, theRest), "drop-refused");
    return { body: [say("late", "close", t("fate.not_orderable"), t("fate.not_orderable.hint")), offending(tablet, sheet, entry, toMend)], buttons: [back, rest] };
  }
  if (code === "price_changed") {
    const dearer = brand(t("fate.new_prices"), () => tablet.basket.again(entry, atNewPrices), "send");
    return { body: [say("wait", "clock", t("fate.price_changed"), t("fate.price_changed.hint")), repriced(entry)], buttons: [back, dearer] };
  }
  if (code === "idempotency_key_reused") {
    return {
      body: [say("late", "close", t("fate.reused"), t("fate.reused.hint")), summary(entry)],
      buttons: [back, brand(t("orders.see"), () => sheet.open("orders"))],
    };
  }
  return { body: [say("late", "close", t("fate.refused"), t("fate.refused.hint", { detail })), summary(entry)], buttons: [back] };
}

/** What was refused, by the lines' indexes; our menu knows which options are meant, once it is the newest. */
function problemsOf(tablet, entry) {
  const items = itemsOf(tablet.menu);
  return new Map((entry.refusal?.code === "not_orderable" ? entry.refusal.lines : []).map(({ index, reason }) => {
    const { item_id, options } = entry.lines[index];
    const known = problemOf(items.get(item_id), options);
    return [index, known?.reason === reason ? known : { reason, names: [] }];
  }));
}

function offending(tablet, sheet, entry, toMend) {
  const problems = problemsOf(tablet, entry);
  return h("ul", { class: "lines" }, entry.lines.map((known, i) => {
    const line = { ...known, problem: problems.get(i) };
    return orderLine(line, line.problem && chooseAgain(tablet, sheet, line, { first: () => toMend(entry) }));
  }));
}

function repriced(entry) {
  const now = atNewPrices(entry);
  const cost = (was, is) => (was === is
    ? h("span", { class: "price" }, money(is))
    : h("span", { class: "price" },
      h("s", {}, h("span", { class: "unseen" }, `${t("fate.was")} `), money(was)), " ", h("b", {}, h("span", { class: "unseen" }, `${t("fate.now")} `), money(is))));
  return [
    h("ul", { class: "lines" }, now.lines.map((line, i) =>
      h("li", { class: "line" }, h("span", { class: "times" }, String(line.quantity)), h("div", {}, h("strong", {}, line.name), choices(line)), cost(entry.lines[i].subtotal, line.subtotal)))),
    h("p", { class: "total" }, h("span", {}, t("cart.total")), cost(entry.total, now.total)),
  ];
}

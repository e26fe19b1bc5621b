/** Small things that several screens show. */

import { LIMITS, canBeChosenAgain, itemsOf, lengthOf, likeness } from "../cart.js";
import { h, icon, refill } from "../dom.js";
import { money, surcharge, t } from "../wording.js";
import { positionOf } from "./cart_position.js";

/** Calls `render` now, and whenever one of `names` changes, until the signal ends it. */
export function watch(tablet, names, render, signal) {
  for (const name of names) tablet.addEventListener(name, render, { signal });
  render();
}

/** Whether more is written in `note` than the server takes; then the `alarm` says so. */
export function isLong(note, alarm) {
  const count = lengthOf(note.value.trim());
  if (count <= LIMITS.note) return false;
  refill(alarm, t("note.long", { count, most: LIMITS.note }));
  note.focus();
  return true;
}

/** Says to scripts and tests whether the page hears from the server; what people are told is put into it. */
export function connection(tablet, signal, attributes = {}) {
  const element = h("div", { id: "connection", ...attributes });
  watch(tablet, ["link"], () => (element.dataset.state = ["live", "lost"].includes(tablet.link) ? tablet.link : "stale"), signal);
  return element;
}

/** A double tap on the question is no answer to it. */
const DOUBLE_TAP_MS = 400;

/** The store's logo, `wide` at the most; nothing where it has none. Its name stands beside it. */
export const logoOf = ({ logo }, wide) => logo && h("img", { class: "logo", src: logo.url, srcset: logo.srcset, sizes: wide, alt: "", width: logo.width, height: logo.height });

/** A button that stands where the last tap was: not for the second tap of two. */
export function guarded(button) {
  button.disabled = true;
  setTimeout(() => (button.disabled = false), DOUBLE_TAP_MS);
  return button;
}

const TICKING = new WeakMap();

/** An element whose words count down: `words()` every second, until it answers false. */
export function ticks(element, words) {
  TICKING.set(element, words);
  element.dataset.ticks = "";
  element.textContent = words() || "";
  return element;
}

/** Counts in `root`; what has come to its end is drawn anew by `render`. */
export function count(root, render, signal) {
  const timer = setInterval(() => {
    for (const element of root.querySelectorAll("[data-ticks]")) {
      const words = TICKING.get(element)();
      if (!words) return render();
      element.textContent = words;
    }
    return undefined;
  }, 1000);
  signal.addEventListener("abort", () => clearInterval(timer));
}

/** What the menu says of a dish: that many order it, what the house is proud of, how hot it is. Peppers beside words. */
export function badgesOf({ id, badges = [], spice = 0 }, menu) {
  const said = [...(menu.popular?.includes(id) ? ["popular"] : []), ...badges.filter((one) => one !== "spicy")];
  if (!said.length && !spice) return null;
  return h("span", { class: "badges" },
    said.map((badge) => h("small", { class: `badge-${badge}` }, t(`badge.${badge}`))),
    spice > 0 && h("small", { class: "badge-spicy" }, Array.from({ length: spice }, () => icon("pepper")), t(`spice.${spice}`)));
}

export function stepper({ quantity, most, name, key, onchange, least = 1 }) {
  const button = (label, drawing, to, off) =>
    h("button", {
      type: "button", "aria-label": `${name}: ${label}`, "data-key": `${key}-${drawing}`, disabled: off, onclick: () => onchange(to),
    }, icon(drawing));
  return h("div", { class: "step", role: "group", "aria-label": `${name}: ${t("item.quantity")}` },
    button(t("item.less"), "minus", quantity - 1, quantity <= least),
    h("output", { "aria-live": "off" }, String(quantity)),
    button(t("item.more"), "plus", quantity + 1, quantity >= most),
  );
}

/** What was chosen with a dish: its options, with their prices, and the guest's words. */
export function choices(line) {
  const options = line.options.map((one) => [one.name, surcharge(one.price_delta ?? 0)].filter(Boolean).join(" "));
  return [
    options.length > 0 && h("p", { class: "choices" }, options.join(" · ")),
    line.note && h("p", { class: "choices said" }, `“${line.note}”`),
  ];
}

/** Why a line can't be had, with the names of what it is about; nothing if it can. */
export const why = (problem) => problem && h("p", { class: "why" },
  [t(`problem.${problem.reason}`), problem.names.join(", ")].filter(Boolean).join(": "));

/**
 * Takes out what can't be had and goes on to the last look at the rest, one tap; `emptied` is called instead where there
 * is no rest.
 */
export function dropRefused(tablet, sheet, cart, emptied = () => {}) {
  const isRest = cart.problems.length < cart.lines.length;
  const soldOut = cart.problems.every((i) => cart.lines[i].problem.reason === "sold_out");
  const words = !isRest ? "cart.drop_problems" : soldOut ? "cart.without_sold_out" : "cart.without_problems";
  const drop = async () => {
    if (!isRest) emptied();
    await tablet.basket.remove(cart, cart.problems);
    if (isRest) sheet.open("confirm");
  };
  return h("button", { type: "button", class: isRest ? "btn brand big" : "btn big", "data-key": "drop", "data-do": "drop-refused", onclick: drop }, t(words));
}

/** A button that opens the dish of a line that can't be had, with what was chosen; false where no choice would help. */
export function chooseAgain(tablet, sheet, line, { then = null, first = () => true } = {}) {
  if (!canBeChosenAgain(itemsOf(tablet.menu).get(line.item_id), line.problem)) return false;
  const again = async () => {
    if (await first()) sheet.open("item", { id: line.item_id, was: likeness(line), then });
  };
  return h("button", { type: "button", class: "btn", "data-key": `again-${likeness(line)}`, "aria-label": `${line.name}: ${t("cart.again")}`, onclick: again }, t("cart.again"));
}

/** What scripts and tests know an order by. */
export const handles = (order) => ({ "data-order": order.id, "data-number": order.number.split("-").pop(), "data-status": order.status });

/** The dishes of an order; what the staff took back of it is struck through. */
export const linesOf = (order) => h("ul", { class: "lines" }, order.lines.flatMap((line) => [
  (line.quantity > 0 || !line.voided) && orderLine(line),
  line.voided > 0 && h("li", { class: "line taken-back" },
    h("span", { class: "times" }, String(line.voided)),
    h("div", {}, h("strong", {}, line.name), h("span", { class: "unseen" }, ` ${t("status.cancelled")}`)), h("span", {})),
]));

/** A dish in a list of an order: how many first, then its name and price; `more` is what can be done about its problem. */
export function orderLine(line, more = false) {
  return h("li", { class: line.problem ? "line problem" : "line" },
    h("span", { class: "times" }, String(line.quantity)),
    h("div", {}, h("strong", {}, line.name), choices(line), why(line.problem), more),
    h("span", { class: "price" }, line.problem ? "" : money(line.subtotal)),
  );
}

export const totalRow = (label, total) =>
  h("p", { class: "total" }, h("span", {}, label), h("strong", {}, money(total)));

/** What orders are made of, where no more than that is to be told. */
export const dishesOf = (entries) =>
  h("ul", { class: "lines" }, entries.flatMap((entry) => entry.lines.map((line) => h("li", {}, h("b", {}, String(line.quantity)), " ", line.name))));

/** A picture, or, where there is none, a plate with the dish's initial: the same colours for the same dish. */
export function picture(item, sizes) {
  const [{ segment: initial }] = new Intl.Segmenter().segment(item.name); // a family of emoji is one
  const plate = h("span", { class: `plate tint-${item.id % 8}`, "aria-hidden": "true" }, h("i", {}, initial));
  if (!item.image_url) return plate;
  const image = h("img", { src: item.image_url, srcset: item.image_srcset, sizes, alt: "", loading: "lazy", decoding: "async" });
  image.addEventListener("error", () => image.replaceWith(plate), { once: true });
  return image;
}

/** Why an order could not be cancelled. */
const WHY = { too_late: "orders.too_late", unreachable: "orders.undo_unreachable" };

/** The button, or null when it is too late; `alarm` is told why it did not work, `undone` that it did. */
export function undoButton(tablet, order, alarm, undone = () => {}) {
  const left = () => tablet.clock.left(order.placed_at, tablet.pairing.store.undo_seconds ?? 0);
  if (order.status !== "pending" || !tablet.hasOrdered(order) || left() <= 0) return null;
  const undo = async () => {
    button.disabled = true;
    const why = await tablet.orders.undo(order);
    button.disabled = false;
    refill(alarm, why && t(WHY[why] ?? "orders.undo_failed"));
    if (!why) undone();
  };
  const button = h("button", { type: "button", class: "btn big", "data-key": `undo-${order.id}`, "data-do": "undo", onclick: undo });
  return ticks(button, () => left() > 0 && t("orders.undo", { seconds: left() }));
}

/** Puts an order's lines into the cart; null where the menu has none of them any more. `words` say what for. */
export function againButton(tablet, { sheet, look }, order, words, attributes) {
  const items = itemsOf(tablet.menu);
  if (!order.lines.some((line) => line.quantity > 0 && items.has(line.item_id))) return null;
  const party = tablet.sitting;
  const again = async () => {
    button.disabled = true; // a double tap is one portion
    const done = await tablet.basket.addOrder(party, order);
    if (done && positionOf(look, false) === "bar") sheet.open("cart");
    else sheet.close();
  };
  const button = h("button", { type: "button", ...attributes, onclick: again }, words);
  return button;
}

/** What a party has chosen and not ordered yet. Pure: every function answers a new cart. */

import { ownOf } from "./party.js";

export const LIMITS = { lines: 50, quantity: 99, note: 200 };

/** How long the server finds a note: nothing of it is ever cut off. */
export const lengthOf = (note) => [...note.normalize("NFC")].length;

/** `key` is made with the cart's first line and goes with it into the order: sent twice, it is one order. */
export const emptyCart = (seat, party) => ({ seat, party, key: null, version: 0, lines: [], note: "" });

/** The cart that was kept, if it is this party's at this table; else an empty one. */
export const cartOf = (kept, party) => ownOf(kept, party) ?? emptyCart(party.seat, party.party);

/** Whether `shown`, which was made of a cart, still says what is in this one. */
export const isAsShown = (cart, shown) => cart.key === shown.key && cart.version === shown.version;

/** `line` is `{item_id, name, options: [{id, name}], quantity, note}`; the same choice again raises its quantity. */
export function add(cart, line, newKey) {
  const same = cart.lines.findIndex((one) => likeness(one) === likeness(line));
  if (same >= 0) return setQuantity(cart, same, cart.lines[same].quantity + line.quantity);
  if (cart.lines.length >= LIMITS.lines) return cart;
  return next(cart, { key: cart.key ?? newKey(), lines: [...cart.lines, line] });
}

/** Another choice instead of the line that was like `was`; if there is none any more, one more line. */
export function replaced(cart, was, line, newKey) {
  const at = cart.lines.findIndex((one) => likeness(one) === was);
  if (at < 0) return add(cart, line, newKey);
  const same = cart.lines.findIndex((one, i) => i !== at && likeness(one) === likeness(line));
  if (same < 0) return next(cart, { lines: cart.lines.map((one, i) => (i === at ? line : one)) });
  return without(setQuantity(cart, same, cart.lines[same].quantity + line.quantity), [at]);
}

/** None is left of a line with a quantity of 0. */
export function setQuantity(cart, index, quantity) {
  const wanted = Math.max(0, Math.min(LIMITS.quantity, quantity));
  const lines = cart.lines.map((line, i) => (i === index ? { ...line, quantity: wanted } : line));
  return next(cart, { lines: lines.filter((line) => line.quantity > 0) });
}

export function setNote(cart, note) {
  return next(cart, { note });
}

export function without(cart, indexes) {
  return next(cart, { lines: cart.lines.filter((_, i) => !indexes.includes(i)) });
}

/**
 * The lines of a refused order come first again. Its key stays with them, so that a late copy of the refused one,
 * still on its way, can never become a second order; a key that was used up is replaced.
 */
export function putBack(cart, entry, newKey) {
  const key = entry.refusal?.code === "idempotency_key_reused" ? newKey() : entry.key;
  const back = { ...emptyCart(cart.seat, cart.party), version: cart.version, key, note: entry.note };
  const lines = [...entry.lines, ...cart.lines];
  const whole = lines.reduce((all, line) => add(all, chosen(line), () => key), back);
  return whole.note || !cart.note ? whole : setNote(whole, cart.note);
}

/** What an order was made of, once more; of a cancelled one also the word for the kitchen, unless there is one. */
export function withOrder(cart, order, newKey) {
  const left = order.lines.filter(({ quantity }) => quantity > 0); // the staff may have taken some back
  const whole = left.reduce((all, line) => add(all, chosen(line), newKey), cart);
  return order.status === "cancelled" && order.note && !whole.note && whole.lines.length ? setNote(whole, order.note) : whole;
}

/** The cart at the menu's prices; a line that can't be had bears its `problem`, costs nothing, and is in `problems`. */
export function priced(cart, menu) {
  const items = itemsOf(menu);
  const lines = cart.lines.map((line) => pricedLine(line, items.get(line.item_id)));
  return {
    seat: cart.seat,
    party: cart.party,
    key: cart.key,
    version: cart.version,
    lines,
    total: sumOf(lines.filter((line) => !line.problem), (line) => line.subtotal),
    count: sumOf(lines, (line) => line.quantity),
    problems: lines.flatMap((line, i) => (line.problem ? [i] : [])),
  };
}

function pricedLine(line, item) {
  const problem = problemOf(item, line.options);
  if (!item) return { ...line, unit_price: 0, subtotal: 0, problem };
  const known = new Map(item.option_groups.flatMap((group) => group.options.map((one) => [one.id, one])));
  const options = line.options.map((one) => ({ ...one, price_delta: 0, ...pick(known.get(one.id)) }));
  const each = options.reduce((sum, one) => sum + one.price_delta, item.price);
  return { ...line, name: item.name, options, unit_price: item.price, subtotal: each * line.quantity, problem };
}

/**
 * Why an item can't be had with these options, `{reason, names}`: the reason in the server's words, the names of the
 * options or of the choices that it is about. Null if it can.
 */
export function problemOf(item, options) {
  if (!item) return { reason: "unknown", names: [] };
  if (item.sold_out) return { reason: "sold_out", names: [] };
  const known = new Map(item.option_groups.flatMap((group) => group.options).map((one) => [one.id, one]));
  const counted = item.option_groups.map((group) => [group, options.filter((one) => group.options.some(({ id }) => id === one.id)).length]);
  const reasons = {
    option_unknown: options.filter((one) => !known.has(one.id)),
    option_sold_out: options.filter((one) => known.get(one.id)?.sold_out),
    too_few: counted.filter(([group, count]) => count < group.min_choices).map(([group]) => group),
    too_many: counted.filter(([group, count]) => count > group.max_choices).map(([group]) => group),
  };
  const [reason, about] = Object.entries(reasons).find(([, found]) => found.length) ?? [];
  return reason ? { reason, names: about.map((one) => known.get(one.id)?.name ?? one.name) } : null;
}

/** Whether another choice of its options would help. */
export const canBeChosenAgain = (item, { reason }) => Boolean(item) && canBeHad(item) && !["unknown", "sold_out"].includes(reason);

/** Whether a dish can be had at all. A menu that was kept by an older page does not say. */
export const canBeHad = (item) => item.available ?? !item.sold_out;

/** The required choices of a dish that nobody can make now, because too few of their options are left. */
export const impossibleIn = (item) =>
  item.option_groups.filter((group) => group.options.filter((one) => !one.sold_out).length < group.min_choices);

/** What is chosen of a dish until a guest chooses: the defaults of its required choices, as far as they are left. */
export const defaultsOf = (item) => item.option_groups.flatMap((group) => group.options.filter((one) => one.default && !one.sold_out));

/** Whether nothing must be decided: every required choice has a default that can be had. */
export const isReady = (item) =>
  canBeHad(item) && item.option_groups.every((group) => !group.min_choices || group.options.some((one) => one.default && !one.sold_out));

/** One of a dish as it comes, and what that costs. */
export const readyLine = (item) => ({ item_id: item.id, name: item.name, options: defaultsOf(item).map(({ id, name }) => ({ id, name })), quantity: 1, note: "" });
export const readyPrice = (item) => item.price + sumOf(defaultsOf(item), (one) => one.price_delta);

export function itemsOf(menu) {
  return new Map((menu?.categories ?? []).flatMap((category) => category.items.map((item) => [item.id, item])));
}

const pick = (option) => option && { name: option.name, price_delta: option.price_delta };

const chosen = ({ item_id, name, options, quantity, note }) => ({
  item_id,
  name,
  options: options.map((one) => ({ id: one.id, name: one.name })),
  quantity,
  note: note ?? "",
});

/** What makes two lines one: the dish, its options, the guest's words. */
export const likeness = (line) => JSON.stringify([line.item_id, line.options.map((one) => one.id).sort(), line.note]);

const sumOf = (lines, part) => lines.reduce((sum, line) => sum + part(line), 0);

const next = (cart, change) => ({ ...cart, ...change, version: cart.version + 1 });

import assert from "node:assert/strict";
import { test } from "node:test";

import { LIMITS, add, cartOf, emptyCart, likeness, priced, problemOf, putBack, replaced, setNote, setQuantity, without } from "./guest/cart.js";

const option = (id, price_delta = 0, sold_out = false) => ({ id, name: `option ${id}`, price_delta, sold_out });
const spice = { id: 1, name: "맵기", min_choices: 1, max_choices: 1, options: [option(11), option(12, 500)] };
const extras = { id: 2, name: "토핑", min_choices: 0, max_choices: 2, options: [option(21, 2000), option(22, -1000), option(23, 0, true)] };
const stew = { id: 1, name: "김치찌개", price: 9500, sold_out: false, option_groups: [] };
const rice = { id: 2, name: "떡볶이", price: 12000, sold_out: false, option_groups: [spice, extras] };
const gone = { id: 3, name: "티라미수", price: 7000, sold_out: true, option_groups: [] };
const menu = { categories: [{ id: 1, name: "식사", items: [stew, rice] }, { id: 2, name: "후식", items: [gone] }] };

const line = (item_id, quantity = 1, options = [], note = "") => ({
  item_id, name: "dish", quantity, note, options: options.map((id) => ({ id, name: `option ${id}` })),
});
let keys = 0;
const newKey = () => `key-${++keys}`;
const cartWith = (...lines) => lines.reduce((cart, one) => add(cart, one, newKey), emptyCart("demo/1", 0));

test("a cart gets its key with its first line, and keeps it", () => {
  const one = cartWith(line(1));
  assert.ok(one.key);
  assert.equal(add(one, line(2), newKey).key, one.key);
});

test("the same dish with the same options and wish is one line", () => {
  const cart = cartWith(line(2, 1, [11, 21]), line(2, 2, [21, 11]), line(2, 1, [11]), line(2, 1, [11], "덜 맵게"));
  assert.deepEqual(cart.lines.map((one) => one.quantity), [3, 1, 1]);
});

test("every change is another version, so that two tabs can tell", () => {
  const cart = cartWith(line(1));
  const versions = [cart, setQuantity(cart, 0, 2), setNote(setQuantity(cart, 0, 2), "x")].map((one) => one.version);
  assert.deepEqual(versions, [1, 2, 3]);
});

test("a line goes with its last piece, and never above the contract's 99", () => {
  const cart = cartWith(line(1, 98));
  assert.equal(setQuantity(cart, 0, 0).lines.length, 0);
  assert.equal(add(cart, line(1, 5), newKey).lines[0].quantity, LIMITS.quantity);
});

test("a cart takes no more than 50 lines", () => {
  const full = cartWith(...Array.from({ length: 60 }, (_, i) => line(1, 1, [], `wish ${i}`)));
  assert.equal(full.lines.length, LIMITS.lines);
});

test("the total is quantity times price with options", () => {
  const cart = priced(cartWith(line(1, 2), line(2, 3, [12, 21, 22])), menu);
  assert.equal(cart.total, 2 * 9500 + 3 * (12000 + 500 + 2000 - 1000));
  assert.equal(cart.count, 5);
  assert.deepEqual(cart.problems, []);
});

test("what can't be had costs nothing and says why", () => {
  const cart = priced(cartWith(line(3), line(9), line(2), line(2, 1, [11, 23]), line(2, 1, [11, 99])), menu);
  assert.deepEqual(cart.lines.map((one) => one.problem.reason), ["sold_out", "unknown", "too_few", "option_sold_out", "option_unknown"]);
  assert.deepEqual(cart.lines.map((one) => one.problem.names), [[], [], ["맵기"], ["option 23"], ["option 99"]]);
  assert.deepEqual(cart.problems, [0, 1, 2, 3, 4]);
  assert.deepEqual([cart.total, cart.count], [0, 5]);
});

test("the total is of what can be had; the count is of all that lies in the cart", () => {
  const cart = priced(cartWith(line(1, 2), line(3), line(2, 1, [11, 23])), menu);
  assert.deepEqual([cart.total, cart.count], [19000, 4]);
});

test("a line that is chosen again stays where it was, or joins the one that it is like now", () => {
  const cart = cartWith(line(2, 1, [11, 23]), line(1, 2), line(2, 1, [12]));
  const was = likeness(cart.lines[0]);
  const changed = replaced(cart, was, line(2, 3, [11]), newKey);
  assert.deepEqual(changed.lines.map((one) => [one.item_id, one.quantity]), [[2, 3], [1, 2], [2, 1]]);
  const joined = replaced(cart, was, line(2, 3, [12]), newKey);
  assert.deepEqual(joined.lines.map((one) => [one.item_id, one.quantity]), [[1, 2], [2, 4]]);
  assert.deepEqual([joined.key, joined.version > cart.version], [cart.key, true]);
  assert.equal(replaced(changed, was, line(2, 1, [11, 21]), newKey).lines.length, 4, "it has gone meanwhile: one more");
});

test("too many of a group are told", () => {
  const chosen = (...ids) => ids.map((id) => option(id));
  assert.deepEqual(problemOf(rice, chosen(11, 12)), { reason: "too_many", names: ["맵기"] });
  assert.equal(problemOf(rice, chosen(11, 21, 22)), null);
});

test("a cart of another party or table is not this one's", () => {
  const kept = cartWith(line(1));
  assert.equal(cartOf(kept, { seat: "demo/1", party: 0 }), kept);
  assert.equal(cartOf(kept, { seat: "demo/1", party: 1 }).lines.length, 0);
  assert.equal(cartOf(kept, { seat: "demo/2", party: 0 }).lines.length, 0);
  assert.equal(cartOf(undefined, { seat: "demo/1", party: 0 }).lines.length, 0);
});

test("lines are taken out by index", () => {
  assert.deepEqual(without(cartWith(line(1), line(2), line(3)), [0, 2]).lines.map((one) => one.item_id), [2]);
});

test("a refused order comes back under its own key, before what was chosen since", () => {
  const entry = { key: "used-once", note: "빨리", refusal: { code: "not_orderable" }, lines: [{ ...line(1, 2), unit_price: 1, subtotal: 2 }] };
  const cart = putBack(cartWith(line(2, 1, [11]), line(1)), entry, newKey);
  assert.equal(cart.key, "used-once");
  assert.equal(cart.note, "빨리");
  assert.deepEqual(cart.lines.map((one) => [one.item_id, one.quantity]), [[1, 3], [2, 1]]);
  assert.equal(cart.lines[0].unit_price, undefined);
});

test("a key that was used for other contents is never used again", () => {
  const entry = { key: "used-up", note: "", refusal: { code: "idempotency_key_reused" }, lines: [line(1)] };
  assert.notEqual(putBack(emptyCart("demo/1", 0), entry, newKey).key, "used-up");
});

import assert from "node:assert/strict";
import { test } from "node:test";

import { add, emptyCart, priced, setNote } from "./guest/cart.js";
import { LEASE_MS, atNewPrices, changed, draft, entryOf, fateOf, isHeld, keptFor, nextToSend, once, theRest } from "./guest/outbox.js";
import { patience } from "./guest/patience.js";

const item = (id, price) => ({ id, name: `dish ${id}`, price, sold_out: false, option_groups: [] });
const menu = { categories: [{ id: 1, name: "식사", items: [item(1, 9000), item(2, 5000)] }] };
const line = (item_id, quantity = 1) => ({ item_id, name: "", options: [], quantity, note: "" });

function entry(change = {}) {
  const cart = setNote([line(1, 2), line(2)].reduce((all, one) => add(all, one, () => "k".repeat(16)), emptyCart("demo/1", 4)), "빨리");
  return { ...entryOf(cart, priced(cart, menu)), ...change };
}

const here = { seat: "demo/1", party: 4, tab: "mine", now: 1000000 };
const refusedWith = (refusal) => entry({ state: "refused", refusal });

test("an order says its total, its party and nothing but what the API knows", () => {
  assert.deepEqual(draft(entry()), {
    lines: [{ item_id: 1, quantity: 2, options: [] }, { item_id: 2, quantity: 1, options: [] }],
    note: "빨리", expected_total: 23000, party: 4,
  });
});

test("tries, leases and refusals don't change what is sent", () => {
  const tried = entry({ attempts: 7, lease: { tab: "x", until: 5 }, refusal: { code: "too_many_orders" } });
  assert.deepEqual(draft(tried), draft(entry()));
});

test("an order is received with 201 and with a replayed 200", () => {
  for (const status of [200, 201]) assert.equal(fateOf({ status, code: null, data: { id: 7 } }).fate, "received");
});

test("only a problem of our own server refuses an order", () => {
  const unsure = [
    { status: 200, code: null, data: null }, // a login page of the Wi-Fi
    { status: 404, code: null, data: null }, // a proxy whose server is away
    { status: 403, code: null, data: {} },
    { status: 500, code: "internal_error", data: {} },
    { status: 503, code: "busy", data: {}, retryAfter: 1 },
    { status: 502, code: null, data: null },
    { status: 401, code: "unauthorized", data: {} },
  ];
  for (const answer of unsure) assert.equal(fateOf(answer).fate, "later", JSON.stringify(answer));
  for (const [status, code] of [[409, "not_orderable"], [409, "price_changed"], [400, "invalid"], [422, "idempotency_key_reused"]]) {
    assert.equal(fateOf({ status, code, data: { detail: "no" } }).fate, "refused");
  }
});

test("too many orders wait as long as the server says", () => {
  const { fate, after, refusal } = fateOf({ status: 429, code: "too_many_orders", data: {}, retryAfter: 30 });
  assert.deepEqual([fate, after, refusal.code], ["later", 30, "too_many_orders"]);
});

test("a proxy's page may not put an order off for an hour", () => {
  assert.deepEqual(fateOf({ status: 503, code: null, data: null, retryAfter: 3600 }), { fate: "later", after: null });
  assert.equal(fateOf({ status: 503, code: "busy", data: {}, retryAfter: 1 }).after, 1);
});

test("an entry that was heard of twice is told once", () => {
  assert.deepEqual(once([entry({ key: "a" }), entry({ key: "b" }), entry({ key: "a" })]).map((one) => one.key), ["a", "b"]);
});

test("a party that has changed is told by its number", () => {
  assert.deepEqual(fateOf({ status: 409, code: "party_changed", data: { party: 5 } }), { fate: "party_changed", party: 5 });
});

test("the oldest pending entry of this party goes first; a refused one holds nobody up", () => {
  const entries = [refusedWith({ code: "not_orderable" }), entry({ key: "b" }), entry({ key: "c" })];
  assert.equal(nextToSend(entries, here).key, "b");
});

test("what was never sent is sent for no other party or table; what may have arrived is asked about", () => {
  assert.equal(nextToSend([entry()], { ...here, party: 5 }), undefined);
  assert.equal(nextToSend([entry()], { ...here, seat: "demo/2" }), undefined);
  assert.ok(nextToSend([entry({ attempts: 1 })], { ...here, party: 5 }));
  assert.equal(nextToSend([entry({ attempts: 1, refusal: { code: "too_many_orders" } })], { ...here, party: 5 }), undefined);
  assert.equal(nextToSend([entry({ attempts: 1 })], { ...here, seat: "demo/2" }), undefined);
});

test("another tab's entry is left to it, until it is silent", () => {
  const held = entry({ lease: { tab: "other", until: here.now + LEASE_MS } });
  assert.ok(isHeld(held, "mine", here.now));
  assert.ok(!isHeld(held, "other", here.now));
  assert.equal(nextToSend([held], here), undefined);
  assert.ok(nextToSend([held], { ...here, now: here.now + LEASE_MS + 1 }));
});

test("a clock that was set back by an hour holds nothing up", () => {
  const held = entry({ lease: { tab: "other", until: here.now + 3600000 } });
  assert.ok(nextToSend([held], here));
});

test("the next party finds nothing but what must still be asked about", () => {
  const entries = [
    entry({ key: "untried" }), entry({ key: "tried", attempts: 2 }), refusedWith({ code: "price_changed", lines: [], total: 1 }),
    entry({ key: "mine", party: 5 }), entry({ key: "elsewhere", seat: "demo/9", attempts: 1 }),
  ];
  assert.deepEqual(keptFor(entries, { seat: "demo/1", party: 5 }).map((one) => one.key), ["tried", "mine"]);
});

test("the rest is what can be had, with its own total, under the same key", () => {
  const rest = theRest(refusedWith({ code: "not_orderable", lines: [{ index: 0, item_id: 1, reason: "sold_out" }] }));
  assert.deepEqual(rest.lines.map((one) => one.item_id), [2]);
  assert.deepEqual([rest.total, rest.key, rest.state, rest.refusal], [5000, "k".repeat(16), "pending", null]);
});

test("new prices are the server's", () => {
  const lines = [{ index: 0, unit_price: 9500, options: [], subtotal: 19000 }, { index: 1, unit_price: 5000, options: [], subtotal: 5000 }];
  const dearer = atNewPrices(refusedWith({ code: "price_changed", total: 24000, lines }));
  assert.deepEqual([dearer.total, dearer.lines[0].subtotal, draft(dearer).expected_total], [24000, 19000, 24000]);
});

test("a change finds its entry by key", () => {
  assert.deepEqual(changed([entry({ key: "a" }), entry({ key: "b" })], "b", { attempts: 3 }).map((one) => one.attempts), [0, 3]);
});

test("patience grows, is spread, and has an end", () => {
  const waits = [0, 1, 2, 3, 4, 5, 6, 50].map((failures) => patience(failures, 1));
  assert.deepEqual(waits, [500, 1000, 2000, 4000, 8000, 15000, 15000, 15000]);
  assert.equal(patience(2, 0), 1000);
  assert.equal(patience(50, 1, 4000), 4000);
});

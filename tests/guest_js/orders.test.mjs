import assert from "node:assert/strict";
import { test } from "node:test";

import { NOTHING_YET, inSession, ordersOf, withNewer, withOrder } from "./guest/orders.js";

const order = (id, change = {}) => ({ id, table_session_id: 7, version: 1, status: "pending", total: 1000, ...change });
const some = ordersOf({ items: [order(2), order(1)], table_session: { id: 7, total: 2000 }, cursor: 40 });

test("a new order comes first, and is in the total", () => {
  const now = withOrder(some, order(3));
  assert.deepEqual(now.items.map((one) => one.id), [3, 2, 1]);
  assert.equal(now.session.total, 3000);
});

test("an older version changes nothing; a newer one does, in its place", () => {
  const later = withOrder(some, order(1, { version: 3, status: "preparing" }));
  assert.equal(withOrder(later, order(1, { version: 2 })), later);
  assert.deepEqual(later.items.map((one) => one.status), ["pending", "preparing"]);
});

test("a cancelled order is shown and not counted", () => {
  assert.equal(withOrder(some, order(1, { version: 2, status: "cancelled" })).session.total, 1000);
});

test("the server's total is the total", () => {
  assert.equal(withOrder(some, order(3), 5000).session.total, 5000);
});

test("a list that was asked for earlier takes nothing back that the stream has told since", () => {
  const told = [order(3), order(1, { version: 2, status: "preparing" })].reduce((all, one) => withOrder(all, one), some);
  assert.deepEqual(withNewer(some, told).items, told.items);
  assert.equal(withNewer(some, told).session.total, 3000);
  assert.deepEqual(withNewer(some, { items: [order(9, { table_session_id: 6 })] }), some);
});

test("a list that was asked for before the party's first order takes neither that nor its session back", () => {
  const before = ordersOf({ items: [], table_session: null, cursor: 39 });
  const opened = inSession(before, { id: 7, total: 0 });
  assert.deepEqual(withNewer(before, opened), opened);
  const told = withOrder(opened, order(1), 1000);
  assert.deepEqual(withNewer(before, told), told);
  assert.deepEqual(withNewer(before, before), before);
});

test("an order of another party's session is not this one's", () => {
  assert.equal(withOrder(some, order(9, { table_session_id: 6 })), null);
  assert.equal(withOrder(NOTHING_YET, order(9)), null);
});

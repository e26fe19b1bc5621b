import assert from "node:assert/strict";
import { test } from "node:test";

import { Orders } from "./guest/orders.js";

const STORE = { slug: "demo" };
const order = (id, session, change = {}) => ({ id, table_session_id: session, version: 1, status: "pending", total: 1000, ...change });
const at = (id, party) => ({ table: { id, number: id, label: null }, party });
const stay = (id, total) => ({ id, opened_at: "2026-01-01T00:00:00Z", total });

/** The orders of a tablet at table 1, whose third party sits there; `read` makes the server's answer known. */
async function scene({ phone = false, session = null, items = [] } = {}) {
  const wanted = [];
  const tablet = {
    paired: true,
    isPhone: phone,
    pairing: { store: STORE, table: { id: 1, number: 1 }, party: 3 },
    sitting: { seat: "demo/1", party: 3 },
    storage: {
      kept: { pairing: { store: STORE, table: { id: 1, number: 1 }, party: 3 } },
      async change(_names, decide) {
        return Object.assign(this.kept, decide(this.kept));
      },
    },
    api: { ask: async () => ({ status: 200, data: { items, table_session: session, party: 3, cursor: 7 } }) },
    isOurs: (party) => phone || party === 3,
    isHere: ({ table, party }) => phone || (table.id === 1 && party === 3),
    tell() {},
    want: (name) => wanted.push(name),
  };
  const orders = new Orders(tablet);
  await orders.read();
  const hears = (type, data) => orders.events[type](data);
  const shown = () => [orders.items.map(({ id }) => id), orders.session?.total ?? null];
  return { orders, hears, shown, wanted, tablet };
}

test("a party that comes brings its orders and its session, which are kept", async () => {
  const { orders, hears, shown, tablet } = await scene();
  const moved = { from: at(2, 9), to: at(1, 3), table_session: stay(7, 3000) };
  await hears("session.moved", { ...moved, orders: [order(1, 7, { version: 2 }), order(2, 7, { total: 2000 })] });
  assert.deepEqual(shown(), [[2, 1], 3000]);
  assert.equal(orders.session.id, 7);
  assert.deepEqual(tablet.storage.kept.orders.items, orders.items);
});

test("a party that joins adds its orders to those that are there", async () => {
  const { hears, shown } = await scene({ session: stay(7, 1000), items: [order(1, 7)] });
  await hears("session.joined", { from: at(2, 9), to: at(1, 3), table_session: stay(7, 3000), orders: [order(2, 7, { total: 2000, version: 2 })] });
  assert.deepEqual(shown(), [[2, 1], 3000]);
});

for (const type of ["session.moved", "session.joined"]) {
  test(`${type} to another table, or to a party that has left this one, changes nothing`, async () => {
    const { hears, shown } = await scene({ session: stay(7, 1000), items: [order(1, 7)] });
    for (const to of [at(2, 3), at(1, 2)]) {
      await hears(type, { from: at(4, 1), to, table_session: stay(8, 2000), orders: [order(2, 8, { total: 2000 })] });
    }
    assert.deepEqual(shown(), [[1], 1000]);
  });
}

test("a closing that is taken back shows its orders again, to the party that it belongs to now", async () => {
  const { hears, shown } = await scene();
  const reopened = { table_session: stay(7, 1000), orders: [order(1, 7)] };
  await hears("session.reopened", { ...at(1, 2), ...reopened });
  assert.deepEqual(shown(), [[], null]);
  await hears("session.reopened", { ...at(1, 3), ...reopened });
  assert.deepEqual(shown(), [[1], 1000]);
});

test("who parts again takes its orders along, and leaves the others", async () => {
  const here = await scene({ session: stay(7, 3000), items: [order(2, 7, { total: 2000, version: 2 }), order(1, 7)] });
  const gone = order(2, 8, { total: 2000, version: 3 });
  await here.hears("session.unjoined", { from: { ...at(1, 3), table_session: stay(7, 1000) }, to: { ...at(2, 9), table_session: stay(8, 2000) }, orders: [gone] });
  assert.deepEqual(here.shown(), [[1], 1000]);
  const there = await scene();
  await there.hears("session.unjoined", { from: { ...at(2, 9), table_session: stay(7, 1000) }, to: { ...at(1, 3), table_session: stay(8, 2000) }, orders: [gone] });
  assert.deepEqual(there.shown(), [[2], 2000]);
});

test("an order that goes leaves an empty session; one that comes may open the first", async () => {
  const moved = order(1, 8, { version: 2 });
  const away = { from: { ...at(1, 3), table_session: stay(7, 0) }, to: { ...at(2, 9), table_session: stay(8, 1000) }, order: moved };
  const here = await scene({ session: stay(7, 1000), items: [order(1, 7)] });
  await here.hears("order.moved", away);
  assert.deepEqual(here.shown(), [[], 0]);
  const there = await scene();
  await there.hears("order.moved", { from: { ...at(2, 9), table_session: stay(7, 0) }, to: { ...at(1, 3), table_session: stay(8, 1000) }, order: moved });
  assert.deepEqual(there.shown(), [[1], 1000]);
});

test("what is told again takes nothing back that was heard since", async () => {
  const { hears, shown, orders } = await scene();
  const moved = { from: at(2, 9), to: at(1, 3), table_session: stay(7, 1000), orders: [order(1, 7, { version: 2 })] };
  await hears("session.moved", moved);
  await hears("order.changed", { order: order(1, 7, { version: 3, status: "preparing" }), session_total: 1000 });
  await hears("session.moved", moved);
  assert.deepEqual([shown(), orders.items[0].status], [[[1], 1000], "preparing"]);
});

test("a phone knows its own party wherever that moves, and asks anew where it has become another's", async () => {
  const { hears, shown, wanted } = await scene({ phone: true, session: stay(7, 1000), items: [order(1, 7)] });
  await hears("session.moved", { from: at(1, 4), to: at(2, 0), table_session: stay(7, 1000), orders: [order(1, 7, { version: 2 })] });
  assert.deepEqual([shown(), wanted], [[[1], 1000], []]);
  await hears("session.joined", { from: at(1, 4), to: at(2, 0), table_session: stay(8, 3000), orders: [order(1, 8, { version: 3 })] });
  assert.deepEqual(wanted, ["orders"]);
});

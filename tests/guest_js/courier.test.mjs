import assert from "node:assert/strict";
import { test } from "node:test";

import { Unpaired, Unreachable } from "./guest/api.js";
import { Courier } from "./guest/courier.js";

/** What `TabletStorage` does, without a disk. */
class Shelf {
  values = { outbox: [] };

  async change(_names, decide) {
    const read = structuredClone(this.values);
    Object.assign(this.values, structuredClone(decide(read)));
    return structuredClone(this.values);
  }
}

const entry = (key, change = {}) => ({
  key, seat: "demo/1", party: 4, lines: [], note: "", total: 0, state: "pending", attempts: 0, lease: null, refusal: null, ...change,
});

/** A courier whose server gives these answers, one after the other; an Error is thrown. */
function scene(entries, ...answers) {
  const storage = new Shelf();
  storage.values.outbox = entries;
  const seen = { sent: [], received: [], parties: [], unpaired: 0 };
  const api = {
    ask: async (_method, _path, { headers, body }) => {
      const stored = storage.values.outbox.find((one) => one.key === headers["Idempotency-Key"]);
      seen.sent.push({ key: headers["Idempotency-Key"], body, attempts: stored.attempts });
      const answer = answers.shift();
      if (answer instanceof Error) throw answer;
      return answer;
    },
  };
  const courier = new Courier(storage, api, {
    here: () => ({ seat: "demo/1", party: 4 }),
    refused: () => {},
    moved: () => {},
    lost: () => {},
    received: (_, order) => seen.received.push(order.id),
    party: (party) => seen.parties.push(party),
    unpaired: () => (seen.unpaired += 1),
  });
  return { storage, seen, courier };
}

const received = { status: 201, code: null, data: { id: 42 } };
const until = async (met) => {
  for (let i = 0; i < 400 && !met(); i += 1) await new Promise((resolve) => setTimeout(resolve, 10));
  assert.ok(met());
};

test("an order is marked as tried before it is sent, and gone once it is received", async () => {
  const { storage, seen, courier } = scene([entry("a")], received);
  courier.wake();
  await until(() => seen.received.length && !storage.values.outbox.length);
  assert.equal(seen.sent[0].attempts, 1);
});

test("every tab is told which order it became, as long as its party sits there", async () => {
  const party = { seat: "demo/1", party: 4 };
  for (const now of [4, 5]) {
    const { storage, courier } = scene([entry("a")], received);
    storage.values.pairing = { store: { slug: "demo" }, table: { id: 1 }, party: now };
    courier.wake();
    await until(() => !storage.values.outbox.length);
    assert.deepEqual(storage.values.receipts, now === 4 ? { ...party, orders: [["a", received.data]] } : undefined);
  }
});

test("what hung over a dead connection is sent again at once", async () => {
  const dead = Object.assign(new Unreachable(), { anew: true });
  const { storage, seen, courier } = scene([entry("a")], ...Array.from({ length: 20 }, () => dead), received);
  courier.wake();
  await new Promise((resolve) => setTimeout(resolve, 100));
  assert.deepEqual([seen.sent.length, storage.values.outbox.length], [21, 0]);
});

test("an unanswered order is sent again, the same, until it is answered", async () => {
  const busy = { status: 503, code: "busy", data: {}, retryAfter: null };
  const { storage, seen, courier } = scene([entry("a")], new Unreachable(), busy, received);
  courier.wake();
  await until(() => !storage.values.outbox.length);
  assert.deepEqual(seen.sent.map((one) => one.key), ["a", "a", "a"]);
  assert.deepEqual(seen.sent[0].body, seen.sent[2].body);
  assert.deepEqual(seen.received, [42]);
});

test("a refused order stays until the guest decides, and the next one goes", async () => {
  const no = { status: 409, code: "not_orderable", data: { detail: "no", lines: [{ index: 0, reason: "sold_out" }] } };
  const { storage, seen, courier } = scene([entry("a"), entry("b")], no, received);
  courier.wake();
  await until(() => seen.received.length === 1 && storage.values.outbox.length === 1);
  assert.deepEqual([storage.values.outbox[0].state, storage.values.outbox[0].refusal.code], ["refused", "not_orderable"]);
});

test("an order for a party that has gone is dropped and told", async () => {
  const { storage, seen, courier } = scene([entry("a")], { status: 409, code: "party_changed", data: { party: 5 } });
  courier.wake();
  await until(() => seen.parties.length === 1);
  assert.deepEqual([storage.values.outbox.length, seen.parties], [0, [5]]);
});

test("too many orders wait for as long as the server asks, however often it is woken", async () => {
  const { seen, courier } = scene([entry("a")], { status: 429, code: "too_many_orders", data: {}, retryAfter: 1 }, received);
  courier.wake();
  await until(() => seen.sent.length === 1 && courier.secondsLeft("a") === 1);
  courier.wake();
  await new Promise((resolve) => setTimeout(resolve, 100));
  assert.equal(seen.sent.length, 1);
  await until(() => seen.received.length === 1);
});

test("without a pairing the entry stays as it is", async () => {
  const { storage, seen, courier } = scene([entry("a")], new Unpaired());
  courier.wake();
  await until(() => seen.unpaired === 1);
  assert.equal(storage.values.outbox.length, 1);
});

test("what another tab is sending is left to it, and taken over when that tab falls silent", async () => {
  const held = { tab: "other", until: Date.now() + 400 };
  const { seen, courier } = scene([entry("a", { lease: held, attempts: 1 })], received);
  courier.wake();
  await new Promise((resolve) => setTimeout(resolve, 200));
  assert.equal(seen.sent.length, 0);
  await until(() => seen.received.length === 1);
});

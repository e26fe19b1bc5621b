import assert from "node:assert/strict";
import { test } from "node:test";

import { Unreachable } from "./guest/api.js";
import { Tablet } from "./guest/tablet.js";

globalThis.CustomEvent ??= class extends Event {
  constructor(name, { detail }) {
    super(name);
    this.detail = detail;
  }
};

const LOGIN = { access_token: "a", device_token: "d", party: 4, store: { slug: "demo" }, table: { id: 1, number: 1, label: null } };

/** What `TabletStorage` does, without a disk. */
class Shelf {
  durable = true;
  values = {};

  read(...names) {
    return this.change(names, () => ({}));
  }

  async change(_names, decide) {
    Object.assign(this.values, structuredClone(decide(structuredClone(this.values))));
    return structuredClone(this.values);
  }
}

/** A feature's part: what the party has called for. */
class Calls {
  items = [];
  begun = [];
  heard = [];
  reads = 0;
  events = { "call.placed": ({ call }) => this.heard.push(call.id) };

  constructor(tablet) {
    this.tablet = tablet;
  }

  begin(kept) {
    this.begun.push(kept);
  }

  forget() {
    this.items = [];
  }

  async read() {
    this.reads += 1;
    const { status, data } = await this.tablet.api.ask("GET", "/calls");
    if (status !== 200) throw new Unreachable();
    this.items = data.items;
    this.tablet.tell("calls");
  }
}

const json = (status, data) => new Response(JSON.stringify(data), { status, headers: { "Content-Type": "application/json" } });

/** A tablet at table 1 with that part, a server with one call, and a stream that `says(type, data)`. */
async function scene(t) {
  const encoder = new TextEncoder();
  const seen = { party: 0, asked: [] };
  let stream;
  globalThis.fetch = async (url, { method = "GET", signal }) => {
    const path = url.replace("/api/v1", "");
    seen.asked.push(`${method} ${path}`);
    if (path === "/auth/table") return json(200, LOGIN);
    if (path === "/menu") return json(200, { categories: [] });
    if (path === "/orders") return json(200, { items: [], table_session: null, party: 4, cursor: 7 });
    if (path === "/me") return json(200, { kind: "table", store: seen.store ?? LOGIN.store, table: seen.table ?? LOGIN.table, party: 4 });
    if (path === "/calls") return json(200, { items: [{ id: 1 }] });
    const body = new ReadableStream({
      start(controller) {
        stream = controller;
        controller.enqueue(encoder.encode(": here\n\n"));
        signal.addEventListener("abort", () => controller.error(signal.reason));
      },
    });
    return new Response(body, { status: 200 });
  };
  const tablet = new Tablet(new Shelf(), { calls: Calls });
  t.after(() => tablet.rest());
  tablet.addEventListener("party", () => (seen.party += 1));
  const says = (type, data) => stream.enqueue(encoder.encode(`event: ${type}\ndata: ${JSON.stringify(data)}\n\n`));
  await tablet.begin();
  assert.equal(await tablet.pair({ store: "demo", table_number: 1, password: "1234" }), null);
  await until(() => tablet.parts.calls.reads === 2); // at the start, and when the stream was open
  return { tablet, seen, says, calls: tablet.parts.calls };
}

const until = async (met) => {
  for (let i = 0; i < 400 && !met(); i += 1) await new Promise((resolve) => setTimeout(resolve, 5));
  assert.ok(met());
};

test("a part begins with what was kept under its name, and is read once the tablet is paired", async (t) => {
  const { tablet, calls } = await scene(t);
  assert.deepEqual(calls.items, [{ id: 1 }]);
  assert.equal(calls.begun.length, 2);
  tablet.storage.values.calls = "kept";
  await tablet.begin();
  assert.equal(calls.begun.at(-1), "kept");
});

test("a part hears its events, and is read anew after a reset", async (t) => {
  const { says, calls } = await scene(t);
  says("call.placed", { call: { id: 2 } });
  says("reset", {});
  await until(() => calls.reads === 3);
  assert.deepEqual(calls.heard, [2]);
});

test("what a part knows of a party goes with it, and the next party's is read", async (t) => {
  const { tablet, seen, says, calls } = await scene(t);
  const before = calls.reads;
  const items = [];
  tablet.addEventListener("party", () => items.push(...calls.items));
  says("session.closed", { party: 5 });
  await until(() => seen.party === 1 && calls.reads > before);
  assert.deepEqual([items, tablet.sitting.party], [[], 5]);
});

for (const type of ["session.moved", "session.joined"]) {
  test(`${type}: nothing of a party that went is left, and it is told where to`, async (t) => {
    const { tablet, says, calls } = await scene(t);
    const told = [];
    tablet.addEventListener("party", ({ detail }) => told.push(detail.went?.number));
    const before = calls.reads;
    const event = { to: { table: { id: 8, number: 8 }, party: 2 }, table_session: { id: 7, total: 0 }, orders: [] };
    says(type, { ...event, from: { table: { id: 1, number: 1 }, party: 3 } }); // heard of long before
    says(type, { ...event, from: { table: { id: 3, number: 3 }, party: 9 } }); // another table's
    says(type, { ...event, from: { table: { id: 1, number: 1 }, party: 5 } });
    await until(() => told.length > 0 && calls.reads > before);
    assert.deepEqual([told, tablet.sitting.party, tablet.storage.values.pairing.party], [[8], 5, 5]);
  });
}

test("no part is read for a tablet that is not paired any more", async (t) => {
  const { tablet, seen, calls } = await scene(t);
  const { fetch } = globalThis;
  globalThis.fetch = async (url, options) => {
    if (url.endsWith("/refresh")) return new Response('{"code":"device_revoked"}', { status: 401, headers: { "Content-Type": "application/problem+json" } });
    return url.endsWith("/calls") ? json(401, {}) : fetch(url, options);
  };
  assert.deepEqual(await tablet.ask("POST", "/calls", {}), { code: "unreachable" });
  await until(() => !tablet.paired);
  const [read, asked] = [calls.reads, seen.asked.length];
  tablet.nudge();
  await new Promise((resolve) => setTimeout(resolve, 30));
  assert.deepEqual([calls.reads, seen.asked.length], [read, asked]);
});

test("a table that was renumbered is called so once it was asked for, and told once", async (t) => {
  const { tablet, seen } = await scene(t);
  let told = 0;
  tablet.addEventListener("pairing", () => (told += 1));
  seen.table = { id: 1, number: 41, label: "창가" };
  tablet.want("table");
  await until(() => tablet.pairing.table.number === 41);
  tablet.want("table");
  await until(() => seen.asked.filter((one) => one === "GET /me").length >= 4);
  await new Promise((resolve) => setTimeout(resolve, 30));
  assert.deepEqual([told, tablet.pairing.table, tablet.storage.values.pairing.table], [1, seen.table, seen.table]);
  seen.table = { id: 2, number: 2, label: null }; // an answer about where it was before
  tablet.want("table");
  await new Promise((resolve) => setTimeout(resolve, 30));
  assert.equal(tablet.pairing.table.id, 1);
});

test("a store that looks otherwise is heard of, kept, and asked for where nothing was heard; another's is nobody's", async (t) => {
  const { tablet, seen, says } = await scene(t);
  const [green, blue] = ["#0f766e", "#1d4ed8"].map((accent) => ({ slug: "demo", accent }));
  says("store.changed", { store: green });
  await until(() => tablet.pairing.store.accent === green.accent);
  assert.deepEqual(tablet.storage.values.pairing.store, green);
  seen.store = blue;
  says("reset", { cursor: 9 });
  await until(() => tablet.pairing.store.accent === blue.accent);
  await tablet.learn({ slug: "rival", accent: green.accent });
  assert.deepEqual([tablet.pairing.store, tablet.storage.values.pairing.store], [blue, blue]);
});

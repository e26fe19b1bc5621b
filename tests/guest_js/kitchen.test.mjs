import assert from "node:assert/strict";
import { beforeEach, test } from "node:test";

import { Outbox } from "./staff/kitchen/outbox.js";
import { Renewal } from "./staff/kitchen/renewal.js";

const NAME = "ordering.kitchen.bistro.1";
const kept = new Map();
globalThis.sessionStorage = { getItem: (key) => kept.get(key) ?? null, setItem: (key, value) => kept.set(key, value) };

let timers = [];
let asked = [];
let answers = [];
let told = [];
let refused = [];

beforeEach(() => {
  kept.clear();
  [timers, asked, answers, told, refused] = [[], [], [], [], []];
  globalThis.setTimeout = (later, wait) => timers.push({ later, wait });
  globalThis.clearTimeout = () => {};
  globalThis.fetch = async (path, { method, body }) => {
    asked.push({ path, method, ...JSON.parse(body ?? "{}") });
    const answer = answers.shift();
    if (answer === undefined) throw new TypeError("no network");
    return answer();
  };
});

const said = (status, body) => () => ({ status, ok: status < 300, json: async () => body });
const settled = async () => {
  for (let turn = 0; turn < 20; turn += 1) await null;
};
const again = async () => {
  timers.pop().later();
  await settled();
};
const open = () => new Outbox("bistro.1", {}, {
  changed() {},
  told: (deed) => told.push(deed.wants),
  refused: (deed, problem) => refused.push([deed.wants, problem.code]),
  ended() {},
});
const to = (status) => ({ key: "ticket 7", of: "ticket 7", from: 1, wants: status, path: "/kitchen/tickets/7", method: "PATCH", body: { status, version: 1 } });
const alreadyStarted = said(409, { code: "stale_version", ticket: { status: "started", version: 2 } });
const done = said(200, { status: "done", version: 3 });

test("a tap made while the first is on its way goes with the version that the first has made, though its answer was lost", async () => {
  const outbox = open();
  let lose;
  answers = [() => new Promise((_, reject) => { lose = reject; }), alreadyStarted, done];
  outbox.put(to("started"));
  outbox.put(to("done"));
  lose(new TypeError("no network"));
  await settled();
  await again();
  assert.deepEqual(asked.map(({ status, version }) => [status, version]), [["started", 1], ["started", 1], ["done", 2]]);
  assert.deepEqual(told, ["done"]);
  assert.deepEqual(outbox.deeds, []);
});

test("a tap made between the tries of the first does not take its place: that may have been done", async () => {
  const outbox = open();
  outbox.put(to("started"));
  await settled();
  outbox.put(to("done"));
  await settled();
  answers = [alreadyStarted, done];
  await again();
  assert.deepEqual(asked.slice(-2).map(({ status, version }) => [status, version]), [["started", 1], ["done", 2]]);
  assert.deepEqual(told, ["done"]);
});

test("what was never sent gives way to what was tapped later", async () => {
  const outbox = open();
  outbox.put({ ...to("started"), key: "ticket 8" });
  for (const status of ["started", "done"]) outbox.put(to(status));
  assert.deepEqual(outbox.deeds.map(({ key, wants }) => [key, wants]), [["ticket 8", "started"], ["ticket 7", "done"]]);
  await settled();
});

test("a ticket that somebody else took further refuses what was tapped on how it was", async () => {
  const outbox = open();
  answers = [said(409, { code: "stale_version", ticket: { status: "done", version: 3 } })];
  outbox.put(to("started"));
  await settled();
  assert.deepEqual(refused, [["started", "stale_version"]]);
});

test("our server's own failure is an answer, and holds up nothing that was tapped later", async () => {
  const outbox = open();
  answers = [said(500, { code: "internal_error" }), done];
  outbox.put({ ...to("started"), key: "ticket 8", of: "ticket 8" });
  outbox.put(to("done"));
  await settled();
  assert.deepEqual(refused, [["started", "internal_error"]]);
  assert.deepEqual(told, ["done"]);
});

test("what is busy, away or no answer of ours is asked again", async () => {
  const outbox = open();
  answers = [said(429, { code: "too_many_requests" }), said(503, { code: "busy" }), said(502, {}), said(500, {}), said(404, {}), done];
  outbox.put(to("done"));
  await settled();
  for (let time = 0; time < 5; time += 1) await again();
  assert.deepEqual([refused, told, asked.length], [[], ["done"], 6]);
});

test("after a reload what is left is sent, and what was tapped an hour ago is not", async () => {
  const [old, late] = [{ ...to("started"), key: "old", at: Date.now() - 3_700_000 }, { ...to("done"), at: Date.now() - 60_000 }];
  kept.set(NAME, JSON.stringify([old, late]));
  const outbox = open();
  await settled();
  outbox.put(to("new"));
  assert.deepEqual(new Set(asked.map(({ status }) => status)), new Set(["done"]));
  assert.deepEqual(outbox.deeds.map(({ wants }) => wants), ["done", "new"], "it may have been done before the reload");
});

test("a newer server's page is asked for at once, and while an older one answers once a minute", () => {
  let reloads = 0;
  let busy = true;
  const page = () => new Renewal("a", () => busy, () => { reloads += 1; });
  page().hear("a");
  page().hear("b");
  assert.deepEqual([reloads, timers.pop().wait], [0, 1000], "not while something waits to be sent");
  busy = false;
  page().hear("b");
  assert.equal(reloads, 1);
  const old = page();
  old.hear("b");
  const { later, wait } = timers.pop();
  assert.equal(reloads, 1, "the old page again");
  assert.ok(wait > 59_000 && wait <= 60_000);
  kept.set("ordering.kitchen.build", JSON.stringify(["b", Date.now() - 60_000]));
  later();
  assert.equal(reloads, 2);
  kept.set("ordering.kitchen.build", JSON.stringify(["b", Date.now() + 3_600_000]));
  old.hear("b");
  assert.equal(timers.pop().wait, 60_000, "a clock that was set back holds it up for a minute at most");
  old.hear("c");
  assert.equal(reloads, 3);
});

import assert from "node:assert/strict";
import { test } from "node:test";

import { Unpaired, Unreachable } from "./guest/api.js";
import { Reading } from "./guest/reading.js";

/** A reading of which these answers are had, one after the other; an Error is thrown, a promise waited for. */
function scene(...answers) {
  const seen = { read: 0, had: 0, unpaired: 0 };
  const read = async () => {
    seen.read += 1;
    const answer = await answers.shift();
    if (answer instanceof Error) throw answer;
    seen.had += 1;
  };
  return { seen, reading: new Reading(read, () => (seen.unpaired += 1)) };
}

const until = async (met) => {
  for (let i = 0; i < 400 && !met(); i += 1) await new Promise((resolve) => setTimeout(resolve, 10));
  assert.ok(met());
};

test("what was not had is asked for until it is", async () => {
  const { seen, reading } = scene(new Unreachable(), new Unreachable());
  reading.want();
  await until(() => seen.had === 1);
  assert.equal(seen.read, 3);
});

test("what becomes old while it is being read is read once more", async () => {
  let answer;
  const { seen, reading } = scene(new Promise((resolve) => (answer = resolve)));
  reading.want();
  for (let i = 0; i < 5; i += 1) reading.want();
  answer();
  await until(() => seen.had === 2);
  await new Promise((resolve) => setTimeout(resolve, 50));
  assert.equal(seen.read, 2);
});

test("a burst of changes is read once, a little later; whoever looks needn't wait", async () => {
  const { seen, reading } = scene();
  for (let i = 0; i < 5; i += 1) reading.want(60000);
  await new Promise((resolve) => setTimeout(resolve, 30));
  assert.equal(seen.read, 0);
  reading.want();
  await until(() => seen.had === 1);
});

test("a failure does not make the next look wait", async () => {
  const { seen, reading } = scene(...Array.from({ length: 5 }, () => new Unreachable()));
  reading.want();
  for (let looks = 1; looks <= 5; looks += 1) {
    await until(() => seen.read >= looks);
    await new Promise((resolve) => setTimeout(resolve, 1));
    reading.want();
  }
  await until(() => seen.had === 1);
});

test("what was asked over a dead connection is asked again at once", async () => {
  const dead = Object.assign(new Unreachable(), { anew: true });
  const { seen, reading } = scene(...Array.from({ length: 20 }, () => dead));
  reading.want();
  await new Promise((resolve) => setTimeout(resolve, 30));
  assert.deepEqual([seen.read, seen.had], [21, 1]);
});

test("a tablet that is not paired any more asks for nothing", async () => {
  const { seen, reading } = scene(new Unpaired());
  reading.want();
  await until(() => seen.unpaired === 1);
  await new Promise((resolve) => setTimeout(resolve, 30));
  assert.equal(seen.read, 1);
});

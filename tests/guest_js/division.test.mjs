import assert from "node:assert/strict";
import { test } from "node:test";

import { byDish, dishesOf, evenly, restOf } from "./shared/later/division.js";

const sum = (amounts) => amounts.reduce((all, one) => all + one, 0);
const bill = (...lines) => ({ lines: lines.map(([name, quantity, unit_price]) => ({ name, options: [], quantity, unit_price })) });

test("a total is divided exactly, the larger parts first", () => {
  assert.deepEqual(evenly(43000, 3), [14334, 14333, 14333]);
  assert.deepEqual(evenly(0, 2), [0, 0]);
  for (const total of [1, 99, 9500, 990_000_000_001]) {
    for (let heads = 1; heads < 100; heads++) {
      const parts = evenly(total, heads);
      assert.equal(sum(parts), total);
      assert.deepEqual(parts, [...parts].sort((a, b) => b - a));
      assert.ok(parts[0] - parts.at(-1) <= 1);
    }
  }
});

test("each dish of a line is one to choose, and keeps its key when more are ordered", () => {
  const before = dishesOf(bill(["냉면", 2, 11000])).map(({ key }) => key);
  const after = dishesOf(bill(["김치찌개", 1, 9500], ["냉면", 3, 11000])).map(({ key }) => key);
  assert.equal(new Set(after).size, 4);
  assert.ok(before.every((key) => after.includes(key)));
});

test("what several share is split exactly, and what nobody has is left over", () => {
  const dinner = bill(["보쌈", 1, 43000], ["소주", 2, 5000]);
  const [pork, soju, more] = dishesOf(dinner).map(({ key }) => key);
  const { parts, rest } = byDish(dinner, 3, { [pork]: [2, 0, 1], [soju]: [1] });
  assert.deepEqual(parts, [14334, 19333, 14333]);
  assert.equal(rest, 5000);
  const all = byDish(dinner, 3, { [pork]: [0, 1, 2], [soju]: [1], [more]: [0, 2] });
  assert.equal(all.rest, 0);
  assert.equal(sum(all.parts), 53000);
});

test("who is not counted any more has no part", () => {
  const dinner = bill(["냉면", 1, 10001]);
  const [key] = dishesOf(dinner).map((one) => one.key);
  assert.deepEqual(byDish(dinner, 2, { [key]: [0, 1, 5] }), { parts: [5001, 5000], rest: 0 });
  assert.deepEqual(byDish(dinner, 2, { [key]: [5] }), { parts: [0, 0], rest: 10001 });
});

test("parts and rest add up whatever is picked", () => {
  for (let seed = 1; seed < 200; seed++) {
    let turn = 0;
    const dice = (most) => {
      turn += 1;
      return (seed * 7919 + most * 104729 + turn * 15485863) % most;
    };
    const dinner = bill(["가", 1 + dice(4), dice(99999)], ["나", 1 + dice(3), dice(77777)]);
    const picks = Object.fromEntries(dishesOf(dinner).map(({ key }) => [key, [0, 1, 2, 3].filter(() => dice(2))]));
    const { parts, rest } = byDish(dinner, 1 + dice(4), picks);
    assert.equal(sum(parts) + rest, sum(dishesOf(dinner).map(({ price }) => price)));
  }
});

test("amounts leave what is not paid yet, or are too much", () => {
  assert.equal(restOf(43000, [20000, 20000]), 3000);
  assert.equal(restOf(43000, [50000]), -7000);
});

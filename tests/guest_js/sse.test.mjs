import assert from "node:assert/strict";
import { test } from "node:test";

import { parser } from "./shared/sse.js";

function heard(...chunks) {
  const events = [];
  const feed = parser((event) => events.push(event));
  chunks.forEach(feed);
  return events;
}

const WHOLE = 'retry: 2000\n\nid: 7\nevent: order.placed\ndata: {"a":1}\n\n: \nid: 9\n\n';

test("events come whole, a heartbeat moves only the cursor", () => {
  assert.deepEqual(heard(WHOLE), [
    { type: "order.placed", id: "7", data: '{"a":1}' },
    { type: "message", id: "9" },
  ]);
});

test("it does not matter where the network cuts", () => {
  for (let at = 0; at <= WHOLE.length; at += 1) assert.deepEqual(heard(WHOLE.slice(0, at), WHOLE.slice(at)), heard(WHOLE));
  assert.deepEqual(heard(...WHOLE), heard(WHOLE));
});

test("every kind of line end will do, cut in the middle too", () => {
  const windows = WHOLE.replaceAll("\n", "\r\n");
  assert.deepEqual(heard(...windows), heard(WHOLE));
  assert.deepEqual(heard(windows), heard(WHOLE));
});

test("data of several lines is joined; half an event is none", () => {
  assert.deepEqual(heard("data: a\ndata: b\n\ndata: c\n"), [{ type: "message", data: "a\nb" }]);
});

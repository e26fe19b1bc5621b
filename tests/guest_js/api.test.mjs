import assert from "node:assert/strict";
import { test } from "node:test";

import { Api, Unreachable } from "./guest/api.js";

const answer = (status, data) => new Response(JSON.stringify(data), { status, headers: { "Content-Type": "application/problem+json" } });

/** Never answers; ends when it is told to. */
const silence = (signal) => new Promise((_, reject) => signal?.addEventListener("abort", () => reject(signal.reason)));

function paired(fetch) {
  globalThis.fetch = fetch;
  const api = new Api({ hear() {} }, async (login) => (api.pairing = { ...api.pairing, ...login }));
  api.pairing = { access_token: "ended", device_token: "device" };
  return api;
}

test("a renewal that nobody answers comes to an end, and is tried again", async (scene) => {
  scene.mock.timers?.enable({ apis: ["setTimeout"] });
  let renewals = 0;
  const api = paired((url, { signal }) => {
    if (!url.endsWith("/refresh")) return Promise.resolve(answer(401, { code: "unauthorized" }));
    renewals += 1;
    return silence(signal);
  });
  for (const count of [1, 2]) {
    const asked = assert.rejects(api.ask("GET", "/orders"), Unreachable);
    await new Promise((resolve) => setImmediate(resolve));
    scene.mock.timers.tick(15000);
    await asked;
    assert.equal(renewals, count);
  }
});

test("a problem that says nothing has no code", async () => {
  const api = paired(() => Promise.resolve(answer(400, null)));
  assert.equal((await api.ask("GET", "/orders")).code, null);
});

test("what the last pairing asked is not asked again as the one that followed it", async () => {
  const asked = [];
  const api = paired(async (url, { headers }) => {
    asked.push([url.split("/").pop(), headers.Authorization]);
    if (url.endsWith("/refresh")) {
      api.pairing = { access_token: "new", device_token: "of another table" };
      return answer(401, { code: "device_revoked" });
    }
    return answer(401, { code: "unauthorized" });
  });
  await assert.rejects(api.ask("POST", "/orders", { body: {} }), Unreachable);
  assert.deepEqual(asked, [["orders", "Bearer ended"], ["refresh", undefined]]);
  assert.equal(api.pairing.access_token, "new");
});

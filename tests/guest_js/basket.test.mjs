import assert from "node:assert/strict";
import { test } from "node:test";

import { Basket } from "./guest/basket.js";
import { priced } from "./guest/cart.js";

import { changeFor, followed, forgetOthers, sitting } from "./guest/party.js";

const pairing = (party) => ({ store: { slug: "demo" }, table: { id: 1 }, party, device_token: "device" });
const menu = { categories: [{ id: 1, name: "식사", items: [{ id: 1, name: "김치찌개", price: 9500, sold_out: false, option_groups: [] }] }] };
const stew = { item_id: 1, name: "김치찌개", options: [], quantity: 1, note: "" };

/** What `TabletStorage` does, one transaction after the other, without a disk. */
class Shelf {
  values = { pairing: pairing(4) };
  #queue = Promise.resolve();

  change(names, decide) {
    const turn = this.#queue.then(() => {
      const read = Object.fromEntries(names.map((name) => [name, structuredClone(this.values[name])]));
      const changed = decide(read);
      Object.assign(this.values, structuredClone(changed));
      return { ...read, ...changed };
    });
    this.#queue = turn.catch(() => {});
    return turn;
  }
}

/** A tablet that learns of the next party when it is told, and a storage in which that party's coming may be under way. */
function scene() {
  const storage = new Shelf();
  const seen = { known: pairing(4), gone: 0, sent: 0 };
  const basket = new Basket(storage, {
    here: () => sitting(seen.known), changed: () => {}, send: () => (seen.sent += 1), gone: () => (seen.gone += 1),
  });
  const closes = () => storage.change(["pairing", "outbox"], followed(sitting(seen.known), 5, () => {}));
  return { storage, seen, basket, closes, here: sitting(seen.known) };
}

const OF_A_PARTY = ["cart", "orders", "look", "receipts"];
const left = (storage) => OF_A_PARTY.filter((name) => storage.values[name] !== undefined);

const TAPS = {
  "a dish": ({ basket, here }) => basket.add(here, stew),
  "a note": ({ basket, here }) => basket.setNote(here, "많이"),
  "one more": ({ basket, shown }) => basket.setQuantity(shown, 0, 2),
  "a removal": ({ basket, shown }) => basket.remove(shown, [0]),
  "an order": ({ basket, shown }) => basket.order(shown),
  "a language": ({ storage, here }) => changeFor(storage, here, [], () => ({ look: { language: "en", ...here } })),
};

for (const [name, tap] of Object.entries(TAPS)) {
  test(`${name} that was tapped while the table was being closed is not the next party's`, async () => {
    const scenery = scene();
    await scenery.basket.add(scenery.here, stew);
    const shown = priced(scenery.basket.cart, menu);
    const closing = scenery.closes();
    const tapped = tap({ ...scenery, shown }); // its write waits behind the party's change
    await closing;
    scenery.seen.known = pairing(5);
    await tapped;
    assert.deepEqual(left(scenery.storage), []);
    assert.deepEqual([scenery.storage.values.outbox, scenery.seen.sent], [[], 0]);
  });
}

test("a tab that has not heard yet writes nothing for the party that another tab has met", async () => {
  const { storage, basket, seen, closes, here } = scene();
  await closes();
  assert.equal(await basket.add(here, stew), false);
  assert.deepEqual([left(storage), seen.gone], [[], 1]);
});

test("a refused order of the last party can't be sent or taken back by the next", async () => {
  const { storage, basket, here } = scene();
  await basket.add(here, stew);
  await basket.order(priced(basket.cart, menu));
  const refused = { ...basket.entries[0], state: "refused", refusal: { code: "not_orderable", lines: [] } };
  storage.values.outbox = [refused];
  storage.values.pairing = pairing(5);
  await basket.backToCart(refused);
  await basket.again(refused, (entry) => ({ ...entry, state: "pending" }));
  assert.deepEqual([left(storage), storage.values.outbox[0].state], [[], "refused"]);
});

test("late news of a party take nothing from a later one that another tab has met", async () => {
  const { storage } = scene();
  storage.values.pairing = pairing(6);
  storage.values.cart = { seat: "demo/1", party: 6, lines: [stew] };
  await storage.change(["pairing", "outbox"], followed(sitting(pairing(4)), 5, () => {}));
  assert.deepEqual([storage.values.pairing.party, storage.values.cart.lines.length], [6, 1]);
});

test("nothing of another party or table is left on the tablet when it is paired", async () => {
  const { storage } = scene();
  for (const name of OF_A_PARTY) storage.values[name] = { seat: "demo/1", party: 3 };
  storage.values.look = { seat: "demo/1", party: 4, text: "large" };
  await forgetOthers(storage);
  assert.deepEqual(left(storage), ["look"]);
});

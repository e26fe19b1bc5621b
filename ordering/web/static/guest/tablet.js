/**
 * What this tablet knows: its table and party, the cart and outbox in its `basket`, and its `parts`: the menu, the party's
 * orders, and what the page's features bring. A part is made of the tablet, with a name. It has `read()`, which asks the
 * server, and raises `Unreachable` to be called again; and it may have
 *
 * - `events`, by type what it does with an event of the stream's,
 * - `begin(kept)`, with what the storage has under its name,
 * - `forget()`, when another party sits here: it is told as changed, and read anew.
 *
 * Views listen for what has changed: `pairing`, `cart`, `outbox`, `link`, `party`, `kept`, and a part by its name.
 */

import { Api, Clock, Unpaired, Unreachable, letIn } from "./api.js";
import { Basket, Drafts } from "./basket.js";
import { priced } from "./cart.js";
import { Courier } from "./courier.js";
import { MenuSync } from "./menu_sync.js";
import { Orders } from "./orders.js";
import { endOf, keptFor } from "./outbox.js";
import { isNamed, Pairing } from "./pairing.js";
import { Parties } from "./parties.js";
import { forgetOthers, isSame, sitting } from "./party.js";
import { Reading } from "./reading.js";
import { Connection } from "./stream.js";
import { TableSync } from "./table_sync.js";

/** A phone's party has gone somewhere, or others came to it. */
const GOING = ["session.moved", "session.joined", "session.unjoined", "session.reopened", "order.moved"];

export class Tablet extends EventTarget {
  parts = {};
  /** Set when the pairing ended by itself: what became of what was not answered yet. */
  ended = null;
  clock = new Clock();
  drafts = new Drafts();
  api = new Api(this.clock, (login) => this.#renewed(login));

  #readings = {};
  #pairing;
  #connection;
  #parties;
  #events = { reset: () => this.#readAnew() };

  /** `parts` are made beside the menu and the orders: by name, their classes. */
  constructor(storage, parts = {}) {
    super();
    this.storage = storage;
    this.#pairing = new Pairing(storage, this.api);
    this.#parties = new Parties(this, this.#pairing);
    for (const [name, Part] of Object.entries({ menu: MenuSync, orders: Orders, table: TableSync, ...parts })) {
      const part = new Part(this);
      this.parts[name] = part;
      this.#readings[name] = new Reading(() => part.read(), () => this.#unpaired());
    }
    this.#connection = new Connection(this.api, {
      cursor: () => this.orders.cursor,
      changed: () => this.tell("link"),
      open: (cursor) => this.#connected(cursor),
      event: (type, data) => this.#heard(type, data),
      unpaired: () => this.#unpaired(),
    });
    this.courier = new Courier(storage, this.api, {
      here: () => (this.paired ? this.sitting : null),
      moved: async () => this.basket.take(await storage.read("cart", "outbox", "receipts"), ["outbox"]),
      received: (entry, order) => {
        if (isSame(entry, this.sitting)) this.orders.receive(order);
        this.#connection.is("live");
      },
      refused: () => {
        this.#connection.is("live"); // it was answered
        this.#readAnew(); // what it was made of was old
      },
      party: (party, entry) => this.meetParty(party, [entry]),
      lost: () => this.#connection.lost(),
      unpaired: () => this.#unpaired(),
    });
    this.basket = new Basket(storage, {
      here: () => this.sitting,
      changed: (name) => this.tell(name),
      send: () => this.courier.wake(),
      gone: () => this.#reread(["pairing"]),
    });
    storage.failed = () => this.tell("kept");
    storage.others = (names) => this.#reread(names);
  }

  get pairing() {
    return this.#pairing.now;
  }

  get paired() {
    return this.#pairing.paired;
  }

  /** Who sits here, as far as is known: `{seat, party}`. */
  get sitting() {
    return this.#pairing.sitting;
  }

  get isPhone() {
    return this.#pairing.isPhone;
  }

  /** Whether the server speaks of who sits here: a phone hears of its own party alone, which may have moved meanwhile. */
  isOurs(party) {
    return this.isPhone || party === this.pairing.party;
  }

  /** Whether the server speaks of this tablet's table, as it is now. */
  isHere({ table, party }) {
    return this.isPhone || (table.id === this.pairing.table.id && party === this.pairing.party);
  }

  /** Whether it was ordered here: a phone takes back nothing else. */
  hasOrdered(order) {
    return this.isPhone ? this.basket.hasReceiptOf(order) : order.placed_by === "table";
  }

  get link() {
    return this.#connection.link;
  }

  get menu() {
    return this.parts.menu.now;
  }

  get orders() {
    return this.parts.orders;
  }

  pricedCart() {
    return priced(this.basket.cart, this.menu);
  }

  /** From what was kept: no network is needed to show the menu. */
  async begin() {
    await forgetOthers(this.storage);
    const { pairing, ...kept } = await this.storage.read("pairing", ...Object.keys(this.parts));
    this.#pairing.is(pairing ?? null);
    this.drafts.forgetOthers(this.sitting);
    for (const [name, part] of Object.entries(this.parts)) {
      part.forget?.();
      part.begin?.(kept[name]);
    }
    if (!this.paired) return;
    const mine = ({ outbox = [] }) => ({ outbox: keptFor(outbox, this.sitting) });
    this.basket.take(await this.storage.change(["cart", "outbox", "receipts"], mine));
    this.#go();
  }

  /** Answers null, or the server's refusal `{code, retryAfter}`. Raises `Unreachable`. */
  async pair(credentials) {
    const answer = await this.api.pair({ ...credentials, device_token: this.pairing?.device_token }); // whose pairing ends with it
    return this.#beginWith(answer, answer.data);
  }

  /** A guest's phone comes in by the code of a visit. Answers as `pair` does. Raises `Unreachable`. */
  async enter(visit) {
    const answer = await this.api.enter(visit);
    return this.#beginWith(answer, answer.status === 200 ? letIn(visit, answer.data) : null);
  }

  async #beginWith({ status, code, retryAfter }, login) {
    if (status !== 200 || !login?.device_token) return { code, retryAfter };
    this.#stop();
    await this.#pairing.begin(login);
    this.ended = null;
    await this.begin();
    this.tell("pairing");
    return null;
  }

  /** For what is tried once, as by a button: answers as the API does, or with the code `unreachable`. */
  async ask(method, path, body) {
    try {
      return await this.api.ask(method, path, { body });
    } catch (error) {
      if (error instanceof Unpaired) this.#unpaired();
      else if (!(error instanceof Unreachable)) throw error;
      return { code: "unreachable" };
    }
  }

  /** What is known under this name is old: it is read, within `spread` milliseconds. */
  want(name, spread) {
    this.#readings[name].want(spread);
  }

  tell(name, detail) {
    this.dispatchEvent(new CustomEvent(name, { detail }));
  }

  /** Somebody looks at the page, maybe again: whatever it shows may be old. */
  nudge() {
    this.#connection.nudge();
    if (this.paired) this.#go();
  }

  /** The network is back, or `lost`. */
  reconnect({ lost = false } = {}) {
    if (lost) this.#connection.is("lost");
    this.#connection.renew();
    this.api.askAnew();
    if (this.paired && !lost) this.#go();
  }

  rest() {
    this.#connection.rest();
  }

  /** From what is known, the server's word on everything, and what happens from there on. */
  #go() {
    this.#connection.follow();
    this.#readAnew();
    this.courier.wake();
  }

  #stop() {
    this.#connection.end();
    this.#connection.is(null);
    for (const reading of Object.values(this.#readings)) reading.stop();
  }

  #readAnew() {
    for (const name of Object.keys(this.parts)) this.want(name);
  }

  #connected(cursor) {
    this.courier.wake();
    // Both may have changed between their reading and the cursor's: an unchanged menu is a 304. All else is replayed.
    if (cursor === null) this.#readAnew();
    else for (const name of ["menu", "table"]) this.want(name);
  }

  async #heard(type, data) {
    if (this.isPhone && GOING.includes(type)) this.#readAnew();
    for (const { events } of [{ events: this.#events }, this.#parties, ...Object.values(this.parts)]) await events?.[type]?.(data);
  }

  /** Another party may sit here now. */
  meetParty(party, unsent) {
    return this.#parties.meet(party, unsent);
  }

  /** What another tab has changed. */
  async #reread(names) {
    const kept = await this.storage.read("pairing", "cart", "outbox", "receipts");
    if (names.includes("pairing") && (await this.#isElsewhere(kept.pairing))) return;
    if (!this.paired) return;
    this.basket.take(kept, names.filter((name) => name === "cart" || name === "outbox"));
    if (names.includes("outbox")) this.courier.look();
  }

  /** Another tab was paired anew, or has met the next party, or knows that the pairing has ended: so have we. */
  async #isElsewhere(pairing) {
    if (!this.paired ? pairing?.device_token : sitting(pairing).seat !== this.sitting.seat) location.reload();
    else if (this.paired && !pairing.device_token) await this.#unpaired();
    else if (this.paired) {
      const was = this.pairing.table;
      this.#pairing.follow(pairing);
      if (!isNamed(was, pairing.table)) this.tell("pairing");
      await this.meetParty(pairing.party);
    }
    return !this.paired;
  }

  async #renewed(login) {
    if (await this.#pairing.renew(login)) await this.meetParty(login.party);
  }

  /** The table may have another number or label. */
  async rename(table) {
    if (await this.#pairing.rename(table)) this.tell("pairing");
  }

  /** The store is called otherwise, or looks otherwise. */
  async learn(store) {
    if (this.paired && (await this.#pairing.learn(store))) this.tell("store");
  }

  /** Only staff can go on. The cart and the outbox stay: paired with the same table again, they go on too. */
  async #unpaired() {
    if (!this.paired) return;
    const token = this.pairing.device_token;
    const pairing = await this.#pairing.end(token);
    if (this.pairing?.device_token !== token) return;
    this.#stop();
    if (pairing?.device_token) { // another tab was paired anew
      if (!(await this.#isElsewhere(pairing))) this.#go();
      return;
    }
    this.ended = endOf(this.basket.waiting);
    this.#pairing.ended();
    this.tell("pairing");
  }
}

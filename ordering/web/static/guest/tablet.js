/**
 * What this tablet knows: its table and party, the menu, the party's orders, and, in its `basket`, the cart and outbox.
 *
 * Views listen for what has changed: `pairing`, `menu`, `cart`, `outbox`, `orders`, `link`, `party`, `kept`.
 */

import { Api, Clock, Unreachable } from "./api.js";
import { Basket, Drafts } from "./basket.js";
import { priced } from "./cart.js";
import { Courier } from "./courier.js";
import { NOTHING_YET, inSession, ordersOf, withNewer, withOrder } from "./orders.js";
import { endOf, isUnknown, keptFor, once } from "./outbox.js";
import { begun, changeFor, ended, endedOf, followed, forgetOthers, isSame, ownOf, renamed, renewed, sitting } from "./party.js";
import { Menu, Reading } from "./reading.js";
import { Connection } from "./stream.js";

const MENU_SPREAD_MS = 500;

export class Tablet extends EventTarget {
  pairing = null;
  orders = NOTHING_YET;
  /** Set when the pairing ended by itself: what became of what was not answered yet. */
  ended = null;
  clock = new Clock();
  drafts = new Drafts();
  api = new Api(this.clock, (login) => this.#renewed(login));

  #menu;
  #connection;
  #menuReading = new Reading(() => this.#readMenu(), () => this.#unpaired());
  #ordersReading = new Reading(() => this.#readOrders(), () => this.#unpaired());

  constructor(storage) {
    super();
    this.storage = storage;
    this.#menu = new Menu(storage, this.api);
    this.#connection = new Connection(this.api, {
      cursor: () => this.orders.cursor,
      changed: () => this.#tell("link"),
      open: (cursor) => this.#connected(cursor),
      event: (type, data) => this.#heard(type, data),
      unpaired: () => this.#unpaired(),
    });
    this.courier = new Courier(storage, this.api, {
      here: () => (this.paired ? this.sitting : null),
      moved: async () => this.basket.take(await storage.read("cart", "outbox", "receipts"), ["outbox"]),
      received: (entry, order) => this.#received(entry, order),
      refused: () => this.#refused(),
      party: (party, entry) => this.#meetParty(party, [entry]),
      lost: () => this.#connection.lost(),
      unpaired: () => this.#unpaired(),
    });
    this.basket = new Basket(storage, {
      here: () => this.sitting,
      changed: (name) => this.#tell(name),
      send: () => this.courier.wake(),
      gone: () => this.#reread(["pairing"]),
    });
    storage.failed = () => this.#tell("kept");
    storage.others = (names) => this.#reread(names);
  }

  /** Who sits here, as far as is known: `{seat, party}`. */
  get sitting() {
    return sitting(this.pairing);
  }

  get paired() {
    return Boolean(this.pairing?.device_token);
  }

  get link() {
    return this.#connection.link;
  }

  get menu() {
    return this.#menu.now;
  }

  pricedCart() {
    return priced(this.basket.cart, this.menu);
  }

  /** From what was kept: no network is needed to show the menu. */
  async begin() {
    await forgetOthers(this.storage);
    const { pairing, ...kept } = await this.storage.read("pairing", "menu", "orders");
    this.#is(pairing ?? null);
    this.orders = NOTHING_YET;
    this.drafts.forgetOthers(this.sitting);
    this.#menu.begin(this.paired ? pairing.store.slug : null, kept.menu);
    if (!this.paired) return;
    this.orders = ownOf(kept.orders, this.sitting) ?? NOTHING_YET;
    const mine = ({ outbox = [] }) => ({ outbox: keptFor(outbox, this.sitting) });
    this.basket.take(await this.storage.change(["cart", "outbox", "receipts"], mine));
    this.#go();
  }

  /** Answers null, or the server's refusal `{code, retryAfter}`. Raises `Unreachable`. */
  async pair(credentials) {
    const answer = await this.api.pair({ ...credentials, device_token: this.pairing?.device_token }); // whose pairing ends with it
    if (answer.status !== 200 || !answer.data?.device_token) return { code: answer.code, retryAfter: answer.retryAfter };
    this.#stop();
    await this.storage.change(["outbox"], begun(answer.data));
    this.ended = null;
    await this.begin();
    this.#tell("pairing");
    return null;
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
    this.#menuReading.stop();
    this.#ordersReading.stop();
  }

  #readAnew() {
    this.#menuReading.want();
    this.#ordersReading.want();
  }

  #connected(cursor) {
    this.courier.wake();
    // The menu may have changed between its reading and the cursor's: unchanged, that is a 304. Orders are replayed.
    this.#menuReading.want();
    if (cursor === null) this.#ordersReading.want();
  }

  async #heard(type, data) {
    // Once for a burst of changes, and not in the same moment as every other tablet.
    if (type === "menu.changed") this.#menuReading.want(Math.random() * MENU_SPREAD_MS);
    else if (type === "order.placed" || type === "order.changed") this.#apply(data.order, data.session_total);
    else if (type === "session.opened" && data.party === this.pairing.party) this.orders = inSession(this.orders, data.table_session);
    else if (type === "session.closed" && data.party > this.pairing.party) await this.#meetParty(data.party);
    else if (type === "table.changed" && !data.deleted) await this.#keepTable(data.table);
    else if (type === "reset") this.#readAnew();
  }

  async #readMenu() {
    if (await this.#menu.read()) for (const name of ["menu", "cart"]) this.#tell(name); // the cart's prices may be others
  }

  async #readOrders() {
    const { seat } = this.sitting;
    const { status, data } = await this.api.ask("GET", "/orders");
    if (!this.paired || this.sitting.seat !== seat) return;
    if (status !== 200 || !data?.items) throw new Unreachable(`orders: ${status}`);
    if (data.party > this.pairing.party) await this.#meetParty(data.party);
    // One that was asked before a closing that we know of is nobody's.
    if (data.party === this.pairing.party) await this.#keepOrders(withNewer(ordersOf(data), this.orders));
  }

  /** Whether it is this party's. */
  #apply(order, total) {
    const orders = withOrder(this.orders, order, total);
    if (orders && orders !== this.orders) this.#keepOrders(orders);
    return orders !== null;
  }

  #keepOrders(orders) {
    const party = this.sitting;
    this.orders = orders;
    this.#tell("orders");
    return changeFor(this.storage, party, [], () => ({ orders: { ...orders, ...party } }));
  }

  #received(entry, order) {
    if (isSame(entry, this.sitting) && !this.#apply(order)) this.#ordersReading.want();
    this.#connection.is("live");
  }

  /** It was answered; and what it was made of was old. */
  #refused() {
    this.#connection.is("live");
    this.#readAnew();
  }

  /** Answers null, or why the order could not be cancelled. */
  async undo(order) {
    const { order: now, why } = await this.courier.cancel(order);
    if (now) this.#apply(now);
    else this.#ordersReading.want();
    return why;
  }

  /** Another party may sit here now: nothing of the last one stays, and what was not sent is told, never sent. */
  async #meetParty(party, unsent = []) {
    const last = this.sitting;
    if (!Number.isInteger(party)) return;
    let lost = [...unsent, ...this.basket.waiting.filter((one) => !isUnknown(one))];
    // One that was confirmed in this very moment is on the disk alone.
    const left = (entries) => (lost = once([...lost, ...entries]));
    const kept = party === last.party ? null : await this.storage.change(["pairing", "outbox"], followed(last, party, left));
    if (!kept || !isSame(this.sitting, last)) { // it is known
      if (unsent.length) this.#tell("party", { lost: unsent });
      return;
    }
    if (sitting(kept.pairing).seat !== last.seat) return;
    this.#is({ ...this.pairing, party: kept.pairing.party });
    this.orders = { ...NOTHING_YET, cursor: this.orders.cursor };
    this.drafts.forgetOthers(this.sitting);
    this.#tell("party", { lost });
    this.basket.take(await this.storage.read("cart", "outbox"));
    this.#tell("orders");
    if (this.paired) this.#ordersReading.want();
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
      this.#is({ ...pairing, party: this.pairing.party });
      await this.#meetParty(pairing.party);
    }
    return !this.paired;
  }

  async #renewed(login) {
    const { pairing } = await this.storage.change(["pairing"], renewed(login));
    if (!this.paired || sitting(pairing).seat !== this.sitting.seat) return;
    this.#is({ ...pairing, party: this.pairing.party });
    if (pairing.device_token === login.device_token) await this.#meetParty(login.party);
  }

  async #keepTable({ id, number, label }) {
    const { pairing } = await this.storage.change(["pairing"], renamed({ id, number, label }));
    if (pairing?.table.id !== this.pairing.table.id) return;
    this.#is({ ...this.pairing, table: pairing.table });
    this.#tell("pairing");
  }

  /** Only staff can go on. The cart and the outbox stay: paired with the same table again, they go on too. */
  async #unpaired() {
    if (!this.paired) return;
    const token = this.pairing.device_token;
    const { pairing } = await this.storage.change(["pairing"], endedOf(token));
    if (this.pairing?.device_token !== token) return;
    this.#stop();
    if (pairing?.device_token) { // another tab was paired anew
      if (!(await this.#isElsewhere(pairing))) this.#go();
      return;
    }
    this.ended = endOf(this.basket.waiting);
    this.#is(ended(this.pairing));
    this.#tell("pairing");
  }

  #is(pairing) {
    this.pairing = pairing;
    this.api.pairing = this.paired ? pairing : null;
  }

  #tell(name, detail) {
    this.dispatchEvent(new CustomEvent(name, { detail }));
  }
}

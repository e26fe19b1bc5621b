/**
 * What this tablet knows: its table and party, the menu, the party's orders, and, in its `basket`, the cart and outbox.
 *
 * Views listen for what has changed: `pairing`, `menu`, `cart`, `outbox`, `orders`, `link`, `party`, `received`.
 */

import { Api, Unpaired, Unreachable } from "./api.js";
import { Basket } from "./basket.js";
import { priced } from "./cart.js";
import { Clock } from "./clock.js";
import { Courier } from "./courier.js";
import { NOTHING_YET, ordersOf, withNewer, withOrder } from "./orders.js";
import { isUnknown, keptFor, once } from "./outbox.js";
import { Stream } from "./stream.js";

const MENU_SPREAD_MS = 500;

export class Tablet extends EventTarget {
  pairing = null;
  menu = null;
  orders = NOTHING_YET;
  /** `live`, `lost`, or null while the first connection is being made. */
  link = null;
  /** Set when the pairing ended by itself: what became of what was not answered yet. */
  ended = null;
  clock = new Clock();
  api = new Api(this.clock, (login) => this.#keepLogin(login));

  #stream = null;
  #menuEtag = null;
  #menuSoon = null;
  #menusAsked = 0;
  #menuTaken = 0;

  constructor(store) {
    super();
    this.store = store;
    this.courier = new Courier(store, this.api, {
      seat: () => (this.paired ? this.#where() : null),
      moved: async () => this.basket.take(await store.read("cart", "outbox"), ["outbox"]),
      received: (entry, order) => this.#received(entry, order),
      party: (party, entry) => this.#meetParty(party, [entry]),
      lost: () => this.#linkIs("lost"),
      unpaired: () => this.#unpaired(),
    });
    this.basket = new Basket(store, {
      where: () => this.#where(),
      changed: (name) => this.#tell(name),
      send: () => this.courier.wake(),
    });
    store.others = (names) => this.#reread(names);
  }

  /** A table of a store, as a word. */
  get seat() {
    return seatOf(this.pairing);
  }

  get party() {
    return this.pairing.party;
  }

  get paired() {
    return Boolean(this.pairing?.device_token);
  }

  #where() {
    return this.pairing ? { seat: this.seat, party: this.party } : { seat: null, party: null };
  }

  pricedCart() {
    return priced(this.basket.cart, this.menu);
  }

  /** From what was kept: no network is needed to show the menu. */
  async begin() {
    const kept = await this.store.read("pairing", "menu", "orders");
    this.pairing = this.api.pairing = kept.pairing ?? null;
    this.menu = this.#menuEtag = null;
    this.orders = NOTHING_YET;
    if (!this.paired) return;
    if (kept.menu?.store === this.pairing.store.slug) ({ menu: this.menu, etag: this.#menuEtag } = kept.menu);
    if (kept.orders?.seat === this.seat && kept.orders.party === this.party) this.orders = kept.orders;
    const mine = ({ outbox = [] }) => ({ outbox: keptFor(outbox, this.seat, this.party) });
    this.basket.take(await this.store.change(["cart", "outbox"], mine));
    this.refresh();
    this.courier.wake();
  }

  /** Answers null, or the server's refusal `{code, retryAfter}`. Raises `Unreachable`. */
  async pair(credentials) {
    const answer = await this.api.pair(credentials);
    if (answer.status !== 200 || !answer.data?.device_token) return { code: answer.code, retryAfter: answer.retryAfter };
    this.rest();
    await this.#keepLogin(answer.data);
    this.ended = null;
    await this.begin();
    this.#tell("pairing");
    return null;
  }

  /** The network may be back, or somebody looks at the page again. */
  nudge() {
    if (!this.paired) return;
    if (this.#stream) this.#stream.nudge();
    else this.refresh();
    this.courier.wake();
  }

  /** Not looked at: a browser has few connections for us, and another tab may want ours. */
  rest() {
    this.#stream?.stop();
    this.#stream = null;
    if (this.link === "live") this.link = null; // when it is again, the server may be a newer one
  }

  /** The server's word on everything, then what happens from there on. */
  async refresh() {
    const mine = this.pairing;
    await this.#calmly(Promise.all([this.#readMenu(), this.#readOrders()]));
    if (mine?.device_token === this.pairing?.device_token && !this.#stream) this.#follow();
  }

  #follow() {
    if (!this.paired) return;
    this.#stream = new Stream(this.api, this.orders.cursor, {
      open: () => this.#connected(),
      lost: () => this.#linkIs("lost"),
      event: (type, data) => this.#heard(type, data),
      unpaired: () => this.#unpaired(),
    });
  }

  #connected() {
    this.#linkIs("live");
    this.courier.wake();
    // The menu may have changed between its reading and the cursor's: unchanged, that is a 304.
    this.#calmly(Promise.all([this.#readMenu(), this.orders.loaded ? null : this.#readOrders()]));
  }

  #linkIs(link) {
    if (this.link === link) return;
    this.link = link;
    this.#tell("link");
  }

  async #heard(type, data) {
    if (type === "menu.changed") this.#menuSoon ??= setTimeout(() => this.#menuChanged(), Math.random() * MENU_SPREAD_MS);
    else if (type === "order.placed" || type === "order.changed") this.#apply(data.order, data.session_total);
    else if (type === "session.opened") this.#opened(data);
    else if (type === "session.closed" && data.party > this.party) await this.#meetParty(data.party);
    else if (type === "table.changed" && !data.deleted) await this.#keepTable(data.table);
    else if (type === "reset") await this.#calmly(Promise.all([this.#readMenu(), this.#readOrders()]));
  }

  /** Once for a burst of changes, and not in the same moment as every other tablet; nor does the stream wait for it. */
  async #menuChanged() {
    this.#menuSoon = null;
    if (this.paired) await this.#calmly(this.#readMenu());
  }

  /** What can't be had now comes later: with the next event, or the next connection. */
  async #calmly(reading) {
    try {
      await reading;
    } catch (error) {
      if (error instanceof Unpaired) await this.#unpaired();
      else if (!(error instanceof Unreachable)) throw error;
    }
  }

  async #readMenu() {
    const headers = this.#menuEtag ? { "If-None-Match": this.#menuEtag } : {};
    const nth = (this.#menusAsked += 1);
    const answer = await this.api.ask("GET", "/menu", { headers });
    if (answer.status === 304 || nth < this.#menuTaken) return; // one that was asked for later was faster
    if (answer.status !== 200 || !answer.data?.categories) throw new Unreachable(`menu: ${answer.status}`);
    this.#menuTaken = nth;
    this.menu = answer.data;
    this.#menuEtag = answer.etag;
    const menu = { store: this.pairing.store.slug, menu: this.menu, etag: answer.etag };
    this.#tell("menu");
    this.#tell("cart"); // its prices may be others
    await this.store.change([], () => ({ menu }));
  }

  async #readOrders() {
    const { status, data } = await this.api.ask("GET", "/orders");
    if (status !== 200 || !data?.items) throw new Unreachable(`orders: ${status}`);
    if (data.party < this.party) return; // asked before a closing that we know of already
    await this.#meetParty(data.party, [], false);
    await this.#keepOrders(withNewer(ordersOf(data), this.orders));
  }

  #opened({ party, table_session: session }) {
    if (party === this.party) this.orders = { ...this.orders, session: this.orders.session ?? session };
  }

  /** Whether it is this party's. */
  #apply(order, total) {
    const orders = withOrder(this.orders, order, total);
    if (orders && orders !== this.orders) this.#keepOrders(orders);
    return orders !== null;
  }

  #keepOrders(orders) {
    this.orders = orders;
    this.#tell("orders");
    const kept = { ...orders, seat: this.seat, party: this.party };
    return this.store.change([], () => ({ orders: kept }));
  }

  #received(entry, order) {
    if (entry.party === this.party && !this.#apply(order)) this.#calmly(this.#readOrders());
    this.#linkIs("live");
    this.#tell("received", { entry, order });
  }

  /** The guest's change of mind: answers null, or why not: `too_late`, `unreachable`, or another code. */
  async undo(order) {
    let answer = { code: null };
    const ask = async () => (answer = await this.api.ask("POST", `/orders/${order.id}/cancellation`));
    await this.#calmly(ask());
    if (answer.status === 200) this.#apply(answer.data);
    return answer.status === 200 ? null : (answer.code ?? "unreachable");
  }

  /** Another party may sit here now: nothing of the last one stays, and what was not sent is told, never sent. */
  async #meetParty(party, unsent = [], reread = true) {
    if (!Number.isInteger(party)) return;
    if (party === this.party) {
      if (unsent.length) this.#tell("party", { lost: unsent });
      return;
    }
    const { seat } = this;
    let lost = [...unsent, ...this.basket.waiting.filter((one) => !isUnknown(one))];
    const kept = await this.store.change(["pairing", "outbox"], ({ pairing, outbox = [] }) => {
      const staying = keptFor(outbox, seat, party);
      // One that was confirmed in this very moment is on the disk alone.
      lost = once([...lost, ...outbox.filter((one) => one.seat === seat && !staying.includes(one))]);
      return { pairing: { ...pairing, party }, cart: undefined, orders: undefined, outbox: staying };
    });
    this.pairing = this.api.pairing = kept.pairing;
    this.orders = { ...NOTHING_YET, cursor: this.orders.cursor };
    this.#tell("party", { lost });
    this.basket.take(kept);
    this.#tell("orders");
    if (reread) await this.#calmly(this.#readOrders());
  }

  /** What another tab has changed. */
  async #reread(names) {
    const kept = await this.store.read("pairing", "cart", "outbox");
    if (names.includes("pairing") && (await this.#isElsewhere(kept.pairing))) return;
    if (!this.paired) return;
    this.basket.take(kept, names.filter((name) => name === "cart" || name === "outbox"));
    if (names.includes("outbox")) this.courier.look();
  }

  /** Another tab was paired anew, or has met the next party, or knows that the pairing has ended: so have we. */
  async #isElsewhere(pairing) {
    if (!this.paired ? pairing?.device_token : seatOf(pairing) !== this.seat) location.reload();
    else if (this.paired && !pairing.device_token) await this.#unpaired();
    else if (this.paired) await this.#meetParty(pairing.party);
    return !this.paired;
  }

  /** A new pairing, or a new access token of this one. */
  async #keepLogin({ access_token, device_token, table, party, store }) {
    const { pairing: last } = await this.store.read("pairing");
    const moved = last && (last.store.slug !== store.slug || last.table.id !== table.id);
    const renewed = this.paired && !moved;
    // Another party is met, not just noted.
    const pairing = { access_token, device_token, table, store, party: renewed ? this.party : party };
    const afresh = moved ? { cart: undefined, outbox: undefined, orders: undefined } : {};
    await this.store.change([], () => ({ pairing, ...afresh }));
    this.pairing = this.api.pairing = pairing;
    if (renewed) await this.#meetParty(party);
    else if (moved) this.basket.take({});
  }

  async #keepTable({ id, number, label }) {
    const table = { id, number, label };
    const kept = await this.store.change(["pairing"], ({ pairing }) => ({ pairing: { ...pairing, table } }));
    this.pairing = this.api.pairing = kept.pairing;
    this.#tell("pairing");
  }

  /** Only staff can go on. The cart and the outbox stay: paired with the same table again, they go on too. */
  async #unpaired() {
    if (!this.paired) return;
    this.rest();
    const unknown = this.basket.waiting.filter(isUnknown);
    this.ended = { unknown, unsent: this.basket.waiting.filter((one) => !unknown.includes(one)) };
    const { access_token, device_token, ...rest } = this.pairing;
    this.pairing = rest;
    this.api.pairing = null;
    this.link = null;
    await this.store.change([], () => ({ pairing: rest }));
    this.#tell("pairing");
  }

  #tell(name, detail) {
    this.dispatchEvent(new CustomEvent(name, { detail }));
  }
}

const seatOf = (pairing) => pairing && `${pairing.store.slug}/${pairing.table.id}`;

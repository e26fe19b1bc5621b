/**
 * What this tablet knows and can do: its table and party, the menu, the cart, the outbox, the party's orders.
 *
 * Views listen for what has changed: `pairing`, `menu`, `cart`, `outbox`, `orders`, `link`, `party`, `received`.
 */

import { Api, Unpaired, Unreachable } from "./api.js";
import * as carts from "./cart.js";
import { Clock } from "./clock.js";
import { Courier } from "./courier.js";
import { newKey } from "./keys.js";
import * as outbox from "./outbox.js";
import { Stream } from "./stream.js";

const NOTHING_YET = { items: [], session: null, cursor: null, loaded: false };

/** The cart is not the one that was shown: another tab changed or ordered it. Nothing was ordered. */
export class CartChanged extends Error {}

export class Tablet extends EventTarget {
  pairing = null;
  menu = null;
  cart = carts.emptyCart(null, null);
  entries = [];
  /** Newest first; `session` is null until the party has ordered. */
  orders = NOTHING_YET;
  /** `live`, `lost`, or null while the first connection is being made. */
  link = null;
  /** Set when the pairing ended by itself: what became of what was not answered yet. */
  ended = null;

  #stream = null;
  #menuEtag = null;

  constructor(store) {
    super();
    this.store = store;
    this.clock = new Clock();
    this.api = new Api(this.clock, (login) => this.#keepLogin(login));
    this.courier = new Courier(store, this.api, {
      seat: () => this.pairing && { seat: this.seat, party: this.party },
      moved: async () => this.#take(await store.read("cart", "outbox"), ["outbox"]),
      received: (entry, order) => this.#received(entry, order),
      party: (party, entry) => this.#meetParty(party, [entry]),
      lost: () => this.#linkIs("lost"),
      unpaired: () => this.#unpaired(),
    });
    store.others = (names) => this.#reload(names);
  }

  get seat() {
    return `${this.pairing.store.slug}/${this.pairing.table.id}`;
  }

  get party() {
    return this.pairing.party;
  }

  get paired() {
    return Boolean(this.pairing?.device_token);
  }

  /** This party's entries, oldest first. */
  get waiting() {
    return this.paired ? this.entries.filter((one) => one.seat === this.seat && one.party === this.party) : [];
  }

  /** Nobody would mind if the page began anew: nothing chosen, nothing under way. */
  get idle() {
    return !this.cart.lines.length && !this.waiting.length;
  }

  pricedCart() {
    return carts.priced(this.cart, this.menu);
  }

  /** From what was kept: no network is needed to show the menu. */
  async begin() {
    const kept = await this.store.read("pairing", "menu", "orders", "cart", "outbox");
    this.pairing = kept.pairing ?? null;
    this.menu = this.#menuEtag = null;
    this.orders = NOTHING_YET;
    if (!this.paired) return;
    this.api.pairing = this.pairing;
    if (kept.menu?.store === this.pairing.store.slug) ({ menu: this.menu, etag: this.#menuEtag } = kept.menu);
    if (kept.orders?.seat === this.seat && kept.orders.party === this.party) this.orders = kept.orders;
    this.cart = carts.cartOf(kept.cart, this.seat, this.party);
    await this.#changeOutbox((entries) => outbox.keptFor(entries, this.seat, this.party));
    this.refresh();
    this.courier.wake();
  }

  /** Answers null, or the server's refusal `{code, retryAfter}`. Raises `Unreachable`. */
  async pair(credentials) {
    const answer = await this.api.pair(credentials);
    if (answer.status !== 200 || !answer.data?.device_token) return { code: answer.code, retryAfter: answer.retryAfter };
    this.#stop();
    await this.#keepLogin(answer.data);
    this.ended = null;
    await this.begin();
    this.#changed("pairing");
    return null;
  }

  #stop() {
    this.#stream?.stop();
    this.#stream = null;
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
    this.#stop();
  }

  /** The server's word on everything, then what happens from there on. */
  async refresh() {
    const mine = this.pairing;
    try {
      await Promise.all([this.#readMenu(), this.#readOrders()]);
      if (mine === this.pairing && !this.#stream) this.#follow();
    } catch (error) {
      if (error instanceof Unpaired) await this.#unpaired();
      else if (!(error instanceof Unreachable)) throw error;
      else if (mine === this.pairing) this.#follow(); // it tries until it gets through
    }
  }

  #follow() {
    this.#stop();
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
    this.#changed("link");
  }

  async #heard(type, data) {
    if (type === "menu.changed") await this.#calmly(this.#readMenu());
    else if (type === "order.placed" || type === "order.changed") this.#apply(data.order, data.session_total);
    else if (type === "session.opened" && data.party === this.party) this.orders.session ??= data.table_session;
    else if (type === "session.closed" && data.party > this.party) await this.#meetParty(data.party);
    else if (type === "table.changed" && !data.deleted) await this.#keepTable(data.table);
    else if (type === "reset") await this.#calmly(Promise.all([this.#readMenu(), this.#readOrders()]));
  }

  /** What can't be had now comes later: the next event, the next connection. */
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
    const answer = await this.api.ask("GET", "/menu", { headers });
    if (answer.status === 304) return;
    if (answer.status !== 200 || !answer.data?.categories) throw new Unreachable(`menu: ${answer.status}`);
    this.menu = answer.data;
    this.#menuEtag = answer.etag;
    const menu = { store: this.pairing.store.slug, menu: this.menu, etag: answer.etag };
    await this.store.change([], () => ({ menu }));
    this.#changed("menu");
    this.#changed("cart"); // its prices may be others
  }

  async #readOrders() {
    const { status, data } = await this.api.ask("GET", "/orders");
    if (status !== 200 || !data?.items) throw new Unreachable(`orders: ${status}`);
    if (data.party < this.party) return; // asked before a closing that we know of already
    await this.#meetParty(data.party, [], false);
    this.orders = { items: data.items, session: data.table_session, cursor: data.cursor, loaded: true };
    this.#keepOrders();
  }

  /** An order as it is now, if it is this party's and newer than what we have. */
  #apply(order, total) {
    const { session } = this.orders;
    if (!session || order.table_session_id !== session.id) return false;
    const known = this.orders.items.find((one) => one.id === order.id);
    if (known && known.version >= order.version) return true;
    const others = this.orders.items.filter((one) => one !== known);
    const items = [order, ...others].sort((a, b) => b.id - a.id);
    this.orders = { ...this.orders, items, session: { ...session, total: total ?? sumOf(items) } };
    this.#keepOrders();
    return true;
  }

  #keepOrders() {
    const orders = { ...this.orders, seat: this.seat, party: this.party };
    this.#changed("orders");
    return this.store.change([], () => ({ orders }));
  }

  #received(entry, order) {
    if (entry.party === this.party && !this.#apply(order)) this.#calmly(this.#readOrders());
    this.#linkIs("live");
    this.#tell("received", { entry, order });
  }

  /** Another party may sit here now: nothing of the last one stays, and what was not sent is told, never sent. */
  async #meetParty(party, unsent = [], reread = true) {
    if (!Number.isInteger(party)) return;
    if (party === this.party) {
      if (unsent.length) this.#tell("party", { lost: unsent });
      return;
    }
    const last = this.party;
    const kept = await this.store.change(["pairing", "outbox"], ({ pairing, outbox: entries = [] }) => ({
      pairing: { ...pairing, party },
      cart: undefined,
      orders: undefined,
      outbox: outbox.keptFor(entries, this.seat, party),
    }));
    const lost = [...unsent, ...this.entries.filter((one) => one.party === last && !outbox.isUnknown(one))];
    this.pairing = this.api.pairing = kept.pairing;
    this.cart = carts.emptyCart(this.seat, party);
    this.entries = kept.outbox;
    this.orders = { ...NOTHING_YET, cursor: this.orders.cursor };
    this.#tell("party", { lost });
    ["cart", "outbox", "orders"].forEach((name) => this.#changed(name));
    if (reread) await this.#calmly(this.#readOrders());
  }

  /** A change of this party's cart, as it is in the store: another tab may have changed it. */
  async #changeCart(change) {
    const { cart } = await this.store.change(["cart"], ({ cart: kept }) => ({
      cart: change(carts.cartOf(kept, this.seat, this.party)),
    }));
    this.cart = cart;
    this.#changed("cart");
  }

  add(line) {
    return this.#changeCart((cart) => carts.add(cart, line, newKey));
  }

  setQuantity(index, quantity) {
    return this.#changeCart((cart) => carts.setQuantity(cart, index, quantity));
  }

  remove(indexes) {
    return this.#changeCart((cart) => carts.without(cart, indexes));
  }

  setNote(note) {
    return this.#changeCart((cart) => carts.setNote(cart, note));
  }

  emptyCart() {
    return this.#changeCart((cart) => carts.emptyCart(cart.seat, cart.party));
  }

  /** Order the cart as it was shown: it moves to the outbox in one transaction. Raises `CartChanged`. */
  async order(shown) {
    const kept = await this.store.change(["cart", "outbox"], ({ cart, outbox: entries = [] }) => {
      const mine = carts.cartOf(cart, this.seat, this.party);
      if (!mine.lines.length || mine.key !== shown.key || mine.version !== shown.version) throw new CartChanged();
      return { cart: undefined, outbox: [...entries, outbox.entryOf(mine, shown)] };
    });
    this.cart = carts.emptyCart(this.seat, this.party);
    this.entries = kept.outbox;
    this.#changed("cart");
    this.#changed("outbox");
    this.courier.wake();
    return shown.key;
  }

  /** A refused order once more: `theRest`, or `atNewPrices`. */
  async again(key, mended) {
    await this.#changeOutbox((entries) => entries.map((one) => (one.key === key && one.state === "refused" ? mended(one) : one)));
    this.courier.wake();
  }

  /** A refused order's lines into the cart again. */
  async backToCart(key) {
    const kept = await this.store.change(["cart", "outbox"], ({ cart, outbox: entries = [] }) => {
      const entry = entries.find((one) => one.key === key && mayBeTakenBack(one));
      if (!entry) return { outbox: entries };
      const mine = carts.cartOf(cart, this.seat, this.party);
      return { cart: carts.putBack(mine, entry, newKey), outbox: outbox.dropped(entries, key) };
    });
    this.cart = carts.cartOf(kept.cart, this.seat, this.party);
    this.entries = kept.outbox;
    this.#changed("cart");
    this.#changed("outbox");
  }

  async #changeOutbox(change) {
    const kept = await this.store.change(["outbox"], ({ outbox: entries = [] }) => ({ outbox: change(entries) }));
    this.entries = kept.outbox;
    this.#changed("outbox");
  }

  /** The guest's change of mind: answers null, or why not: `too_late`, `unreachable`, or another code. */
  async undo(order) {
    try {
      const { status, code, data } = await this.api.ask("POST", `/orders/${order.id}/cancellation`);
      if (status === 200) this.#apply(data);
      return status === 200 ? null : (code ?? "unreachable");
    } catch (error) {
      if (error instanceof Unpaired) await this.#unpaired();
      else if (!(error instanceof Unreachable)) throw error;
      return "unreachable";
    }
  }

  /** What another tab has changed. */
  async #reload(names) {
    const kept = await this.store.read("pairing", "cart", "outbox");
    if (names.includes("pairing") && (await this.#isElsewhere(kept.pairing))) return;
    if (!this.paired) return;
    this.#take(kept, names);
    if (names.includes("outbox")) this.courier.look();
  }

  #take({ cart, outbox: entries }, names) {
    this.cart = carts.cartOf(cart, this.seat, this.party);
    this.entries = entries ?? [];
    for (const name of names) if (name === "cart" || name === "outbox") this.#changed(name);
  }

  /** Another tab was paired anew, or has met the next party, or knows that the pairing has ended: so have we. */
  async #isElsewhere(pairing) {
    const seat = pairing && `${pairing.store.slug}/${pairing.table.id}`;
    if (!this.paired ? pairing?.device_token : seat !== this.seat) location.reload();
    else if (this.paired && !pairing.device_token) await this.#unpaired();
    else if (this.paired) await this.#meetParty(pairing.party);
    return !this.paired;
  }

  async #keepLogin(login) {
    const { pairing: last } = await this.store.read("pairing");
    const { access_token, device_token, table, party, store } = login;
    const pairing = { access_token, device_token, table, store, party };
    const moved = last && (last.store.slug !== store.slug || last.table.id !== table.id);
    // The party is met, not just noted: see `#meetParty`.
    if (last && !moved && this.paired) pairing.party = this.pairing.party;
    await this.store.change([], () => ({ pairing, ...(moved ? { cart: undefined, outbox: undefined, orders: undefined } : {}) }));
    this.pairing = this.api.pairing = pairing;
    if (!moved) await this.#meetParty(party);
  }

  async #keepTable(table) {
    const { id, number, label } = table;
    this.pairing = this.api.pairing = { ...this.pairing, table: { id, number, label } };
    await this.store.change(["pairing"], ({ pairing }) => ({ pairing: { ...pairing, table: this.pairing.table } }));
    this.#changed("pairing");
  }

  /** Only staff can go on. The cart and the outbox stay: paired with the same table again, they go on too. */
  async #unpaired() {
    if (!this.paired) return;
    this.#stop();
    const unknown = this.waiting.filter(outbox.isUnknown);
    this.ended = { unknown, unsent: this.waiting.filter((one) => !unknown.includes(one)) };
    const { access_token, device_token, ...rest } = this.pairing;
    await this.store.change([], () => ({ pairing: rest }));
    this.pairing = rest;
    this.api.pairing = null;
    this.link = null;
    this.#changed("pairing");
  }

  #changed(name) {
    this.#tell(name);
  }

  #tell(name, detail) {
    this.dispatchEvent(new CustomEvent(name, { detail }));
  }
}

/** Not while only the server knows what became of it: it could be ordered twice. */
export const mayBeTakenBack = (entry) => entry.state === "refused" || entry.refusal !== null;

const sumOf = (orders) => orders.filter((one) => one.status !== "cancelled").reduce((sum, one) => sum + one.total, 0);

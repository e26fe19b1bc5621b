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
import { Menu } from "./menu.js";
import { NOTHING_YET, ordersOf, withNewer, withOrder } from "./orders.js";
import { isUnknown, keptFor, once } from "./outbox.js";
import { begun, ended, endedOf, followed, renamed, renewed } from "./pairing.js";
import { changeFor, forgetOthers, isSame, ownOf, sitting } from "./party.js";
import { Reading } from "./reading.js";
import { Stream } from "./stream.js";

const MENU_SPREAD_MS = 500;

export class Tablet extends EventTarget {
  pairing = null;
  orders = NOTHING_YET;
  /** `live`, `lost`, or null while the first connection is being made. */
  link = null;
  /** Set when the pairing ended by itself: what became of what was not answered yet. */
  ended = null;
  clock = new Clock();
  api = new Api(this.clock, (login) => this.#renewed(login));

  #menu;
  #stream = null;
  #menuReading = new Reading(() => this.#readMenu(), () => this.#unpaired());
  #ordersReading = new Reading(() => this.#readOrders(), () => this.#unpaired());

  constructor(store) {
    super();
    this.store = store;
    this.#menu = new Menu(store, this.api);
    this.courier = new Courier(store, this.api, {
      here: () => (this.paired ? this.sitting : null),
      moved: async () => this.basket.take(await store.read("cart", "outbox"), ["outbox"]),
      received: (entry, order) => this.#received(entry, order),
      refused: () => this.#readAnew(),
      party: (party, entry) => this.#meetParty(party, [entry]),
      lost: () => this.#linkIs("lost"),
      unpaired: () => this.#unpaired(),
    });
    this.basket = new Basket(store, {
      here: () => this.sitting,
      changed: (name) => this.#tell(name),
      send: () => this.courier.wake(),
      gone: () => this.#reread(["pairing"]),
    });
    store.others = (names) => this.#reread(names);
  }

  /** Who sits here, as far as is known: `{seat, party}`. */
  get sitting() {
    return sitting(this.pairing);
  }

  get paired() {
    return Boolean(this.pairing?.device_token);
  }

  get menu() {
    return this.#menu.now;
  }

  pricedCart() {
    return priced(this.basket.cart, this.menu);
  }

  /** From what was kept: no network is needed to show the menu. */
  async begin() {
    await forgetOthers(this.store);
    const { pairing, ...kept } = await this.store.read("pairing", "menu", "orders");
    this.#is(pairing ?? null);
    this.orders = NOTHING_YET;
    this.#menu.begin(this.paired ? pairing.store.slug : null, kept.menu);
    if (!this.paired) return;
    this.orders = ownOf(kept.orders, this.sitting) ?? NOTHING_YET;
    const mine = ({ outbox = [] }) => ({ outbox: keptFor(outbox, this.sitting) });
    this.basket.take(await this.store.change(["cart", "outbox"], mine));
    this.#go();
  }

  /** Answers null, or the server's refusal `{code, retryAfter}`. Raises `Unreachable`. */
  async pair(credentials) {
    const answer = await this.api.pair(credentials);
    if (answer.status !== 200 || !answer.data?.device_token) return { code: answer.code, retryAfter: answer.retryAfter };
    this.#stop();
    await this.store.change(["outbox"], begun(answer.data));
    this.ended = null;
    await this.begin();
    this.#tell("pairing");
    return null;
  }

  /** The network may be back, or somebody looks at the page again: whatever it shows may be old. */
  nudge() {
    this.#stream?.nudge();
    if (this.paired) this.#go();
  }

  /** Not looked at: a browser has few connections for us, and another tab may want ours. */
  rest() {
    this.#stream?.stop();
    this.#stream = null;
    if (this.link === "live") this.link = null; // when it is again, the server may be a newer one
  }

  /** From what is known, the server's word on everything, and what happens from there on. */
  #go() {
    if (!this.#stream) this.#follow();
    this.#readAnew();
    this.courier.wake();
  }

  #stop() {
    this.rest();
    this.#menuReading.stop();
    this.#ordersReading.stop();
  }

  #readAnew() {
    this.#menuReading.want();
    this.#ordersReading.want();
  }

  #follow() {
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
    // The menu may have changed between its reading and the cursor's: unchanged, that is a 304. Orders are replayed.
    this.#menuReading.want();
    if (this.#stream?.cursor === null) this.#ordersReading.want();
  }

  #linkIs(link) {
    if (this.link === link) return;
    this.link = link;
    this.#tell("link");
  }

  async #heard(type, data) {
    // Once for a burst of changes, and not in the same moment as every other tablet.
    if (type === "menu.changed") this.#menuReading.want(Math.random() * MENU_SPREAD_MS);
    else if (type === "order.placed" || type === "order.changed") this.#apply(data.order, data.session_total);
    else if (type === "session.opened") this.#opened(data);
    else if (type === "session.closed" && data.party > this.pairing.party) await this.#meetParty(data.party);
    else if (type === "table.changed" && !data.deleted) await this.#keepTable(data.table);
    else if (type === "reset") this.#readAnew();
  }

  async #readMenu() {
    if (await this.#menu.read()) ["menu", "cart"].forEach((name) => this.#tell(name)); // the cart's prices may be others
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

  #opened({ party, table_session: opened }) {
    if (party === this.pairing.party) this.orders = { ...this.orders, session: this.orders.session ?? opened };
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
    return changeFor(this.store, party, [], () => ({ orders: { ...orders, ...party } }));
  }

  #received(entry, order) {
    if (isSame(entry, this.sitting) && !this.#apply(order)) this.#ordersReading.want();
    this.#linkIs("live");
    this.#tell("received", { entry, order });
  }

  /** The guest's change of mind: answers null, or why not: `too_late`, `unreachable`, or another code. */
  async undo(order) {
    try {
      const answer = await this.api.ask("POST", `/orders/${order.id}/cancellation`);
      if (answer.status === 200) this.#apply(answer.data);
      else this.#ordersReading.want();
      return answer.status === 200 ? null : (answer.code ?? "unreachable");
    } catch (error) {
      if (error instanceof Unpaired) this.#unpaired();
      else if (!(error instanceof Unreachable)) throw error;
      this.#ordersReading.want();
      return "unreachable";
    }
  }

  /** Another party may sit here now: nothing of the last one stays, and what was not sent is told, never sent. */
  async #meetParty(party, unsent = []) {
    const last = this.sitting;
    if (!Number.isInteger(party)) return;
    let lost = [...unsent, ...this.basket.waiting.filter((one) => !isUnknown(one))];
    // One that was confirmed in this very moment is on the disk alone.
    const left = (entries) => (lost = once([...lost, ...entries]));
    const kept = party === last.party ? null : await this.store.change(["pairing", "outbox"], followed(last, party, left));
    if (!kept || !isSame(this.sitting, last)) { // it is known
      if (unsent.length) this.#tell("party", { lost: unsent });
      return;
    }
    if (sitting(kept.pairing).seat !== last.seat) return;
    this.#is({ ...this.pairing, party: kept.pairing.party });
    this.orders = { ...NOTHING_YET, cursor: this.orders.cursor };
    this.#tell("party", { lost });
    this.basket.take(await this.store.read("cart", "outbox"));
    this.#tell("orders");
    if (this.paired) this.#ordersReading.want();
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
    if (!this.paired ? pairing?.device_token : sitting(pairing).seat !== this.sitting.seat) location.reload();
    else if (this.paired && !pairing.device_token) await this.#unpaired();
    else if (this.paired) {
      this.#is({ ...pairing, party: this.pairing.party });
      await this.#meetParty(pairing.party);
    }
    return !this.paired;
  }

  async #renewed(login) {
    const { pairing } = await this.store.change(["pairing"], renewed(login));
    if (!this.paired || sitting(pairing).seat !== this.sitting.seat) return;
    this.#is({ ...pairing, party: this.pairing.party });
    if (pairing.device_token === login.device_token) await this.#meetParty(login.party);
  }

  async #keepTable({ id, number, label }) {
    const { pairing } = await this.store.change(["pairing"], renamed({ id, number, label }));
    if (pairing?.table.id !== this.pairing.table.id) return;
    this.#is({ ...this.pairing, table: pairing.table });
    this.#tell("pairing");
  }

  /** Only staff can go on. The cart and the outbox stay: paired with the same table again, they go on too. */
  async #unpaired() {
    if (!this.paired) return;
    const token = this.pairing.device_token;
    const { pairing } = await this.store.change(["pairing"], endedOf(token));
    if (this.pairing?.device_token !== token) return;
    this.#stop();
    if (pairing?.device_token) { // another tab was paired anew
      if (!(await this.#isElsewhere(pairing))) this.#go();
      return;
    }
    const { waiting } = this.basket;
    this.ended = { unknown: waiting.filter(isUnknown), unsent: waiting.filter((one) => !isUnknown(one)) };
    this.#is(ended(this.pairing));
    this.link = null;
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

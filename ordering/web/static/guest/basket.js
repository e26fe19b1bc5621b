/** The cart and the outbox of the party that sits here, kept in the storage and shared by the tablet's tabs. */

import * as carts from "./cart.js";
import * as outbox from "./outbox.js";
import { changeFor, isSame, ownOf } from "./party.js";

const DRAFTS = "drafts";

/** The cart is not the one that was shown: another tab changed or ordered it. Nothing was ordered. */
export class CartChanged extends Error {}

/** Whatever changes something names the party that it is meant for, `{seat, party}`, or what was shown of its cart. */
export class Basket {
  cart = carts.emptyCart(null, null);
  /** All that is not answered yet, oldest first; a last party's too, as long as only the server knows about it. */
  entries = [];
  #receipts;

  /** `here()` is the party, `changed(name)` is told of `cart` and `outbox`, `send()` of work, `gone()` of a party that left. */
  constructor(storage, { here, changed, send, gone }) {
    this.storage = storage;
    this.here = here;
    this.changed = changed;
    this.send = send;
    this.gone = gone;
  }

  /** This party's entries. */
  get waiting() {
    return this.entries.filter((one) => isSame(one, this.here()));
  }

  /** The order that this one became, whichever tab has sent it. */
  receiptOf(key) {
    return ownOf(this.#receipts, this.here())?.orders.find(([one]) => one === key)?.[1] ?? null;
  }

  /** Whether this order was sent from here, as far as is remembered. */
  hasReceiptOf({ id }) {
    return Boolean(ownOf(this.#receipts, this.here())?.orders.some(([, order]) => order.id === id));
  }

  /** What became of a cart, by its key, is known here. */
  knows(key) {
    return this.waiting.some((one) => one.key === key) || this.receiptOf(key) !== null;
  }

  /** Nobody would mind if the page began anew: nothing chosen, nothing under way. */
  get idle() {
    return !this.cart.lines.length && !this.waiting.length;
  }

  /** As it was kept, or as another tab or the courier has left it. */
  take({ cart, outbox: entries, receipts = this.#receipts }, names = ["cart", "outbox"]) {
    this.cart = carts.cartOf(cart, this.here());
    this.entries = entries ?? [];
    this.#receipts = receipts;
    for (const name of names) this.changed(name);
  }

  /** Answers whether it was added. */
  add(party, line) {
    return this.#change(party, (cart) => carts.add(cart, line, newKey));
  }

  /** Another choice instead of the line that was like `was`. */
  replace(party, was, line) {
    return this.#change(party, (cart) => carts.replaced(cart, was, line, newKey));
  }

  /** Answers whether an order's lines were added: all of them, once. */
  addOrder(party, order) {
    return this.#change(party, (cart) => carts.withOrder(cart, order, newKey));
  }

  setQuantity(shown, index, quantity) {
    return this.#changeOf(shown, (cart) => carts.setQuantity(cart, index, quantity));
  }

  remove(shown, indexes) {
    return this.#changeOf(shown, (cart) => carts.without(cart, indexes));
  }

  setNote(party, note) {
    return this.#change(party, (cart) => carts.setNote(cart, note));
  }

  empty(party) {
    return this.#change(party, () => carts.emptyCart(party.seat, party.party));
  }

  /** Order the cart as it was shown: it moves to the outbox in one transaction. Answers its key. Raises `CartChanged`. */
  async order(shown) {
    const done = await this.#keep(shown, ["cart", "outbox"], ({ cart, outbox: entries = [] }) => {
      const mine = carts.cartOf(cart, shown);
      if (!mine.lines.length || !carts.isAsShown(mine, shown)) throw new CartChanged();
      return { cart: undefined, outbox: [...entries, outbox.entryOf(mine, shown)] };
    });
    if (done) this.send();
    return done ? shown.key : null;
  }

  /** A refused order once more: `theRest`, or `atNewPrices`. */
  async again(entry, mended) {
    const mend = (one) => (one.key === entry.key && one.state === "refused" ? mended(one) : one);
    if (await this.#keep(entry, ["outbox"], ({ outbox: entries = [] }) => ({ outbox: entries.map(mend) }))) this.send();
  }

  /** A refused order's lines into the cart again. */
  backToCart({ key, seat, party }) {
    return this.#keep({ seat, party }, ["cart", "outbox"], ({ cart, outbox: entries = [] }) => {
      const entry = entries.find((one) => one.key === key && outbox.mayBeTakenBack(one));
      if (!entry) return {};
      return { cart: carts.putBack(carts.cartOf(cart, { seat, party }), entry, newKey), outbox: outbox.dropped(entries, key) };
    });
  }

  /** Another tab may have changed it: what counts is what the storage has. */
  #change(party, change) {
    return this.#keep(party, ["cart"], ({ cart }) => ({ cart: change(carts.cartOf(cart, party)) }));
  }

  /** An index counts only in the cart that was `shown`: the second tap of two quick ones would hit the next line. */
  #changeOf(shown, change) {
    return this.#change(shown, (cart) => (carts.isAsShown(cart, shown) ? change(cart) : cart));
  }

  /** Answers whether the party is still here. */
  async #keep(party, names, decide) {
    const kept = await changeFor(this.storage, party, names, decide);
    if (kept) this.take({ cart: this.cart, outbox: this.entries, ...kept }, names);
    else this.gone();
    return kept !== null;
  }
}

/** What is being composed and in no cart yet: kept in this tab, at once, so that a reload loses nothing that was typed. */
export class Drafts {
  #kept = read();

  /** What `party` was composing under this name, if anything. */
  of(party, name) {
    return ownOf(this.#kept, party)?.named[name];
  }

  /** `undefined` forgets it. */
  keep({ seat, party }, name, draft) {
    const named = { ...ownOf(this.#kept, { seat, party })?.named, [name]: draft };
    this.#kept = { seat, party, named };
    write(this.#kept);
  }

  /** Nobody but `party` sits here. */
  forgetOthers(party) {
    if (ownOf(this.#kept, party)) return;
    this.#kept = null;
    write(null);
  }
}

function read() {
  try {
    return JSON.parse(sessionStorage.getItem(DRAFTS));
  } catch {
    return null; // denied, or not ours
  }
}

function write(kept) {
  try {
    if (kept) sessionStorage.setItem(DRAFTS, JSON.stringify(kept));
    else sessionStorage.removeItem(DRAFTS);
  } catch {
    // Denied, or full: it is there until the page is left.
  }
}

/** 128 random bits as an Idempotency-Key. Not `crypto.randomUUID`: a tablet on http://192.168… has none. */
function newKey() {
  return Array.from(crypto.getRandomValues(new Uint8Array(16)), (byte) => byte.toString(16).padStart(2, "0")).join("");
}

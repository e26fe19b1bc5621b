/** The cart and the outbox of the party that sits here, kept in the store and shared by the tablet's tabs. */

import * as carts from "./cart.js";
import { newKey } from "./keys.js";
import * as outbox from "./outbox.js";

/** The cart is not the one that was shown: another tab changed or ordered it. Nothing was ordered. */
export class CartChanged extends Error {}

export class Basket {
  cart = carts.emptyCart(null, null);
  /** All that is not answered yet, oldest first; a last party's too, as long as only the server knows about it. */
  entries = [];

  /** `where()` is `{seat, party}`, `changed(name)` is told of `cart` and `outbox`, `send()` when there is work. */
  constructor(store, { where, changed, send }) {
    this.store = store;
    this.where = where;
    this.changed = changed;
    this.send = send;
  }

  /** This party's entries. */
  get waiting() {
    const { seat, party } = this.where();
    return this.entries.filter((one) => one.seat === seat && one.party === party);
  }

  /** Nobody would mind if the page began anew: nothing chosen, nothing under way. */
  get idle() {
    return !this.cart.lines.length && !this.waiting.length;
  }

  /** As it was kept, or as another tab or the courier has left it. */
  take({ cart, outbox: entries }, names = ["cart", "outbox"]) {
    this.cart = this.#mine(cart);
    this.entries = entries ?? [];
    names.forEach((name) => this.changed(name));
  }

  add(line) {
    return this.#change((cart) => carts.add(cart, line, newKey));
  }

  setQuantity(shown, index, quantity) {
    return this.#changeOf(shown, (cart) => carts.setQuantity(cart, index, quantity));
  }

  remove(shown, indexes) {
    return this.#changeOf(shown, (cart) => carts.without(cart, indexes));
  }

  setNote(note) {
    return this.#change((cart) => carts.setNote(cart, note));
  }

  empty() {
    return this.#change((cart) => carts.emptyCart(cart.seat, cart.party));
  }

  /** Order the cart as it was shown: it moves to the outbox in one transaction. Raises `CartChanged`. */
  async order(shown) {
    const kept = await this.store.change(["cart", "outbox"], ({ cart, outbox: entries = [] }) => {
      const mine = this.#mine(cart);
      if (!mine.lines.length || !carts.isAsShown(mine, shown)) throw new CartChanged();
      return { cart: undefined, outbox: [...entries, outbox.entryOf(mine, shown)] };
    });
    this.take(kept);
    this.send();
    return shown.key;
  }

  /** A refused order once more: `theRest`, or `atNewPrices`. */
  async again(key, mended) {
    const mend = (one) => (one.key === key && one.state === "refused" ? mended(one) : one);
    const kept = await this.store.change(["cart", "outbox"], ({ outbox: entries = [] }) => ({ outbox: entries.map(mend) }));
    this.take(kept, ["outbox"]);
    this.send();
  }

  /** A refused order's lines into the cart again. */
  async backToCart(key) {
    const kept = await this.store.change(["cart", "outbox"], ({ cart, outbox: entries = [] }) => {
      const entry = entries.find((one) => one.key === key && outbox.mayBeTakenBack(one));
      if (!entry) return {};
      return { cart: carts.putBack(this.#mine(cart), entry, newKey), outbox: outbox.dropped(entries, key) };
    });
    this.take(kept);
  }

  /** Another tab may have changed it: what counts is what the store has. */
  async #change(change) {
    const { cart } = await this.store.change(["cart"], ({ cart: kept }) => ({ cart: change(this.#mine(kept)) }));
    this.cart = cart;
    this.changed("cart");
  }

  /** An index counts only in the cart that was `shown`: the second tap of two quick ones would hit the next line. */
  #changeOf(shown, change) {
    return this.#change((cart) => (carts.isAsShown(cart, shown) ? change(cart) : cart));
  }

  #mine(cart) {
    const { seat, party } = this.where();
    return carts.cartOf(cart, seat, party);
  }
}

/** The cards of the dishes: one tap opens a dish; one that needs no decision has a button of its own that adds one. */

import { LIMITS, canBeHad, impossibleIn, isReady, likeness, readyLine, readyPrice } from "../cart.js";
import { announce, h, icon, refill } from "../dom.js";
import { money, t } from "../wording.js";
import { badgesOf, picture, stepper } from "./parts.js";

/** How wide a picture is shown, by the size of the text. */
const SIZES = {
  normal: "(min-width: 62rem) 16rem, (min-width: 40rem) 30vw, 8rem",
  large: "(min-width: 40rem) 24rem, 10rem",
};

/** Cards by dish; one that has not changed is kept as it is, so that nothing flickers when the menu does. */
export class Cards {
  #made = new Map();

  constructor(tablet, sheet, look) {
    this.tablet = tablet;
    this.sheet = sheet;
    this.sizes = SIZES[look.text];
  }

  of(item) {
    const looks = JSON.stringify([item, this.tablet.menu.popular?.includes(item.id)]);
    const known = this.#made.get(item.id);
    if (known?.looks === looks) return known.card;
    const card = h("li", { "data-item": item.id, "data-available": String(canBeHad(item)) }, this.#card(item), isReady(item) && h("div", { class: "quick" }));
    this.#made.set(item.id, { looks, card, item, count: null });
    return card;
  }

  forgetOthers(categories) {
    const ids = new Set(categories.flatMap((one) => one.items.map((item) => item.id)));
    for (const id of this.#made.keys()) if (!ids.has(id)) this.#made.delete(id);
  }

  /** How many of each are in the cart, on its card. */
  count() {
    const counts = new Map();
    for (const line of this.tablet.basket.cart.lines) counts.set(line.item_id, (counts.get(line.item_id) ?? 0) + line.quantity);
    for (const [id, made] of this.#made) {
      const count = counts.get(id) ?? 0;
      if (made.count === count) continue;
      made.count = count;
      const isStepped = isReady(made.item);
      refill(made.card.querySelector(".counted"), count > 0 && [!isStepped && h("b", { "aria-hidden": "true" }, String(count)), h("span", { class: "unseen" }, t("menu.in_cart", { count }))]);
      if (isStepped) this.#step(made, count);
    }
  }

  #card(item) {
    const off = !canBeHad(item);
    const price = h("span", { class: "price" }, money(readyPrice(item)));
    return h("button", {
      type: "button", class: "dish", "data-key": `dish-${item.id}`, disabled: off, onclick: () => this.sheet.open("item", item.id),
    },
      h("span", { class: "pic" }, picture(item, this.sizes), off && h("em", { class: "gone" }, t(item.sold_out ? "menu.sold_out" : "menu.unavailable"))),
      h("span", { class: "words" },
        h("strong", {}, item.name),
        badgesOf(item, this.tablet.menu),
        off && !item.sold_out && impossibleIn(item).map((group) => h("small", { class: "why" }, t("menu.impossible", { name: group.name }))),
        h("small", { class: "description" }, item.description),
        h("span", { class: "cost" }, price, item.option_groups.length > 0 && h("small", {}, t("menu.choices"))),
      ),
      h("span", { class: "counted" }),
    );
  }

  /** Whoever has taken the last one away by keyboard is at the button that adds it again. */
  #step({ card, item }, count) {
    const quick = card.querySelector(".quick");
    const isFocused = quick.contains(document.activeElement);
    refill(quick, this.#quick(item, count));
    if (isFocused && !quick.contains(document.activeElement)) quick.querySelector("button").focus({ preventScroll: true });
  }

  #quick(item, count) {
    const key = `quick-${item.id}`;
    const { name } = item;
    if (count > 0) return stepper({ quantity: count, least: 0, most: LIMITS.quantity, name, key, onchange: (wanted) => (wanted > count ? this.#more(item) : this.#less(item)) });
    return h("button", { type: "button", class: "plus", "data-key": `${key}-plus`, "aria-label": `${name}: ${t("menu.add")}`, onclick: () => this.#more(item) }, icon("plus"));
  }

  async #more(item) {
    const { basket, sitting } = this.tablet;
    const line = readyLine(item);
    const isNew = !basket.cart.lines.some((one) => likeness(one) === likeness(line));
    if (isNew && basket.cart.lines.length >= LIMITS.lines) this.sheet.open("item", item.id); // which says that it is full
    else if (await basket.add(sitting, line)) announce(t("item.added", { name: item.name, quantity: 1 }));
  }

  /** Of several lines of a dish the plain one goes first: what was written with another took some thought. */
  #less(item) {
    const { cart } = this.tablet.basket;
    const plain = cart.lines.findIndex((one) => likeness(one) === likeness(readyLine(item)));
    const index = plain < 0 ? cart.lines.findIndex((one) => one.item_id === item.id) : plain;
    if (index >= 0) this.tablet.basket.setQuantity(cart, index, cart.lines[index].quantity - 1);
  }
}

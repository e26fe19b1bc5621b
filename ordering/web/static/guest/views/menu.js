/** The menu: categories at the side or on top, and all dishes in one long list. */

import { canBeHad, impossibleIn } from "../cart.js";
import { h, refill } from "../dom.js";
import { money, t } from "../wording.js";
import { picture, watch } from "./parts.js";

const SIZES = "(min-width: 62rem) 16rem, (min-width: 40rem) 30vw, 7rem";

/** `{categories, dishes, top}`: the list of headings, the list of dishes, and what brings both back to their top. */
export function menuView(tablet, { signal, sheet }) {
  const categories = h("ul", { class: "categories" });
  const dishes = h("main", { class: "menu", id: "menu", tabindex: "-1", "aria-label": t("menu.title") });
  const cards = new Cards(sheet);
  let spy = null;

  const mark = (id) => {
    for (const button of categories.querySelectorAll("button")) {
      const current = button.dataset.key === `category-${id}`;
      button.setAttribute("aria-current", String(current));
      if (current) button.scrollIntoView({ block: "nearest", inline: "center" });
    }
  };
  const goTo = (id) => {
    const section = dishes.querySelector(`#category-${id}`);
    section.scrollIntoView({ block: "start" });
    section.querySelector("h2").focus({ preventScroll: true });
    mark(id);
  };
  const render = () => {
    const all = (tablet.menu?.categories ?? []).filter((one) => one.items.length);
    const at = dishes.scrollTop;
    refill(categories, all.map((one) => h("li", {}, heading(one, goTo))));
    refill(dishes, all.length ? all.map((one) => section(one, cards)) : nothing(tablet));
    dishes.scrollTop = at;
    cards.forgetOthers(all);
    spy?.disconnect();
    spy = spyOn(dishes, mark);
  };
  watch(tablet, ["menu"], render, signal);
  watch(tablet, ["link"], () => tablet.menu || render(), signal);
  watch(tablet, ["cart"], () => cards.count(tablet.basket.cart), signal);
  signal.addEventListener("abort", () => spy.disconnect());
  return { categories, dishes, top: () => dishes.scrollTo({ top: 0 }) };
}

const heading = (category, goTo) =>
  h("button", { type: "button", "data-key": `category-${category.id}`, onclick: () => goTo(category.id) }, category.name);

const section = (category, cards) =>
  h("section", { id: `category-${category.id}`, "aria-labelledby": `heading-${category.id}` },
    h("h2", { id: `heading-${category.id}`, tabindex: "-1" }, category.name),
    h("ul", { class: "dishes" }, category.items.map((item) => cards.of(item))),
  );

function nothing(tablet) {
  if (tablet.menu) return h("p", { class: "nothing" }, t("menu.empty"));
  const lost = tablet.link === "lost";
  return h("p", { class: "nothing", role: "status" }, lost ? t("menu.unreachable") : t("menu.loading"));
}

/** Which heading is at the top of what is seen. */
function spyOn(dishes, mark) {
  const seen = new Set();
  const spy = new IntersectionObserver((changes) => {
    for (const { target, isIntersecting } of changes) {
      if (isIntersecting) seen.add(target);
      else seen.delete(target);
    }
    const first = [...dishes.children].find((one) => seen.has(one));
    if (first) mark(first.id.replace("category-", ""));
  }, { root: dishes, rootMargin: "-10% 0px -75% 0px" });
  for (const child of dishes.querySelectorAll("section")) spy.observe(child);
  return spy;
}

/** Cards by dish; one that has not changed is kept as it is, so that nothing flickers when the menu does. */
class Cards {
  #made = new Map();

  constructor(sheet) {
    this.sheet = sheet;
  }

  of(item) {
    const looks = JSON.stringify(item);
    const known = this.#made.get(item.id);
    if (known?.looks === looks) return known.card;
    const card = h("li", {}, this.#card(item));
    this.#made.set(item.id, { looks, card });
    return card;
  }

  forgetOthers(categories) {
    const ids = new Set(categories.flatMap((one) => one.items.map((item) => item.id)));
    for (const id of this.#made.keys()) if (!ids.has(id)) this.#made.delete(id);
  }

  /** How many of each are in the cart, on its card. */
  count(cart) {
    const counts = new Map();
    for (const line of cart.lines) counts.set(line.item_id, (counts.get(line.item_id) ?? 0) + line.quantity);
    for (const [id, { card }] of this.#made) {
      const count = counts.get(id) ?? 0;
      refill(card.querySelector(".counted"), count > 0 && [h("b", { "aria-hidden": "true" }, String(count)), h("span", { class: "unseen" }, t("menu.in_cart", { count }))]);
    }
  }

  #card(item) {
    const off = !canBeHad(item);
    const price = h("span", { class: "price" }, money(item.price));
    return h("button", {
      type: "button", class: "dish", "data-key": `dish-${item.id}`, disabled: off, onclick: () => this.sheet.open("item", item.id),
    },
      h("span", { class: "pic" }, picture(item, SIZES), off && h("em", { class: "gone" }, t(item.sold_out ? "menu.sold_out" : "menu.unavailable"))),
      h("span", { class: "words" },
        h("strong", {}, item.name),
        off && !item.sold_out && impossibleIn(item).map((group) => h("small", { class: "why" }, t("menu.impossible", { name: group.name }))),
        h("small", { class: "description" }, item.description),
        h("span", { class: "cost" }, price, item.option_groups.length > 0 && h("small", {}, t("menu.choices"))),
      ),
      h("span", { class: "counted" }),
    );
  }
}

/** The menu: categories at the side or on top, and all dishes in one long list. */

import { canBeHad, itemsOf, readyPrice } from "../cart.js";
import { h, refill } from "../dom.js";
import { isForeign, money, t } from "../wording.js";
import { Cards } from "./cards.js";
import { picture, watch } from "./parts.js";

/** Instead of a category's id. */
const POPULAR = "popular";

/** `{categories, dishes, top, holding}`: the headings, the dishes, what brings both to their top, and what changes their width. */
export function menuView(tablet, { signal, sheet, look }) {
  const categories = h("ul", { class: "categories" });
  const dishes = h("main", { class: "menu", id: "menu", tabindex: "-1", "aria-label": t("menu.title") });
  const cards = new Cards(tablet, sheet, look);
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
    const liked = popularIn(tablet.menu);
    const first = liked.length ? [{ id: POPULAR, name: t("menu.popular") }] : [];
    const at = dishes.scrollTop;
    refill(categories, [...first, ...all].map((one) => h("li", {}, heading(one, goTo))));
    refill(dishes, all.length ? [coverOf(tablet.pairing.store), liked.length > 0 && popular(liked, sheet), isForeign() && h("p", { class: "foreign" }, t("menu.names")), all.map((one) => section(one, cards))] : nothing(tablet));
    dishes.scrollTop = at;
    cards.forgetOthers(all);
    spy?.disconnect();
    spy = spyOn(dishes, mark);
  };
  /** What is looked at stays where it is when `change` makes the list wider or narrower. */
  const holding = (change) => {
    const { top } = dishes.getBoundingClientRect();
    const held = dishes.contains(document.activeElement) ? document.activeElement : [...dishes.querySelectorAll("li")].find((one) => one.getBoundingClientRect().bottom > top);
    const at = held?.getBoundingClientRect().top;
    change();
    if (held?.isConnected) dishes.scrollTop += held.getBoundingClientRect().top - at;
  };
  watch(tablet, ["menu"], render, signal);
  watch(tablet, ["link"], () => tablet.menu || render(), signal);
  watch(tablet, ["cart"], () => cards.count(), signal);
  signal.addEventListener("abort", () => spy.disconnect());
  watchOverflow(categories, signal);
  return { categories, dishes, holding, top: () => dishes.scrollTo({ top: 0 }) };
}

/** Above the first dishes, where the screen is high enough for both. */
const coverOf = ({ cover }) => cover && h("img", { class: "cover", src: cover.url, srcset: cover.srcset, sizes: "(min-width: 40rem) 60vw, 100vw", alt: "" });

const heading = (category, goTo) =>
  h("button", { type: "button", "data-key": `category-${category.id}`, onclick: () => goTo(category.id) }, category.name);

const popularIn = (menu) => (menu?.popular ?? []).map((id) => itemsOf(menu).get(id)).filter((one) => one && canBeHad(one));

/** Small, and each a second way to the same dish. */
const popular = (items, sheet) =>
  h("section", { id: `category-${POPULAR}`, "aria-labelledby": `heading-${POPULAR}` },
    h("h2", { id: `heading-${POPULAR}`, tabindex: "-1" }, t("menu.popular")),
    h("ol", { class: "popular" }, items.map((item, i) => h("li", {},
      h("button", { type: "button", "data-key": `popular-${item.id}`, onclick: () => sheet.open("item", item.id) },
        h("b", { "aria-hidden": "true" }, String(i + 1)),
        h("span", { class: "pic" }, picture(item, "6rem")),
        h("span", {}, h("strong", {}, item.name), h("span", { class: "price" }, money(readyPrice(item)))))))));

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

/** Says to the styles whether the list goes on beyond its end, down or to the right. */
function watchOverflow(list, signal) {
  const look = () => {
    const rest = Math.max(list.scrollHeight - list.clientHeight - list.scrollTop, list.scrollWidth - list.clientWidth - list.scrollLeft);
    list.classList.toggle("goes-on", rest > 4);
  };
  const sizes = new ResizeObserver(look);
  const contents = new MutationObserver(look);
  sizes.observe(list);
  contents.observe(list, { childList: true });
  list.addEventListener("scroll", look, { passive: true });
  signal.addEventListener("abort", () => {
    sizes.disconnect();
    contents.disconnect();
  });
}

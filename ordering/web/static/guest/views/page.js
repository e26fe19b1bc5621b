/** The guest's page: categories, dishes, cart, and what must be said about the connection. */

import { h, icon, refill, retell } from "../dom.js";
import { money, t } from "../wording.js";
import { cartAside, cartBar } from "./cart.js";
import { menuView } from "./menu.js";
import { connection, logoOf, watch } from "./parts.js";
import { positionOf, watchWidth } from "./cart_position.js";

export function guestPage(tablet, buttons, tools) {
  const { signal, sheet, look } = tools;
  const menu = menuView(tablet, tools);
  const head = h("h1", { class: "seat" });
  watch(tablet, ["pairing"], () => tablet.paired && seat(head, tablet.pairing), signal);
  const element = h("div", { class: "page" },
    h("nav", { class: "rail", "aria-label": t("menu.categories") },
      skip(t("cart.skip")),
      head, h("div", { class: "overflowing" }, menu.categories, icon("chevron")), h("div", { class: "tools" }, buttons.map((button) => button(tablet, tools)))),
    h("div", { class: "middle" }, notices(tablet, signal, sheet), menu.dishes, cartBar(tablet, tools)),
    cartAside(tablet, tools),
  );
  const position = () => menu.holding(() => (element.dataset.cart = positionOf(look, !tablet.basket.cart.lines.length)));
  watch(tablet, ["cart"], position, signal);
  watchWidth(position, signal);
  return { element, top: menu.top };
}

function seat(head, { store, table }) {
  head.classList.toggle("branded", Boolean(store.logo));
  refill(head, logoOf(store, "5rem"), h("b", {}, t("table.short", { number: table.number })), h("small", {}, store.name));
}

/** By keyboard there are many dishes before the cart; goes to what is the next step there. */
function skip(words) {
  const go = (event) => {
    event.preventDefault();
    const targets = [".cart [data-key=order]", ".cart [data-key=drop]", "[data-key=cart]", "#cart-title"];
    targets.map((one) => document.querySelector(one)).find((one) => one?.offsetParent)?.focus();
  };
  return h("a", { class: "skip", href: "#cart-title", onclick: go }, words);
}

/** Told as it is: whether we are connected, whether anything is kept, and where an order is. */
function notices(tablet, signal, sheet) {
  const box = connection(tablet, signal, { class: "notices", role: "status" });
  watch(tablet, ["link", "outbox", "kept"], () => {
    const entry = tablet.basket.waiting.find((one) => one.state === "refused") ?? tablet.basket.waiting[0];
    const trouble = ["lost", "replaced"].includes(tablet.link) && tablet.link;
    retell(box, [trouble, tablet.storage.durable, entry?.key, entry?.state], () => [
      trouble && h("p", { class: "banner wait" }, icon("offline"), h("span", {}, t(`link.${trouble}`))),
      !tablet.storage.durable && h("p", { class: "banner late" }, icon("offline"), h("span", {}, t("link.not_durable"))),
      entry && strip(tablet, entry, sheet),
    ]);
  }, signal);
  return box;
}

function strip(tablet, entry, sheet) {
  const refused = entry.state === "refused";
  const words = refused ? "strip.refused" : tablet.link === "lost" ? "strip.offline" : "strip.sending";
  return h("button", { type: "button", class: `banner ${refused ? "late" : "cook"}`, "data-key": "strip", onclick: () => sheet.open("fate", entry.key) },
    icon(refused ? "close" : "send"), h("span", {}, t(words)), h("b", {}, money(entry.total)));
}

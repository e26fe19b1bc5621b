/** The cart: at the side where there is room, in the sheet where there is not. */

import { LIMITS } from "../cart.js";
import { h, icon, refill } from "../dom.js";
import { money, t } from "../wording.js";
import { chooseAgain, choices, dropRefused, guarded, stepper, totalRow, watch, why } from "./parts.js";
import { positionOf, watchWidth } from "./cart_position.js";
import { frame } from "./sheet.js";

export function cartAside(tablet, { signal, sheet, look }) {
  const list = h("div", { class: "cart-lines" });
  const foot = h("div", { class: "cart-foot" });
  const aside = h("aside", { class: "cart", "aria-labelledby": "cart-title" },
    h("span", { class: "basket" }, icon("basket")), h("h2", { id: "cart-title", tabindex: "-1" }, t("cart.title")), list, foot);
  const render = () => {
    const isHere = positionOf(look, !tablet.basket.cart.lines.length) !== "bar";
    if (isHere) fill(tablet, sheet, aside, list, foot);
    else for (const part of [list, foot]) refill(part);
  };
  watch(tablet, ["cart"], render, signal);
  watchWidth(render, signal);
  return aside;
}

function cartSheet(tablet, _, { signal, sheet }) {
  const list = h("div", { class: "cart-lines" });
  const foot = h("div", { class: "cart-foot" });
  watch(tablet, ["cart"], () => fill(tablet, sheet, list, list, foot, "cart"), signal);
  return frame(sheet, t("cart.title"), list, foot);
}

export const sheets = { cart: cartSheet };

/** Where there is no room for the cart at the side: the way to what is in it, also to what can't be had; and on to the last look. */
export function cartBar(tablet, { signal, sheet, look }) {
  const bar = h("div", { class: "cart-bar" });
  const render = () => {
    const { count, total, problems } = tablet.pricedCart();
    const isHere = count > 0 && positionOf(look, false) === "bar";
    bar.dataset.total = total;
    refill(bar, isHere && [
      h("button", { type: "button", class: problems.length ? "btn brand big" : "btn big", "data-key": "cart", onclick: () => sheet.open("cart") },
        h("span", {}, t("cart.open", { count })), problems.length > 0 && h("small", { class: "tag must" }, t("cart.check")), h("b", {}, money(total))),
      !problems.length && orderButton(sheet),
    ]);
  };
  watch(tablet, ["cart"], render, signal);
  watchWidth(render, signal);
  return bar;
}

/** `whole` bears the sum, for scripts and tests; `then` is where a line that is chosen again comes back to. */
function fill(tablet, sheet, whole, list, foot, then = null) {
  const cart = tablet.pricedCart();
  whole.dataset.total = cart.total;
  if (!cart.lines.length) {
    refill(list, h("div", { class: "nothing" }, h("p", {}, t("cart.empty")), h("p", {}, t("cart.empty.hint"))));
    refill(foot);
    return;
  }
  refill(list, h("ul", {}, cart.lines.map((_, i) => cartLine(tablet, sheet, cart, i, then))), clear(tablet, cart));
  refill(foot, totalRow(t("cart.total"), cart.total), cart.problems.length ? dropRefused(tablet, sheet, cart) : orderButton(sheet));
}

const orderButton = (sheet) =>
  h("button", { type: "button", class: "btn brand big", "data-key": "order", "data-do": "order", onclick: () => sheet.open("confirm") }, t("cart.order"));

function cartLine(tablet, sheet, cart, i, then) {
  const line = cart.lines[i];
  const { name, quantity } = line;
  return h("li", { class: line.problem ? "problem" : null, "data-line": i, "data-quantity": quantity },
    h("strong", {}, line.problem && h("span", { class: "times" }, `${quantity} `), name),
    h("span", { class: "price" }, line.problem ? "" : money(line.subtotal)),
    h("div", { class: "detail" }, choices(line), why(line.problem)),
    line.problem
      ? h("div", { class: "mend" },
        chooseAgain(tablet, sheet, line, { then }),
        h("button", { type: "button", class: "btn", "aria-label": t("cart.remove", { name }), onclick: () => tablet.basket.remove(cart, [i]) }, t("cart.remove", { name: "" }).trim()))
      : stepper({ quantity, least: 0, most: LIMITS.quantity, name, key: `line-${i}`, onchange: (wanted) => tablet.basket.setQuantity(cart, i, wanted) }),
  );
}

/** Asks once more, in place: a whole party's choice is not lost by one wrong tap. */
function clear(tablet, cart) {
  const sure = () =>
    button.replaceWith(guarded(h("button", { type: "button", class: "btn quiet late", onclick: () => tablet.basket.empty(cart) }, t("cart.clear.sure"))));
  const button = h("button", { type: "button", class: "btn quiet", onclick: sure }, t("cart.clear"));
  return button;
}

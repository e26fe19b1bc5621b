/** The cart: at the side where there is room, in the sheet where there is not. */

import { LIMITS } from "../cart.js";
import { h, refill } from "../dom.js";
import { money, t } from "../wording.js";
import { chooseAgain, choices, stepper, totalRow, watch, why } from "./parts.js";
import { frame } from "./sheet.js";

/** A double tap on the question is no answer to it. */
const DOUBLE_TAP_MS = 400;

export function cartAside(tablet, { signal, sheet }) {
  const list = h("div", { class: "cart-lines" });
  const foot = h("div", { class: "cart-foot" });
  watch(tablet, ["cart"], () => fill(tablet, sheet, list, foot), signal);
  return h("aside", { class: "cart", "aria-labelledby": "cart-title" }, h("h2", { id: "cart-title", tabindex: "-1" }, t("cart.title")), list, foot);
}

function cartSheet(tablet, _, { signal, sheet }) {
  const list = h("div", { class: "cart-lines" });
  const foot = h("div", { class: "cart-foot" });
  watch(tablet, ["cart"], () => fill(tablet, sheet, list, foot, "cart"), signal);
  return frame(sheet, t("cart.title"), list, foot);
}

export const sheets = { cart: cartSheet };

/** `then` is where a line that is chosen again comes back to. */
function fill(tablet, sheet, list, foot, then = null) {
  const cart = tablet.pricedCart();
  if (!cart.lines.length) {
    refill(list, h("div", { class: "nothing" }, h("p", {}, t("cart.empty")), h("p", {}, t("cart.empty.hint"))));
    refill(foot);
    return;
  }
  refill(list, h("ul", {}, cart.lines.map((_, i) => cartLine(tablet, sheet, cart, i, then))), clear(tablet, cart));
  refill(foot, totalRow(t("cart.total"), cart.total), nextStep(tablet, sheet, cart));
}

function nextStep(tablet, sheet, cart) {
  if (cart.problems.length) {
    return h("button", { type: "button", class: "btn big", "data-key": "drop", onclick: () => tablet.basket.remove(cart, cart.problems) }, t("cart.drop_problems"));
  }
  return h("button", { type: "button", class: "btn brand big", "data-key": "order", onclick: () => sheet.open("confirm") }, t("cart.order"));
}

function cartLine(tablet, sheet, cart, i, then) {
  const line = cart.lines[i];
  const { name, quantity } = line;
  return h("li", { class: line.problem ? "problem" : null },
    h("strong", {}, name),
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
  const sure = () => {
    const yes = h("button", { type: "button", class: "btn quiet late", disabled: true, onclick: () => tablet.basket.empty(cart) }, t("cart.clear.sure"));
    button.replaceWith(yes);
    setTimeout(() => (yes.disabled = false), DOUBLE_TAP_MS);
  };
  const button = h("button", { type: "button", class: "btn quiet", onclick: sure }, t("cart.clear"));
  return button;
}

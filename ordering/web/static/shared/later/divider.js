/**
 * A bill in parts, for who pays together: by heads, by dish or by amount. It touches no order.
 *
 * `divider(bill, { t, money, digits, kept, keep })` answers an element; `kept` is how it was left, `keep(state)` is called
 * with what is chosen. `t` has the words `divide.*`, `digits` are those of the currency's minor unit.
 */

import { MOST_HEADS, byDish, dishesOf, evenly, restOf } from "./division.js";

const WAYS = ["heads", "dish", "amount"];

function el(name, attributes, ...children) {
  const element = document.createElement(name);
  for (const [key, value] of Object.entries(attributes)) {
    if (key.startsWith("on")) element.addEventListener(key.slice(2), value);
    else if (value !== null && value !== false) element.setAttribute(key, value === true ? "" : value);
  }
  element.append(...children.flat().filter((child) => child !== null && child !== false));
  return element;
}

const button = (words, key, onclick, more = {}) => el("button", { type: "button", "data-divide": key, onclick, ...more }, words);

export function divider(bill, { t, money, digits, kept, keep }) {
  const state = { way: "heads", heads: 2, person: 0, picks: {}, amounts: [], ...kept };
  const root = el("section", { class: "divider", "aria-label": t("divide.title") });
  const said = el("output", { class: "divider-result", "aria-live": "polite" });
  const change = (more) => {
    Object.assign(state, more);
    keep(state);
    const focused = root.contains(document.activeElement) ? document.activeElement.dataset.divide : null;
    draw();
    if (focused) root.querySelector(`[data-divide="${CSS.escape(focused)}"]`)?.focus();
  };
  const people = () => Array.from({ length: state.heads }, (_, person) => person);
  const named = (person) => t("divide.person", { n: person + 1 });

  function ways() {
    return el("div", { class: "seg divider-ways", role: "group", "aria-label": t("divide.title") },
      WAYS.map((way) => button(t(`divide.${way}`), way, () => change({ way }), { "aria-pressed": String(state.way === way) })));
  }

  function count() {
    const to = (heads) => change({ heads, person: Math.min(state.person, heads - 1) });
    return el("div", { class: "divider-count", role: "group", "aria-label": t("divide.people") },
      button("−", "less", () => to(state.heads - 1), { "aria-label": t("divide.less"), disabled: state.heads <= 1 }),
      el("b", {}, t("divide.count", { n: state.heads })),
      button("+", "more", () => to(state.heads + 1), { "aria-label": t("divide.more"), disabled: state.heads >= MOST_HEADS }));
  }

  const row = (words, amount, more = {}) => el("li", more, el("span", {}, words), el("b", {}, money(amount)));
  const leftOver = (rest) => (rest === 0
    ? el("li", { class: "divider-even" }, t("divide.even"))
    : row(t(rest > 0 ? "divide.rest" : "divide.over"), Math.abs(rest), { class: "divider-rest" }));

  /** Equal parts together: 14,334 once, 14,333 twice. */
  function byHeads() {
    const parts = evenly(bill.total, state.heads);
    const amounts = [...new Set(parts)];
    said.replaceChildren(el("ul", {}, amounts.map((amount) => row(t("divide.times", { n: parts.filter((one) => one === amount).length }), amount))));
    return [count(), said];
  }

  function byDishes() {
    const { parts, rest } = byDish(bill, state.heads, state.picks);
    const chips = people().map((person) => button(
      [el("span", {}, named(person)), el("b", {}, money(parts[person]))], `person-${person}`, () => change({ person }),
      { "aria-pressed": String(state.person === person) }));
    const dishes = dishesOf(bill).map(({ key, name, options, price }) => {
      const sharing = (state.picks[key] ?? []).filter((person) => person < state.heads);
      const mine = sharing.includes(state.person);
      const pick = () => change({ picks: { ...state.picks, [key]: mine ? sharing.filter((one) => one !== state.person) : [...sharing, state.person] } });
      const whose = sharing.length ? sharing.sort((a, b) => a - b).map((person) => person + 1).join(" · ") : "–";
      return el("li", {}, button(
        [el("span", {}, [name, ...options].join(" · ")), el("small", {}, whose), el("b", {}, money(price))], key, pick,
        { "aria-pressed": String(mine) }));
    });
    said.replaceChildren(el("ul", {}, leftOver(rest)));
    return [
      count(), el("p", { class: "divider-hint" }, t("divide.dish.hint")),
      el("div", { class: "divider-people", role: "group", "aria-label": t("divide.people") }, chips), el("ul", { class: "divider-dishes" }, dishes), said,
    ];
  }

  function byAmounts() {
    const minor = (text) => Math.round(Number(text.replaceAll(",", "")) * 10 ** digits) || 0;
    const tell = () => said.replaceChildren(el("ul", {}, leftOver(restOf(bill.total, people().map((person) => state.amounts[person] ?? 0)))));
    const fields = people().map((person) => el("label", {}, el("span", {}, named(person)), el("input", {
      inputmode: digits ? "decimal" : "numeric", autocomplete: "off", "data-divide": `amount-${person}`,
      value: state.amounts[person] ? String(state.amounts[person] / 10 ** digits) : "",
      oninput: ({ target }) => {
        state.amounts[person] = Math.max(0, minor(target.value));
        keep(state);
        tell();
      },
    })));
    tell();
    return [count(), el("div", { class: "divider-amounts" }, fields), said];
  }

  function draw() {
    root.replaceChildren(ways(), ...{ heads: byHeads, dish: byDishes, amount: byAmounts }[state.way]());
  }
  draw();
  return root;
}

/** A dish: what it is, its options, how many, a wish; told at once when it sells out meanwhile. */

import { LIMITS, canBeHad, impossibleIn, itemsOf, problemOf } from "../cart.js";
import { h, refill } from "../dom.js";
import { money, surcharge, t } from "../wording.js";
import { picture, stepper, watch } from "./parts.js";
import { frame } from "./sheet.js";

export function itemView(tablet, id, { signal, sheet }) {
  const find = () => itemsOf(tablet.menu).get(id);
  let item = find();
  if (!item) return null;
  const party = tablet.sitting; // it is chosen for whoever has opened this
  const chosen = new Set();
  let quantity = 1;
  let missing = null;
  let adding = false;

  const alarm = h("p", { class: "alarm", role: "alert" });
  const groups = h("div", { class: "groups" });
  const foot = h("div", { class: "add" });
  const note = h("textarea", { maxlength: LIMITS.note, rows: "2", placeholder: t("item.note.hint"), id: "item-note" });

  const each = () => optionsOf(item).reduce((sum, one) => sum + (chosen.has(one.id) ? one.price_delta : 0), item.price);
  const choose = (group, option, on) => {
    if (group.max_choices === 1) group.options.forEach((one) => chosen.delete(one.id));
    if (on) chosen.add(option.id);
    else chosen.delete(option.id);
    if (missing === group.id) missing = null;
    render();
  };
  const render = () => {
    const blocked = !item || !canBeHad(item);
    if (item) refill(groups, item.option_groups.map((group) => groupView(group, chosen, choose, missing === group.id)));
    const change = (wanted) => {
      quantity = wanted;
      render();
    };
    refill(foot,
      stepper({ quantity, most: LIMITS.quantity, name: item?.name ?? "", key: "item", onchange: change }),
      h("button", { type: "button", class: "btn brand big", "data-key": "add", disabled: blocked, onclick: add },
        blocked ? t(item && !item.sold_out ? "menu.unavailable" : "menu.sold_out") : [t("item.add"), h("span", { class: "price" }, money(each() * quantity))]),
    );
  };
  const add = async () => {
    if (adding) return; // a double tap is one portion
    missing = item.option_groups.find((group) => countOf(group, chosen) < group.min_choices)?.id ?? null;
    const options = optionsOf(item).filter((one) => chosen.has(one.id));
    if (missing !== null || problemOf(item, options.map((one) => one.id))) {
      render();
      groups.querySelector("[data-missing]")?.scrollIntoView({ block: "center" });
      groups.querySelector("[data-missing] input:not(:disabled)")?.focus({ preventScroll: true });
      return;
    }
    if (tablet.basket.cart.lines.length >= LIMITS.lines) {
      refill(alarm, t("item.full"));
      return;
    }
    adding = true;
    const picked = options.map(({ id: option, name }) => ({ id: option, name }));
    await tablet.basket.add(party, { item_id: id, name: item.name, options: picked, quantity, note: note.value.trim() });
    sheet.close();
  };
  const news = () => {
    item = find();
    const gone = optionsOf(item).filter((one) => one.sold_out && chosen.has(one.id));
    const known = new Set(optionsOf(item).map((one) => one.id));
    for (const one of [...chosen]) if (!known.has(one)) chosen.delete(one);
    gone.forEach((one) => chosen.delete(one.id));
    if (!item) refill(alarm, t("item.gone"));
    else if (item.sold_out) refill(alarm, t("item.sold_out"));
    else if (!canBeHad(item)) refill(alarm, impossibleIn(item).map((group) => t("item.impossible", { name: group.name })));
    else refill(alarm, gone.map((one) => t("item.option_gone", { name: one.name })));
    render();
  };
  watch(tablet, ["menu"], news, signal);

  return frame(sheet, item.name, [
    alarm,
    h("div", { class: "about" },
      h("div", { class: "pic" }, picture(item, "(min-width: 40rem) 15rem, 92vw")),
      h("div", {}, h("p", { class: "description" }, item.description), h("p", { class: "price" }, money(item.price))),
    ),
    groups,
    h("div", { class: "field" }, h("label", { for: "item-note" }, t("item.note")), note),
  ], foot);
}

const optionsOf = (item) => item?.option_groups.flatMap((group) => group.options) ?? [];

const countOf = (group, chosen) => group.options.filter((one) => chosen.has(one.id)).length;

function groupView(group, chosen, choose, isMissing) {
  const full = group.max_choices > 1 && countOf(group, chosen) >= group.max_choices;
  const radio = group.min_choices === 1 && group.max_choices === 1;
  const choice = (option) => {
    const on = chosen.has(option.id);
    return h("label", { class: "option" },
      h("input", {
        type: radio ? "radio" : "checkbox", name: `group-${group.id}`, checked: on, "data-key": `option-${option.id}`,
        disabled: option.sold_out || (full && !on),
        onchange: (event) => choose(group, option, event.target.checked),
      }),
      h("span", {}, option.name),
      h("small", {}, option.sold_out ? t("menu.sold_out") : surcharge(option.price_delta)),
    );
  };
  return h("fieldset", { "data-missing": isMissing, "aria-describedby": `hint-${group.id}` },
    h("legend", {}, h("span", {}, group.name),
      h("small", { class: group.min_choices ? "tag must" : "tag" }, group.min_choices ? t("item.required") : t("item.optional"))),
    h("p", { class: "hint", id: `hint-${group.id}` }, isMissing ? lack(group, chosen) : rule(group)),
    group.options.map(choice),
  );
}

function lack(group, chosen) {
  const count = countOf(group, chosen);
  return count ? t("item.too_few", { name: group.name, count: group.min_choices - count }) : t("item.missing", { name: group.name });
}

function rule({ min_choices: min, max_choices, options }) {
  const max = Math.min(max_choices, options.length); // nobody is offered more than there are
  if (min === 0) return t("item.choose.upto", { max });
  return min === max ? t("item.choose.exactly", { min }) : t("item.choose.between", { min, max });
}

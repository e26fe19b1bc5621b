/** A dish: what it is, its options, how many, a wish; told at once what has changed meanwhile. */

import { LIMITS, canBeHad, defaultsOf, impossibleIn, itemsOf, likeness, problemOf } from "../cart.js";
import { announce, h, refill, retell } from "../dom.js";
import { money, surcharge, t } from "../wording.js";
import { badgesOf, isLong, picture, stepper, watch, why } from "./parts.js";
import { frame } from "./sheet.js";

const SEEN_MS = 250;

/** `wanted` is a dish's id, or a cart's line that is to be chosen again, as `{id, was}`; then it comes back to `then`. */
function itemView(tablet, wanted, { signal, sheet }) {
  const { id, was = null, then = null } = typeof wanted === "object" ? wanted : { id: wanted };
  const find = () => itemsOf(tablet.menu).get(id);
  let item = find();
  if (!item) return null;
  const party = tablet.sitting; // it is chosen for whoever has opened this
  const draftName = JSON.stringify(["item", id, was]);
  const line = was && tablet.basket.cart.lines.find((one) => likeness(one) === was);
  const begun = tablet.drafts.of(party, draftName) ?? { options: line?.options ?? defaultsOf(item), quantity: line?.quantity ?? 1, note: line?.note ?? "" };
  // What the guest wishes, as [id, name]; what of it can't be had stays in here, and is told, until that choice is made anew.
  const chosen = new Map(begun.options.map((one) => [one.id, one.name]));
  // What the guest has seen of it: the dish's price, and by option's id the choice that it is of and its price.
  const seen = { price: item.price, options: new Map() };
  let { quantity } = begun;
  let missing = null;
  let adding = false;

  const told = h("div", { class: "alarm", role: "alert" });
  const alarm = h("div", { class: "alarm", role: "alert" });
  const title = h("span", {}, item.name);
  const price = h("p", { class: "price" });
  const badges = h("div");
  const about = h("p", { class: "description" });
  const groups = h("div", { class: "groups" });
  const foot = h("div", { class: "add" });
  const note = h("textarea", { rows: "2", placeholder: t("item.note.hint"), id: "item-note", value: begun.note, oninput: () => keep() });

  const wished = () => [...chosen].map(([option, name]) => ({ id: option, name }));
  const keep = () => tablet.drafts.keep(party, draftName, { options: wished(), quantity, note: note.value });
  const each = () => pickedOf(optionsOf(item), chosen).reduce((sum, one) => sum + one.price_delta, item.price);
  const choose = (group, option, on) => {
    const picked = new Set(group.max_choices === 1 ? [] : pickedOf(group.options, chosen).map((one) => one.id));
    for (const one of [...chosen.keys()]) if (seen.options.get(one)?.group === group.id && !picked.has(one)) chosen.delete(one);
    for (const one of group.options) seen.options.set(one.id, { group: group.id, price: one.price_delta });
    refill(alarm);
    if (on) chosen.set(option.id, option.name);
    else chosen.delete(option.id);
    if (missing === group.id && countOf(group, chosen) >= group.min_choices) missing = missingIn(item, chosen);
    render();
    keep();
    if (on && countOf(group, chosen) === group.min_choices) goOn(missingIn(item, chosen));
  };
  /** The next choice that must be made comes into view, once what was just tapped has been seen. */
  const goOn = (id) => setTimeout(() => {
    const still = !matchMedia("(prefers-reduced-motion: no-preference)").matches;
    groups.querySelector(`[data-group="${id}"]`)?.scrollIntoView({ block: "nearest", behavior: still ? "auto" : "smooth" });
  }, SEEN_MS);
  const change = (wish) => {
    quantity = wish;
    render();
    keep();
  };
  const render = () => {
    const blocked = !item || !canBeHad(item);
    const news = newsOf(item, chosen, seen);
    retell(told, news, () => news.map((words) => h("p", {}, words)));
    if (item) refill(groups, item.option_groups.map((group) => choiceView(group, chosen, choose, missing === group.id)));
    refill(foot,
      stepper({ quantity, most: LIMITS.quantity, name: item?.name ?? "", key: "item", onchange: change }),
      h("button", { type: "button", class: "btn brand big", "data-key": "add", "data-do": "add", disabled: blocked, onclick: add },
        blocked ? t(item && !item.sold_out ? "menu.unavailable" : "menu.sold_out") : [t(was ? "item.change" : "item.add"), h("span", { class: "price" }, money(each() * quantity))]),
    );
  };
  const add = async () => {
    if (adding) return; // a double tap is one portion
    missing = missingIn(item, chosen);
    const options = pickedOf(optionsOf(item), chosen).map(({ id: option, name }) => ({ id: option, name }));
    if (missing !== null || problemOf(item, options)) {
      render();
      groups.querySelector("[data-missing]")?.scrollIntoView({ block: "center" });
      groups.querySelector("[data-missing] input:not(:disabled)")?.focus({ preventScroll: true });
      return;
    }
    if (isLong(note, alarm)) return;
    if (!was && tablet.basket.cart.lines.length >= LIMITS.lines) {
      refill(alarm, t("item.full"));
      return;
    }
    adding = true;
    const made = { item_id: id, name: item.name, options, quantity, note: note.value.trim() };
    const done = await (was ? tablet.basket.replace(party, was, made) : tablet.basket.add(party, made));
    if (done) announce(t("item.added", { name: item.name, quantity }));
    if (done && then) sheet.open(then);
    else sheet.close();
  };
  const look = () => {
    item = find();
    if (item) {
      for (const group of item.option_groups) {
        for (const one of group.options) seen.options.set(one.id, { price: one.price_delta, ...seen.options.get(one.id), group: group.id });
      }
      refill(title, item.name);
      refill(price, money(item.price));
      refill(badges, badgesOf(item, tablet.menu));
      refill(about, item.description);
    }
    render();
  };
  watch(tablet, ["menu"], look, signal);
  if (line && !told.hasChildNodes()) refill(alarm, why(problemOf(item, line.options)));
  signal.addEventListener("abort", () => tablet.drafts.keep(party, draftName, undefined));

  return frame(sheet, title, [
    told,
    alarm,
    h("div", { class: "about" },
      h("div", { class: "pic" }, picture(item, "(min-width: 40rem) 15rem, 92vw")),
      h("div", {}, badges, about, price),
    ),
    groups,
    h("div", { class: "field" }, h("label", { for: "item-note" }, t("item.note")), note),
  ], foot);
}

export const sheets = { item: itemView };

const optionsOf = (item) => item?.option_groups.flatMap((group) => group.options) ?? [];

/** What a guest must be told of a dish as it is now: true as long as it is said, whatever else changes meanwhile. */
function newsOf(now, chosen, seen) {
  if (!now) return [t("item.gone")];
  if (now.sold_out) return [t("item.sold_out")];
  if (!canBeHad(now)) return impossibleIn(now).map((group) => t("item.impossible", { name: group.name }));
  const known = new Map(optionsOf(now).map((one) => [one.id, one]));
  const lost = [...chosen].filter(([id]) => known.get(id)?.sold_out ?? true)
    .map(([id, name]) => t(known.has(id) ? "item.option_gone" : "item.option_unknown", { name }));
  const priced = now.price !== seen.price || pickedOf([...known.values()], chosen).some((one) => one.price_delta !== seen.options.get(one.id).price);
  return [...lost, ...(priced ? [t("item.price_changed")] : [])];
}

/** The options of these that are chosen and can be had. */
const pickedOf = (options, chosen) => options.filter((one) => chosen.has(one.id) && !one.sold_out);

/** The first choice that must be made and is not; null when all are. */
const missingIn = (item, chosen) => item.option_groups.find((group) => countOf(group, chosen) < group.min_choices)?.id ?? null;

const countOf = (group, chosen) => pickedOf(group.options, chosen).length;

/** `choose(group, option, on)` is told of taps; `isMissing` says that it was forgotten. */
function choiceView(group, chosen, choose, isMissing) {
  const full = group.max_choices > 1 && countOf(group, chosen) >= group.max_choices;
  const radio = group.min_choices === 1 && group.max_choices === 1;
  const choice = (option) => {
    const on = chosen.has(option.id) && !option.sold_out;
    return h("label", { class: "option" },
      h("input", {
        type: radio ? "radio" : "checkbox", name: `group-${group.id}`, value: option.id, checked: on, "data-key": `option-${option.id}`,
        disabled: option.sold_out || (full && !on),
        onchange: (event) => choose(group, option, event.target.checked),
      }),
      h("span", {}, option.name),
      h("small", {}, option.sold_out ? t("menu.sold_out") : surcharge(option.price_delta)),
    );
  };
  return h("fieldset", { "data-group": group.id, "data-missing": isMissing, "aria-describedby": `hint-${group.id}` },
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

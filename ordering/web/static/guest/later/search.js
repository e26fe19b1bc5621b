/** Looking for a dish by its name, as it is typed, or by what its syllables begin with (ㄱㅊㅈ). */

import { canBeHad } from "../cart.js";
import { h, refill } from "../dom.js";
import { finder } from "../../shared/later/hangul.js";
import { money, t } from "../wording.js";
import { picture, watch } from "../views/parts.js";

/** Kept while the page is open, for the party that looked: who looks into a dish comes back to where they were. */
let looked = { party: null, words: "" };

export function view(tablet, _, { signal, sheet }) {
  const party = JSON.stringify(tablet.sitting);
  if (looked.party !== party) looked = { party, words: "" };
  const list = h("ul", { class: "found" });
  const told = h("p", { class: "nothing", role: "status" });
  const words = h("input", {
    type: "search", id: "search-words", "data-first": true, "aria-label": t("search.title"), placeholder: t("search.hint"), value: looked.words,
    autocomplete: "off", enterkeyhint: "search", maxlength: "50", oninput: () => render(),
  });
  const render = () => {
    looked.words = words.value;
    const wanted = words.value.trim();
    const finds = finder(wanted);
    const dishes = wanted ? allOf(tablet.menu).filter((one) => finds(one.name) || finds(one.description ?? "")) : [];
    // What is called so comes before what only tells of it.
    dishes.sort((one, other) => finds(other.name) - finds(one.name));
    refill(list, dishes.map((item) => h("li", {}, row(sheet, item))));
    refill(told, wanted && (dishes.length ? t("search.found", { count: dishes.length }) : t("search.nothing")));
    told.classList.toggle("unseen", dishes.length > 0);
  };
  watch(tablet, ["menu"], render, signal);
  return [words, told, list];
}

const allOf = (menu) => (menu?.categories ?? []).flatMap((one) => one.items);

function row(sheet, item) {
  const off = !canBeHad(item);
  return h("button", { type: "button", "data-key": `found-${item.id}`, disabled: off, onclick: () => sheet.open("item", item.id) },
    h("span", { class: "pic" }, picture(item, "5rem")),
    h("strong", {}, item.name),
    h("span", { class: "price" }, off ? t(item.sold_out ? "menu.sold_out" : "menu.unavailable") : money(item.price)));
}

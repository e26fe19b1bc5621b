// The board by keyboard: to a table by its number, from order to order, and on with the one that has the focus.
import { go, shortcut, walk } from "../kit/shortcuts.js";
import { showAll } from "./filter.js";

const NEXT_DIGIT_MS = 700;
const board = () => document.getElementById("board");
const seen = (element) => element.checkVisibility?.() ?? element.offsetParent !== null;
let typed = "";
let typedAt = 0;

/** "1", "2" in quick succession is table 12, by way of table 1. */
function table(digit) {
  const now = performance.now();
  typed = now - typedAt < NEXT_DIGIT_MS ? typed + digit : digit;
  typedAt = now;
  const card = board().querySelector(`.table[data-number="${typed}"]`);
  if (!card) return;
  if (card.hidden) showAll();
  go(card);
}

/** At a glance there are tables alone. */
const places = () => {
  const orders = [...board().querySelectorAll(".busy > li")].filter(seen);
  return orders.length ? orders : [...board().querySelectorAll(".table")].filter(seen);
};

/** The button of the drawer's order, or else of the one that has the focus. */
function press(deed) {
  const drawer = document.querySelector("#drawer[open]");
  const order = drawer ?? document.activeElement.closest("li[data-order]");
  order?.querySelector(`[data-do=${deed}]`)?.click();
}

const onThePage = (act) => (key) => document.querySelector("#drawer[open]") || act(key);

shortcut("0123456789", onThePage(table));
shortcut("j", onThePage(() => walk(places(), 1)), true);
shortcut("k", onThePage(() => walk(places(), -1)), true);
shortcut("s", () => press("start"));
shortcut("d", () => press("serve"));

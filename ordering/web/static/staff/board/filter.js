// How one wants to see the board: sorting and filters, kept in the address. Done here, since all who look share cards.
import { words } from "../kit/words.js";
import { lay } from "./columns.js";

const WAITING = "li:is([data-status=pending], [data-status=preparing])";
const CALM_MS = 4000; // so long after the last movement over the board its cards may change places
const form = document.getElementById("filter");
const live = document.getElementById("live");
const unseen = document.getElementById("unseen");
const sortNow = document.querySelector("[data-do=sort]");
let pressed = false;
let waiting = false;
let movedAt = 0;
let places = []; // the ids of the cards, as they stand
let handAt = -Infinity;
let staleAt = null; // since when they stand otherwise than they are sorted
let timer = 0;

for (const type of ["pointerdown", "pointerup", "pointercancel"]) {
  addEventListener(type, () => {
    pressed = type === "pointerdown";
    if (!pressed && waiting) setTimeout(() => arrange());
  }, { capture: true, passive: true });
}
for (const type of ["pointermove", "pointerdown", "wheel", "touchmove"]) {
  live.addEventListener(type, ({ target }) => {
    if (target.closest("#board")) handAt = performance.now();
  }, { passive: true });
}

const chosen = () => Object.fromEntries(new FormData(form));

const byNumber = (one, other) => one.dataset.number - other.dataset.number;
const calls = (card) => Number(card.querySelector(".calls") !== null); // who calls comes first
const SORTS = {
  table: byNumber,
  newest: (one, other) => calls(other) - calls(one) || other.dataset.latest - one.dataset.latest || byNumber(one, other),
  overview: (one, other) => one.dataset.area.localeCompare(other.dataset.area) || byNumber(one, other),
};

/** After whatever was drawn. Cards change places ``now``, or "calmly": within their columns; else once no hand is over them. */
export function arrange(now = "") {
  const filter = chosen();
  const board = document.getElementById("board");
  const cards = [...board.querySelectorAll(".table")];
  for (const card of cards) {
    const { area, state } = card.dataset;
    card.hidden = Boolean((filter.area && filter.area !== area) || (filter.status && filter.status !== state));
  }
  count(cards);
  tell(cards);
  form.querySelector(".clear").toggleAttribute("data-idle", !(filter.area || filter.status));
  live.dataset.view = filter.sort;
  // Nothing slips away from under a finger.
  waiting = pressed;
  if (!pressed) stand(board, cards, filter.sort, now);
}

function stand(board, cards, view, now) {
  const sorted = [...cards].sort(SORTS[view]);
  const wanted = sorted.map(({ id }) => id);
  const anew = now || view !== "newest" || !places.length || document.hidden;
  const known = new Set(places);
  const kept = anew ? wanted : [...places.filter((id) => wanted.includes(id)), ...wanted.filter((id) => !known.has(id))];
  const resorted = anew && kept.join() !== places.join();
  places = kept;
  const byId = new Map(cards.map((card) => [card.id, card]));
  move(board, places.map((id) => byId.get(id)), view, now || (resorted && "now"));
  const stale = kept.join() !== wanted.join();
  staleAt = stale ? staleAt ?? performance.now() : null;
  sortNow.hidden = !stale;
  clearTimeout(timer);
  if (stale) timer = setTimeout(once, CALM_MS);
}

/** So long until something that came up `since` may move the cards: not under a hand. */
export const calmIn = (since) => (document.hidden ? 0 : Math.max(handAt, since) + CALM_MS - performance.now());

/** They were not where they belong, and no hand has been over them since. */
function once() {
  const left = calmIn(staleAt ?? 0);
  if (left > 0) timer = setTimeout(once, left);
  else arrange("calmly");
}

/** The whole board comes by table: cards that go back to where they were don't fly there. */
export function still() {
  movedAt = performance.now();
}

function move(board, cards, view, anew) {
  const before = new Map();
  // In a rush cards just go where they belong: measuring them all again and again would make the page wait.
  const calm = performance.now() - movedAt > 400 && !document.hidden && !matchMedia("(prefers-reduced-motion: reduce)").matches;
  if (calm && anew) for (const one of cards) before.set(one, one.getBoundingClientRect());
  let at = board.firstElementChild;
  for (const card of cards) {
    if (card === at) at = at.nextElementSibling;
    else {
      movedAt = performance.now();
      if (board.moveBefore) board.moveBefore(card, at);
      else board.insertBefore(card, at);
    }
  }
  lay(board, cards, view, anew);
  for (const [card, from] of before) {
    const to = card.getBoundingClientRect();
    const [x, y] = [from.left - to.left, from.top - to.top];
    if ((x || y) && from.width && to.width) {
      card.animate([{ transform: `translate(${x}px, ${y}px)` }, { transform: "none" }], { duration: 220, easing: "cubic-bezier(.2,.7,.2,1)" });
    }
  }
}

/** What a filter hides that somebody waits for, and that it hides everything. */
function tell(cards) {
  const hidden = cards.filter((card) => card.hidden);
  const waiting = hidden.reduce((sum, card) => sum + card.querySelectorAll(WAITING).length, 0);
  const nothing = cards.length && hidden.length === cards.length ? words.noneShown : "";
  const text = waiting ? words.waitingHidden.replace("{n}", waiting) : nothing;
  if (unseen.textContent !== text) unseen.textContent = text;
  unseen.hidden = !text;
}

/** The areas there are now, each with its orders that nobody has begun; what was chosen stays, also when it is gone:
    nothing is filtered by surprise. */
function count(cards) {
  const chips = form.querySelector(".by-area");
  const orders = new Map();
  for (const card of cards.filter(({ dataset }) => dataset.area)) {
    const { area } = card.dataset;
    orders.set(area, (orders.get(area) ?? 0) + card.querySelectorAll("[data-status=pending]").length);
  }
  const { area } = chosen();
  if (area && !orders.has(area)) orders.set(area, 0);
  const areas = [...orders.keys()].sort();
  const [all, ...others] = chips.children;
  if (others.map((chip) => chip.firstElementChild.value).join("\n") !== areas.join("\n")) {
    all.after(...areas.map((name) => chipOf(all, name, name === area)));
    for (const chip of others) chip.remove();
  }
  for (const chip of [...chips.children].slice(1)) {
    const text = String(orders.get(chip.firstElementChild.value) || "");
    const figure = chip.querySelector("b");
    if (figure.textContent !== text) figure.textContent = text;
  }
  chips.hidden = !areas.length;
}

function chipOf(all, name, checked) {
  const chip = all.cloneNode(true);
  const [input, { firstChild: text }] = chip.children;
  Object.assign(input, { value: name, defaultChecked: false, checked });
  text.data = name;
  chip.querySelector("b").before(" ");
  return chip;
}

/** The address keeps it. */
function remember() {
  const query = new URLSearchParams(Object.entries(chosen()).filter(([name, value]) => value && !(name === "sort" && value === form.dataset.default)));
  history.replaceState(history.state, "", query.size ? `/admin?${query}` : "/admin");
  arrange("now");
}

export function showAll() {
  form.querySelector("[name=area]").checked = true;
  form.elements.status.value = "";
  remember();
}

form.addEventListener("change", ({ target }) => target.name && remember());
form.querySelector(".clear").addEventListener("click", (event) => {
  event.preventDefault();
  showAll();
});
sortNow.addEventListener("click", () => arrange("now"));
addEventListener("pageshow", () => arrange("now"));
addEventListener("resize", () => arrange());

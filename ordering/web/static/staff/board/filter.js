// How one wants to see the board: sorting and filters, kept in the address. Done here, since all who look share cards.
import { words } from "../kit/words.js";

const WAITING = "li:is([data-status=pending], [data-status=preparing])";
const form = document.getElementById("filter");
const unseen = document.getElementById("unseen");
let pressed = false;
let waiting = false;
let movedAt = 0;

for (const type of ["pointerdown", "pointerup", "pointercancel"]) {
  addEventListener(type, () => {
    pressed = type === "pointerdown";
    if (!pressed && waiting) setTimeout(arrange);
  }, { capture: true, passive: true });
}

const chosen = () => Object.fromEntries(new FormData(form));

const byTable = (one, other) => one.dataset.number - other.dataset.number;
const byNewest = (one, other) => other.dataset.latest - one.dataset.latest || byTable(one, other);

export function arrange() {
  const filter = chosen();
  const board = document.getElementById("board");
  const cards = [...board.querySelectorAll(".table")];
  for (const card of cards) {
    const { area, state, number } = card.dataset;
    const shown = [[filter.area, area], [filter.status, state], [filter.table, number]];
    card.hidden = !shown.every(([want, is]) => !want || want === is);
  }
  offer(form.elements.area, [...new Set(cards.map((card) => card.dataset.area).filter(Boolean))].sort());
  offer(form.elements.table, cards.map((card) => card.dataset.number).sort((one, other) => one - other));
  tell(cards);
  form.querySelector(".clear").hidden = !(filter.area || filter.status || filter.table);
  // Nothing slips away from under a finger.
  waiting = pressed;
  if (!pressed) sort(board, cards.sort(filter.sort === "table" ? byTable : byNewest));
}

/** The whole board comes by table: cards that go back to where they were don't fly there. */
export function still() {
  movedAt = performance.now();
}

function sort(board, cards) {
  const before = new Map();
  // In a rush cards just go where they belong: measuring them all again and again would make the page wait.
  const calm = performance.now() - movedAt > 400 && !document.hidden && !matchMedia("(prefers-reduced-motion: reduce)").matches;
  let at = board.firstElementChild;
  for (const card of cards) {
    if (card === at) at = at.nextElementSibling;
    else {
      movedAt = performance.now();
      if (calm && before.size === 0) for (const one of cards) before.set(one, one.getBoundingClientRect());
      if (board.moveBefore) board.moveBefore(card, at);
      else board.insertBefore(card, at);
    }
  }
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

/** The areas and tables there are now; what was chosen stays, also when it is gone: nothing is filtered by surprise. */
function offer(select, values) {
  const known = [...select.options].slice(1).map((option) => option.value);
  const chosen = select.value;
  if (chosen && !values.includes(chosen)) values.push(chosen);
  if (known.join("\n") === values.join("\n")) return;
  const named = (value) => (select.name === "table" ? words.tableNumber.replace("{x}", value) : value);
  select.replaceChildren(select.options[0], ...values.map((value) => new Option(named(value), value)));
  select.value = chosen;
}

/** The address keeps it. */
function remember() {
  const query = new URLSearchParams(Object.entries(chosen()).filter(([name, value]) => value && !(name === "sort" && value === "newest")));
  history.replaceState(history.state, "", query.size ? `/admin?${query}` : "/admin");
  arrange();
}

form.addEventListener("change", remember);
form.querySelector(".clear").addEventListener("click", (event) => {
  event.preventDefault();
  for (const select of form.querySelectorAll("select")) select.value = "";
  remember();
});
addEventListener("pageshow", arrange);

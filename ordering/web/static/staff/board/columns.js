// In the view by newest, cards stand in columns without holes. A card keeps its column until the board is sorted again:
// what grows moves what is below it, and nothing jumps across.
const UNIT = 4; // px; the rows that a card spans, as in cards.css
const MANY_TURNS = 200;
const sizes = new ResizeObserver((changes) => {
  for (const { target } of changes) span(target);
});
const columnOf = new WeakMap();
let laid = 0;

const gap = (board) => Number.parseFloat(getComputedStyle(board).columnGap) || 0;

function span(card) {
  if (!columnOf.has(card) || card.hidden) return;
  card.style.gridRowEnd = `span ${Math.ceil((card.offsetHeight + gap(card.parentElement)) / UNIT)}`;
}

/** ``cards`` as they are sorted; ``anew``: those that have a column get another one, too. */
export function lay(board, cards, view, anew) {
  const count = view === "newest" ? getComputedStyle(board).gridTemplateColumns.split(" ").length : 0;
  board.classList.toggle("in-columns", count > 1);
  if (count < 2) {
    for (const card of cards) clear(card);
    laid = 0;
    return;
  }
  const shown = cards.filter((card) => !card.hidden);
  const again = anew || count !== laid;
  if (!again && shown.every((card) => columnOf.has(card))) return;
  laid = count;
  const heights = new Map(shown.map((card) => [card, card.offsetHeight + gap(board)]));
  const columns = Array.from({ length: count }, () => []);
  for (const card of shown) if (!again && columnOf.has(card)) columns[columnOf.get(card)].push(card);
  const height = (column) => column.reduce((sum, card) => sum + heights.get(card), 0);
  for (const card of shown) {
    if (again || !columnOf.has(card)) columns.reduce((least, column) => (height(column) < height(least) ? column : least)).push(card);
  }
  if (again) even(columns, heights, height);
  for (const [index, column] of columns.entries()) {
    for (const card of column) {
      columnOf.set(card, index);
      card.style.gridColumn = index + 1;
      span(card);
      sizes.observe(card);
    }
  }
}

function clear(card) {
  if (!columnOf.delete(card)) return;
  sizes.unobserve(card);
  card.style.gridColumn = card.style.gridRowEnd = "";
}

/** The highest column gives a card away, or gets a lower one for it, for as long as that helps; the first row, the newest
    orders, stays as it is. */
function even(columns, heights, height) {
  for (let turn = 0; turn < MANY_TURNS; turn += 1) {
    const from = columns.reduce((most, column) => (height(column) > height(most) ? column : most));
    let best = null;
    for (const to of columns) {
      if (to === from) continue;
      for (const card of from.slice(1)) {
        for (const other of [null, ...to.slice(1)]) {
          const moved = heights.get(card) - (other ? heights.get(other) : 0);
          const highest = Math.max(height(from) - moved, height(to) + moved);
          if (moved > 0 && highest < (best?.highest ?? height(from))) best = { to, card, other, highest };
        }
      }
    }
    if (!best) return;
    from.splice(from.indexOf(best.card), 1, ...(best.other ? [best.other] : []));
    if (best.other) best.to.splice(best.to.indexOf(best.other), 1, best.card);
    else best.to.push(best.card);
  }
}

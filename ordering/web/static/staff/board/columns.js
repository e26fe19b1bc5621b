// In the view by newest, cards stand in columns without holes. A card keeps its column: what grows moves what is below it,
// a sorting that nobody asked for moves it within the column, and nothing jumps across unless that leaves too large holes.
const UNIT = 4; // px; the rows that a card spans, as in cards.css
const MANY_TURNS = 200;
const FILLED = 0.8;
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

/** ``cards`` as they are sorted; ``anew``: "now" those that have a column get another one too, "calmly" only for want of room. */
export function lay(board, cards, view, anew) {
  const count = view === "newest" ? getComputedStyle(board).gridTemplateColumns.split(" ").length : 0;
  board.classList.toggle("in-columns", count > 1);
  if (count < 2) {
    for (const card of cards) clear(card);
    laid = 0;
    return;
  }
  const shown = cards.filter((card) => !card.hidden);
  let keep = anew !== "now" && count === laid;
  if (!anew && keep && shown.every((card) => columnOf.has(card))) return;
  laid = count;
  const heights = new Map(shown.map((card) => [card, card.offsetHeight + gap(board)]));
  const height = (column) => column.reduce((sum, card) => sum + heights.get(card), 0);
  const filled = (columns) => columns.map(height).reduce((sum, one) => sum + one, 0) / count / Math.max(...columns.map(height));
  let columns = spread(shown, count, keep, height);
  if (anew && keep && filled(columns) < FILLED) {
    keep = false;
    columns = spread(shown, count, keep, height);
  }
  if (!keep) even(columns, heights, height);
  for (const [index, column] of columns.entries()) {
    for (const card of column) {
      columnOf.set(card, index);
      card.style.gridColumn = index + 1;
      span(card);
      sizes.observe(card);
    }
  }
}

/** The cards in columns, in their order; ``keep``: each in the one it has. */
function spread(cards, count, keep, height) {
  const columns = Array.from({ length: count }, () => []);
  const lowest = () => columns.reduce((least, column) => (height(column) < height(least) ? column : least));
  const known = (card) => keep && columnOf.has(card);
  for (const card of cards) if (known(card)) columns[columnOf.get(card)].push(card);
  for (const card of cards) if (!known(card)) lowest().push(card);
  return columns;
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

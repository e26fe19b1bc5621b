// Arranges rows: by their handle with finger, pen or mouse, with its arrow keys, or with the two buttons. The form
// then sends the whole list; what can't be saved goes back to where it was.
import "./live.js";

const EDGE_PX = 72;
const says = document.getElementById("menu-says");
const listOf = (row) => row.closest("ol");
const rowsOf = (list) => [...list.children];
const idsOf = (list) => rowsOf(list).map((row) => row.id);
let drag = null;

// The neighbour moves around the row: a node that is taken out of the page loses focus and pointer.
function step(row, down) {
  const other = down ? row.nextElementSibling : row.previousElementSibling;
  if (!other) return false;
  const { top } = other.getBoundingClientRect();
  if (down) row.before(other);
  else row.after(other);
  const moved = top - other.getBoundingClientRect().top;
  other.animate([{ transform: `translateY(${moved}px)` }, { transform: "none" }], { duration: 150, easing: "ease-out" });
  return true;
}

function putBack(list, ids) {
  for (const id of ids) list.append(document.getElementById(id));
}

function send(row, before) {
  const list = listOf(row);
  if (idsOf(list).join() === before.join()) return;
  const form = list.closest("form");
  form.saved ??= before;
  const rows = rowsOf(list);
  const at = { name: row.dataset.name, at: rows.indexOf(row) + 1, of: rows.length };
  says.textContent = says.dataset.moved.replace(/{(\w+)}/g, (_, key) => at[key]);
  htmx.trigger(form, "arranged");
}

function once(row, down) {
  const before = idsOf(listOf(row));
  if (step(row, down)) send(row, before);
}

document.addEventListener("click", (event) => {
  const button = event.target.closest("[data-arrange] button[name]");
  if (!button) return;
  event.preventDefault();
  once(button.closest("li"), button.name === "down");
});

document.addEventListener("keydown", (event) => {
  const row = event.target.closest?.(".grip")?.closest("li");
  if (event.key === "Escape" && drag) return drop(false);
  if (!row || !["ArrowUp", "ArrowDown"].includes(event.key)) return;
  event.preventDefault();
  once(row, event.key === "ArrowDown");
});

document.addEventListener("pointerdown", (event) => {
  const row = event.target.closest(".grip")?.closest("li");
  if (!row || event.button !== 0) return;
  drag = { row, before: idsOf(listOf(row)), pointer: event.pointerId, y: event.clientY };
  row.dataset.dragging = "";
  scrollNearEdges();
});

document.addEventListener("pointermove", (event) => {
  if (event.pointerId !== drag?.pointer) return;
  drag.y = event.clientY;
  follow();
});

function follow() {
  const { row, y } = drag;
  for (const down of [false, true]) {
    for (;;) {
      const other = down ? row.nextElementSibling : row.previousElementSibling;
      if (!other) break;
      const { offsetHeight } = other;
      const middle = listOf(row).getBoundingClientRect().top + (other.offsetTop - listOf(row).offsetTop) + offsetHeight / 2;
      if (down ? y < middle : y > middle) break;
      step(row, down);
    }
  }
}

function scrollNearEdges() {
  if (!drag) return;
  const over = Math.max(0, EDGE_PX - drag.y) - Math.max(0, drag.y - (innerHeight - EDGE_PX));
  if (over) {
    scrollBy(0, -over / 6);
    follow();
  }
  requestAnimationFrame(scrollNearEdges);
}

function drop(keep) {
  const { row, before } = drag;
  delete row.dataset.dragging;
  drag = null;
  if (keep) send(row, before);
  else putBack(listOf(row), before);
}
document.addEventListener("pointerup", ({ pointerId }) => pointerId === drag?.pointer && drop(true));
document.addEventListener("pointercancel", ({ pointerId }) => pointerId === drag?.pointer && drop(false));

// A form knows what was saved last, whatever has been moved since.
const formOf = ({ elt }) => elt.closest?.("[data-arrange]");
document.body.addEventListener("htmx:beforeRequest", ({ detail }) => {
  if (formOf(detail)) detail.xhr.sent = idsOf(formOf(detail).querySelector("ol"));
});
document.body.addEventListener("htmx:afterRequest", ({ detail }) => {
  const form = formOf(detail);
  if (!form || detail.xhr.status === 422) return;
  if (detail.successful) form.saved = detail.xhr.sent;
  else putBack(form.querySelector("ol"), form.saved);
});
document.body.addEventListener("menu:looked", () => {
  for (const form of document.querySelectorAll("[data-arrange]")) delete form.saved;
});

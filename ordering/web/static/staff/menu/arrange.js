// Arranges rows: by their handle with finger, pen or mouse, with its arrow keys, or with the two buttons. The form then
// sends the whole list; what can't be saved goes back to where it was.
import { behaviour } from "../kit/behaviours.js";
import { words } from "../kit/words.js";
import "./live.js";

const EDGE_PX = 72;
const says = document.getElementById("menu-says");

// The neighbour moves around the row: a node that is taken out of the page loses focus and pointer.
function step(row, down) {
  const other = down ? row.nextElementSibling : row.previousElementSibling;
  if (!other) return;
  const { top } = other.getBoundingClientRect();
  if (down) row.before(other);
  else row.after(other);
  const moved = top - other.getBoundingClientRect().top;
  other.animate([{ transform: `translateY(${moved}px)` }, { transform: "none" }], { duration: 150, easing: "ease-out" });
}

behaviour("arrange", (form, on) => {
  let drag = null;
  let saved = null; // as it was saved last, whatever has been moved since
  const list = () => form.querySelector("ol");
  const ids = () => [...list().children].map(({ id }) => id);
  const rowOf = ({ target }) => target.closest(".grip")?.closest("li");

  function putBack(rows) {
    for (const id of rows) list().append(document.getElementById(id));
  }

  function send(row, before) {
    const rows = ids();
    if (rows.join() === before.join()) return;
    saved ??= before;
    const at = { name: row.dataset.name, at: rows.indexOf(row.id) + 1, of: rows.length };
    says.textContent = words.moved.replace(/{(\w+)}/g, (_, key) => at[key]);
    htmx.trigger(form, "arranged");
  }

  function once(row, down) {
    const before = ids();
    step(row, down);
    send(row, before);
  }

  function follow() {
    const { row, y } = drag;
    for (const down of [false, true]) {
      for (;;) {
        const other = down ? row.nextElementSibling : row.previousElementSibling;
        if (!other) break;
        const { offsetTop, offsetHeight } = other;
        const middle = list().getBoundingClientRect().top + (offsetTop - list().offsetTop) + offsetHeight / 2;
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
    else putBack(before);
  }

  on(form, "click", (event) => {
    const button = event.target.closest("button[name]");
    if (!button) return;
    event.preventDefault();
    once(button.closest("li"), button.name === "down");
  });
  on(form, "keydown", (event) => {
    if (!rowOf(event) || !["ArrowUp", "ArrowDown"].includes(event.key)) return;
    event.preventDefault();
    once(rowOf(event), event.key === "ArrowDown");
  });
  on(document, "keydown", ({ key }) => key === "Escape" && drag && drop(false));

  on(form, "pointerdown", (event) => {
    const row = rowOf(event);
    if (!row || event.button !== 0) return;
    drag = { row, before: ids(), pointer: event.pointerId, y: event.clientY };
    row.dataset.dragging = "";
    scrollNearEdges();
  });
  on(document, "pointermove", (event) => {
    if (event.pointerId !== drag?.pointer) return;
    drag.y = event.clientY;
    follow();
  });
  on(document, "pointerup", ({ pointerId }) => pointerId === drag?.pointer && drop(true));
  on(document, "pointercancel", ({ pointerId }) => pointerId === drag?.pointer && drop(false));

  on(form, "htmx:beforeRequest", ({ detail }) => {
    detail.xhr.sent = ids();
  });
  on(form, "htmx:afterRequest", ({ detail }) => {
    if (detail.xhr.status === 422) return;
    if (detail.successful) saved = detail.xhr.sent;
    else putBack(saved);
  });
  on(document.body, "menu:looked", () => {
    saved = null;
  });
});

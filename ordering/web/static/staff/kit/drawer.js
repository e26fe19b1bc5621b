// Whatever is swapped into #drawer-body opens the drawer. [data-close] closes the dialog around it; so do Escape and a
// press beside it. The drawer stays while it sends something, and asks before it takes what is nowhere else.
import { ask } from "./confirm.js";
import { unsaved } from "./forms.js";

const drawer = document.getElementById("drawer");
const body = document.getElementById("drawer-body");
const SECOND_TAP_MS = 600; // of a double tap on what opened it
let opened = 0;
let noted = false;
let pressedBeside = false;

function open() {
  opened = performance.now();
  drawer.showModal();
}

/** What closing it would lose for good: "pins", "order" or "typed"; "" for nothing. */
export function loses() {
  if (body.querySelector(".pins") && !noted) return "pins";
  if (body.querySelector("#placing .taken")) return "order";
  return [...body.querySelectorAll("form")].some(unsaved) ? "typed" : "";
}

/** Closes it, but for what is on its way and what it would lose unasked. */
export async function leave() {
  if (body.querySelector("form.htmx-request")) return; // its answer has a place to come to
  const lost = loses();
  if (!lost || (await ask(drawer.querySelector(`[data-loses=${lost}]`).dataset))) drawer.close();
}

// By the rectangle: the empty part of a dialog is its own element too.
function beside({ target, clientX: x, clientY: y }) {
  const { left, right, top, bottom } = target.getBoundingClientRect();
  return target.matches("dialog") && (x < left || x > right || y < top || y > bottom);
}

document.body.addEventListener("htmx:afterSwap", ({ detail }) => {
  if (detail.target?.id !== "drawer-body") return;
  noted = false;
  if (!drawer.open) open();
});
// A form in the drawer whose answer lands on the page is done; a refused one comes back into the drawer.
document.body.addEventListener("htmx:afterSwap", ({ detail }) => {
  if (detail.requestConfig?.elt.matches("[data-closes-drawer]") && !drawer.contains(detail.target)) drawer.close();
});
document.addEventListener("pointerdown", (event) => {
  pressedBeside = beside(event);
});
document.addEventListener("click", (event) => {
  const { target } = event;
  if (target.closest("[data-pins]")) noted = true;
  const dialog = target.closest("dialog");
  const closing = target.closest("[data-close]");
  if (!dialog || !(closing || (pressedBeside && beside(event)))) return;
  if (dialog !== drawer || body.contains(closing)) dialog.close(); // "Done with it" has been asked enough
  else if (closing || event.timeStamp - opened > SECOND_TAP_MS) leave();
});
// Not by the dialog's own "cancel" alone: of two in a row a browser does not ask the page about the second.
document.addEventListener("keydown", (event) => {
  if (event.key !== "Escape" || event.isComposing || event.defaultPrevented) return;
  const [top, more] = document.querySelectorAll("dialog[open]");
  if (top !== drawer || more) return;
  event.preventDefault();
  leave();
});
drawer.addEventListener("cancel", (event) => {
  if (event.target !== drawer) return;
  event.preventDefault();
  leave();
});
drawer.addEventListener("close", () => body.replaceChildren());
addEventListener("beforeunload", (event) => {
  if (loses()) event.preventDefault();
});
if (body.firstElementChild) open(); // the page came with it opened

// Whatever is swapped into #drawer-body opens the drawer. [data-close] closes the dialog around it; so do Escape and a
// press beside it. The drawer stays while it sends something, and asks before it takes what is nowhere else.
import { behaviour } from "./behaviours.js";
import { ask } from "./confirm.js";
import { unsaved } from "./forms.js";
import { words } from "./words.js";

const drawer = document.getElementById("drawer");
const body = document.getElementById("drawer-body");
const SECOND_TAP_MS = 600; // of a double tap on what opened or closed it
const SAME_SPOT_PX = 24;
let opened = 0;
let tapped = { dialog: null, closed: false };
let noted = false;

function open() {
  opened = performance.now();
  drawer.showModal();
}

/** What closing it would lose for good: "pins", "order" or "typed"; "" for nothing. */
export function loses() {
  if (body.querySelector(".pins") && !noted) return "pins";
  if (body.querySelector("#new-order .taken")) return "order";
  return [...body.querySelectorAll("form")].some(unsaved) ? "typed" : "";
}

/** Closes it, but for what is on its way and what it would lose unasked. */
export async function leave() {
  if (body.querySelector("form.htmx-request")) return; // its answer has a place to come to
  const lost = loses();
  if (!lost || (await ask(words.loses[lost]))) drawer.close();
}

// By the rectangle: the empty part of a dialog is its own element too.
function beside({ target, clientX: x, clientY: y }) {
  const { left, right, top, bottom } = target.getBoundingClientRect();
  return target.matches("dialog") && (x < left || x > right || y < top || y > bottom);
}

// A form in the drawer whose answer lands on the page is done; a refused one comes back into the drawer.
document.body.addEventListener("htmx:afterSwap", ({ detail: { target, requestConfig } }) => {
  if (target === body) {
    noted = false;
    if (!drawer.open) open();
    body.scrollTop = 0;
  } else if (requestConfig?.elt.matches("[data-closes-drawer]") && !drawer.contains(target)) drawer.close();
});
behaviour("dialog", (dialog, on) => {
  let pressedBeside = false;
  on(dialog, "pointerdown", (event) => {
    pressedBeside = beside(event);
  });
  on(dialog, "click", (event) => {
    const closing = event.target.closest("[data-close]");
    if (!closing && !(pressedBeside && beside(event))) return;
    if (dialog !== drawer || body.contains(closing)) dialog.close(); // "Done with it" has been asked enough
    else if (closing || event.timeStamp - opened > SECOND_TAP_MS) leave();
  });
});
body.addEventListener("click", ({ target }) => {
  if (target.closest("[data-pins]")) noted = true;
});
// A dialog that the first tap of two closed (an answer can be that quick): the second is not for what lay behind it.
document.addEventListener("close", ({ target }) => (tapped.closed ||= target === tapped.dialog), true);
document.addEventListener(
  "click",
  (event) => {
    const { clientX: x, clientY: y, timeStamp: at, target, detail } = event;
    const sameSpot = detail > 0 && Math.hypot(x - tapped.x, y - tapped.y) < SAME_SPOT_PX; // a key's has none
    if (sameSpot && tapped.closed && at - tapped.at < SECOND_TAP_MS) {
      event.preventDefault();
      event.stopImmediatePropagation();
    }
    tapped = { at, x, y, dialog: target.closest("dialog"), closed: false };
  },
  true,
);
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
if (body.firstElementChild) open(); // the page came with it opened

/** Where the cart is: `beside` the dishes, in a narrow `rail` while it is empty, or behind a `bar` below them. */

const BESIDE = matchMedia("(min-width: 62.01rem)");
const ROOMY = matchMedia("(min-width: 80rem)");

/** Large text leaves no room beside the dishes at any width. */
export function positionOf(look, isEmpty) {
  if (look.text === "large" || !BESIDE.matches) return "bar";
  return isEmpty && !ROOMY.matches ? "rail" : "beside";
}

/** Calls `render` when the window's width makes it another position. */
export function watchWidth(render, signal) {
  for (const width of [BESIDE, ROOMY]) width.addEventListener("change", render, { signal });
}

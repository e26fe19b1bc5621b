// One tap, one step. A finger's second tap is not for the step that the first one has brought under it, nor for what has
// moved there: an order would be served that nobody has begun to cook.
import { behaviour } from "../kit/behaviours.js";

const SETTLED_MS = 500;
const SAME_SPOT_PX = 24;
let last = { order: null, at: -Infinity, x: 0, y: 0 };

function again(order, { timeStamp, detail, clientX: x, clientY: y }) {
  const sameSpot = detail > 0 && Math.hypot(x - last.x, y - last.y) < SAME_SPOT_PX;
  return timeStamp - last.at < SETTLED_MS && (order === last.order || sameSpot);
}

behaviour("steps", (element, on) => {
  on(element, "click", (event) => {
    const { target, timeStamp, clientX: x, clientY: y } = event;
    const { order } = element.dataset;
    if (again(order, event)) {
      event.preventDefault();
      event.stopPropagation();
    } else if (target.closest("[hx-post$='/status']")) last = { order, at: timeStamp, x, y };
  }, { capture: true }); // before the button hears of it
});

/** A tap elsewhere that stands for one on an order's button: what comes up under the finger then is safe from it, too. */
export function stepBy(event, order, button) {
  if (again(order, event)) return;
  button.click();
  last = { order, at: event.timeStamp, x: event.clientX, y: event.clientY };
}

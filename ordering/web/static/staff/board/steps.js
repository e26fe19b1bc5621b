// One tap, one step. A finger's second tap is not for the step that the first one has brought under it, nor for what has
// moved there: an order would be served that nobody has begun to cook.
import { behaviour } from "../kit/behaviours.js";

const SETTLED_MS = 500;
const SAME_SPOT_PX = 24;
let last = { order: null, at: -Infinity, x: 0, y: 0 };

behaviour("steps", (element, on) => {
  on(element, "click", (event) => {
    const { target, timeStamp, detail, clientX: x, clientY: y } = event;
    const { order } = element.dataset;
    const sameSpot = detail > 0 && Math.hypot(x - last.x, y - last.y) < SAME_SPOT_PX;
    if (timeStamp - last.at < SETTLED_MS && (order === last.order || sameSpot)) {
      event.preventDefault();
      event.stopPropagation();
    } else if (target.closest("[hx-post$='/status']")) last = { order, at: timeStamp, x, y };
  }, { capture: true }); // before the button hears of it
});

// One tap, one step. A finger's second tap is not for the step that the first one has brought under it, nor for what has
// moved there: an order would be served that nobody has begun to cook.
const SETTLED_MS = 500;
const SAME_SPOT_PX = 24;
let last = { order: null, at: -Infinity, x: 0, y: 0 };

document.addEventListener(
  "click",
  (event) => {
    const { target, timeStamp, detail, clientX: x, clientY: y } = event;
    const order = target.closest?.("[data-order]")?.dataset.order;
    if (!order) return;
    const sameSpot = detail > 0 && Math.hypot(x - last.x, y - last.y) < SAME_SPOT_PX;
    if (timeStamp - last.at < SETTLED_MS && (order === last.order || sameSpot)) {
      event.preventDefault();
      event.stopImmediatePropagation();
    } else if (target.closest("[hx-post$='/status']")) last = { order, at: timeStamp, x, y };
  },
  true,
);

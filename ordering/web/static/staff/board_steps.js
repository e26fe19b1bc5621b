// One tap, one step. A finger's second tap is not for the step that the first one has brought under it, nor for what has
// moved there: an order would be served that nobody has begun to cook.
const SETTLED_MS = 500;
let last = { order: null, at: -Infinity };

document.addEventListener(
  "click",
  (event) => {
    const { target, timeStamp } = event;
    const order = target.closest?.("[data-order]")?.dataset.order;
    if (!order) return;
    if (order === last.order && timeStamp - last.at < SETTLED_MS) {
      event.preventDefault();
      event.stopImmediatePropagation();
    } else if (target.closest("[hx-post$='/status']")) last = { order, at: timeStamp };
  },
  true,
);

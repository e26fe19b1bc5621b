// A line that is held, or asked for by the other button of a mouse.
const HOLD_MS = 600;
const MOVED_PX = 12;

export function held(root, act) {
  let timer = 0;
  let at = null;
  let fired = false;

  function hold(line) {
    clearTimeout(timer);
    if (fired) return;
    fired = true;
    act(line);
  }

  root.addEventListener("pointerdown", (event) => {
    fired = false;
    const line = event.target.closest(".kitchen-line");
    clearTimeout(timer);
    if (!line || event.button !== 0) return;
    at = { x: event.clientX, y: event.clientY };
    timer = setTimeout(() => hold(line), HOLD_MS);
  });
  root.addEventListener("pointermove", ({ clientX, clientY }) => {
    if (at && Math.hypot(clientX - at.x, clientY - at.y) > MOVED_PX) clearTimeout(timer);
  });
  for (const type of ["pointerup", "pointercancel"]) addEventListener(type, () => clearTimeout(timer));
  root.addEventListener("contextmenu", (event) => {
    const line = event.target.closest(".kitchen-line");
    if (!line) return;
    event.preventDefault();
    hold(line);
  });
  // The finger that held it is no tap.
  root.addEventListener("click", (event) => {
    if (!fired) return;
    fired = false;
    event.stopPropagation();
    event.preventDefault();
  }, { capture: true });
}

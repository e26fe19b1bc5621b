/** A tablet on a table: its screen stays on, and it comes back to the menu's top by itself. */

const UNTOUCHED_MS = 120000;

/** Where the browser can (https only); elsewhere the tablet's own settings must. */
export function keepAwake() {
  const ask = () => document.visibilityState === "visible" && navigator.wakeLock?.request("screen").catch(() => {});
  document.addEventListener("visibilitychange", ask);
  ask();
}

/** Calls `left()` after two minutes without a touch. */
export function whenUntouched(left) {
  let timer = null;
  const again = () => {
    clearTimeout(timer);
    timer = setTimeout(left, UNTOUCHED_MS);
  };
  for (const name of ["pointerdown", "keydown", "wheel", "touchmove"]) addEventListener(name, again, { passive: true });
  again();
}

/** A tablet on a table: its screen stays on, it comes back to the menu's top, and a newer page takes over unseen. */

const UNTOUCHED_MS = 120000;
const LOOK_MS = 5000;
const QUIET_MS = 20000;
const BUILD = document.documentElement.dataset.build;

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

/**
 * A newer page takes over when nobody would notice: `calm()` says whether now is a good moment; the tablet's connection
 * coming back is when a server may be new. One that `keeps` the page has it without a network, too: a phone is not asked
 * for the room.
 */
export async function renewCalmly(calm, tablet, { keeps }) {
  let touched = 0;
  addEventListener("pointerdown", () => (touched = performance.now()), { passive: true });
  const newer = (keeps && (await withWorker())) || withoutWorker();
  tablet.addEventListener("link", () => tablet.link === "live" && newer.look());
  setInterval(() => {
    const quiet = performance.now() - touched > QUIET_MS || document.visibilityState === "hidden";
    if (newer.isThere() && quiet && calm()) newer.take();
  }, LOOK_MS);
}

/** Over https: the worker keeps the page, so the new one must be fetched and the old one told to go. */
async function withWorker() {
  let registration;
  try {
    registration = await navigator.serviceWorker.register("/table/sw.js", { scope: "/table", updateViaCache: "none" });
  } catch {
    return null; // plain http, or not allowed: the page works while it is open
  }
  let renewing = false;
  let overtaken = false;
  let before = navigator.serviceWorker.controller;
  navigator.serviceWorker.addEventListener("controllerchange", () => {
    if (renewing) location.reload();
    overtaken = before !== null; // by another tab, which had its calm moment first
    before = navigator.serviceWorker.controller;
  });
  return {
    look: () => registration.update().catch(() => {}),
    isThere: () => overtaken || Boolean(registration.waiting && navigator.serviceWorker.controller),
    take: () => {
      if (overtaken) {
        location.reload();
        return;
      }
      renewing = true;
      registration.waiting.postMessage("take over");
    },
  };
}

function withoutWorker() {
  let build = BUILD;
  return {
    look: async () => {
      const page = await fetch("/table", { cache: "no-store" }).then((answer) => (answer.ok ? answer.text() : "")).catch(() => "");
      build = /data-build="(\w+)"/.exec(page)?.[1] ?? build;
    },
    isThere: () => build !== BUILD,
    take: () => location.reload(),
  };
}

// Keeps what [data-live] shows true: asks every few seconds whether the menu has another version, and fetches the region
// anew if so. Never while somebody is in the middle of something there.
import "./morph.js";

const VERSION = "/admin/menu/version";
const EVERY_MS = 3000;
const PATIENCE_MS = 8000;
const MISSED_AT_MOST = 2;
const IN_THE_MIDDLE = "[data-editing], [data-armed], [data-dragging], .htmx-request, details.menu[open]";

const region = () => document.querySelector("[data-live]");
let missed = 0;
let asking = false;

export function refresh() {
  if (region()) htmx.trigger(region(), "menu:refresh");
}

async function look() {
  if (document.hidden || asking || !region() || region().querySelector(IN_THE_MIDDLE)) return;
  asking = true;
  try {
    const answer = await fetch(VERSION, { headers: { "HX-Request": "true" }, signal: AbortSignal.timeout(PATIENCE_MS) });
    if (answer.status === 401) return refresh(); // htmx follows to the login page
    if (!answer.ok) throw new Error(answer.status);
    missed = 0;
    if ((await answer.text()) !== region().dataset.version && !region().querySelector(IN_THE_MIDDLE)) refresh();
  } catch {
    missed += 1;
  } finally {
    asking = false;
    document.getElementById("lost").hidden = missed < MISSED_AT_MOST;
  }
}

setInterval(look, EVERY_MS);
document.addEventListener("visibilitychange", look);
document.body.addEventListener("menu:changed", refresh);
document.addEventListener("click", (event) => {
  if (!event.target.closest("[data-refresh]")) return;
  event.preventDefault();
  refresh();
});

// A change of our own came back as its row: if it is the next version, nothing else has changed.
document.body.addEventListener("htmx:afterSwap", ({ detail }) => {
  const row = document.getElementById(detail.target.id);
  if (!region() || !row?.dataset.version) return;
  if (Number(row.dataset.version) === Number(region().dataset.version) + 1) region().dataset.version = row.dataset.version;
  document.body.dispatchEvent(new Event("menu:looked"));
});

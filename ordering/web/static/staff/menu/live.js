// Keeps what [data-live] shows true: asks every few seconds whether the menu has another version, and fetches the region
// anew if so. Never while somebody is in the middle of something there.
import "../kit/morph.js";
import { headers } from "../kit/headers.js";

const VERSION = "/admin/menu/version";
const EVERY_MS = 3000;
const PATIENCE_MS = 4000;
const MISSED_AT_MOST = 2;
const IN_THE_MIDDLE = "[data-editing], [data-armed], [data-dragging], .htmx-request, details.dropdown[open]";

const region = () => document.querySelector("[data-live]");
let missed = 0;
let asking = false;
let over = false; // nobody is logged in, or at another store: nothing is asked until somebody looks

export function refresh() {
  if (region()) htmx.trigger(region(), "menu:refresh");
}

async function look() {
  if (document.hidden || asking || over || !region() || region().querySelector(IN_THE_MIDDLE)) return;
  asking = true;
  try {
    const answer = await fetch(VERSION, { headers, signal: AbortSignal.timeout(PATIENCE_MS) });
    if (answer.status === 401 || answer.status === 404) return ended();
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

/** htmx follows to where one logs in, unless something would be lost by it. */
function ended() {
  over = true;
  refresh();
}

function again() {
  over = false;
  return look();
}

setInterval(look, EVERY_MS);
addEventListener("online", look);
document.addEventListener("visibilitychange", again);
new BroadcastChannel("ordering.staff").onmessage = again; // somebody has logged in, perhaps
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

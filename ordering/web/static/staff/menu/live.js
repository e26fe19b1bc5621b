// Keeps a part of the menu true: asks every few seconds whether the menu has another version, and fetches the part anew if
// so. Never while somebody is in the middle of something there.
import { behaviour } from "../kit/behaviours.js";
import { headers } from "../kit/headers.js";
import "../kit/morph.js";

const VERSION = "/admin/menu/version";
const EVERY_MS = 3000;
const PATIENCE_MS = 4000;
const MISSED_AT_MOST = 2;
const IN_THE_MIDDLE = ".dish-pick :checked, [data-behaviour=editing], [data-armed], [data-dragging], .htmx-request, details.dropdown[open]";

behaviour("live-menu", (region, on, gone) => {
  let missed = 0;
  let asking = false;
  let over = false; // nobody is logged in, or at another store: nothing is asked until somebody looks
  const refresh = () => htmx.trigger(region, "menu:refresh");
  const busy = () => region.querySelector(IN_THE_MIDDLE);

  async function look() {
    if (document.hidden || asking || over || busy()) return;
    asking = true;
    try {
      const answer = await fetch(VERSION, { headers, signal: AbortSignal.timeout(PATIENCE_MS) });
      over = answer.status === 401 || answer.status === 404;
      if (over) return refresh(); // htmx follows to where one logs in, unless something would be lost by it
      if (!answer.ok) throw new Error(answer.status);
      missed = 0;
      if ((await answer.text()) !== region.dataset.version && !busy()) refresh();
    } catch {
      missed += 1;
    } finally {
      asking = false;
      document.getElementById("lost").hidden = missed < MISSED_AT_MOST;
    }
  }

  function again() {
    over = false;
    return look();
  }

  const timer = setInterval(look, EVERY_MS);
  gone.onabort = () => clearInterval(timer);
  on(window, "online", look);
  on(document, "visibilitychange", again);
  on(new BroadcastChannel("ordering.staff"), "message", again); // somebody has logged in, perhaps
  on(document.body, "menu:changed", refresh);
  on(region, "click", (event) => {
    if (!event.target.closest("[data-refresh]")) return;
    event.preventDefault();
    refresh();
  });
  // A change of our own came back as its row: if it is the next version, nothing else has changed.
  on(region, "htmx:afterSwap", ({ detail }) => {
    const row = document.getElementById(detail.target.id);
    if (!row?.dataset.version) return;
    if (Number(row.dataset.version) === Number(region.dataset.version) + 1) region.dataset.version = row.dataset.version;
    document.body.dispatchEvent(new Event("menu:looked"));
  });
});

// What every staff page does beyond htmx. No words here: the server renders them all.
import "./confirm.js";
import "./lengths.js";
import "./drawer.js";
import "./forms.js";
import "./leaving.js";
import "./dropdowns.js";
import "./looks.js";
import "./shortcuts.js";
import "./toasts.js";

// Whoever logs out leaves nothing of this tab behind for the next: PINs, for example.
document.addEventListener("submit", ({ target }) => {
  if (target.matches("[action='/admin/logout']")) sessionStorage.clear();
});

// Somebody is logged in: a tab whose login has ended need not wait until it is looked at.
new BroadcastChannel("ordering.staff").postMessage("here");

// It shows what it kept where the server can't be reached. A browser has it over https, or on the server itself.
navigator.serviceWorker
  ?.register(`/admin/sw.js?language=${document.documentElement.lang}`, { scope: "/admin", updateViaCache: "none" })
  .catch(() => {}); // for example no room for it: the pages do without

// A page is not left while something on it is nowhere else, unless one is asked. A login that has ended, or that is another
// store's by now, leads away too, but not from what is typed: it stays, and is sent once more after one has logged in again in
// another tab.
import { loses } from "./drawer.js";
import { unsaved } from "./forms.js";
import { toast } from "./toasts.js";
import { words } from "./words.js";

const AWAY = { 401: words.loggedOut, 404: words.elsewhere };
let meant = false; // a saved or deleted dish leads away

/** Whether something on the page is nowhere else. */
export const inTheMiddle = () => Boolean(loses()) || [...document.forms].some(unsaved);

document.body.addEventListener("htmx:beforeOnLoad", (event) => {
  const { xhr } = event.detail;
  const led = Boolean(xhr.getResponseHeader("HX-Redirect"));
  meant = led && xhr.status < 300;
  if (!led || !AWAY[xhr.status] || !inTheMiddle()) return;
  event.preventDefault();
  toast(AWAY[xhr.status], "late");
});

// Settings and dishes are pages of their own.
addEventListener("beforeunload", (event) => {
  const settings = [...document.querySelectorAll("form.settings")];
  if (loses() || (!meant && settings.some(unsaved))) event.preventDefault();
});

// A login that has ended, or that is another store's by now, leads away from the page: but not from what is typed on it.
// It stays there, and is sent once more after one has logged in again in another tab.
import { loses } from "./drawer.js";
import { unsaved } from "./forms.js";
import { elsewhere, loggedOut } from "./toasts.js";

const LOGGED_OUT = 401;
const OTHER_STORE = 404;

/** Whether something on the page is nowhere else. */
export const inTheMiddle = () => Boolean(loses()) || [...document.forms].some(unsaved);

document.body.addEventListener("htmx:beforeOnLoad", (event) => {
  const { xhr } = event.detail;
  if (![LOGGED_OUT, OTHER_STORE].includes(xhr.status) || !xhr.getResponseHeader("HX-Redirect") || !inTheMiddle()) return;
  event.preventDefault();
  if (xhr.status === LOGGED_OUT) loggedOut();
  else elsewhere();
});

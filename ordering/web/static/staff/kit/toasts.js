// Notes on what was done or refused. The server sends them as an HX-Trigger header; where it can't answer, we say so.
import { words } from "./words.js";

const region = document.getElementById("toasts");
const template = document.getElementById("toast");
const SHOWN_SECONDS = 6;
const PROXYS_OWN = new Set([502, 504]); // it found nobody behind it; no answer of ours has these

/** Show a note. "done" ones go by themselves, "late" ones stay until they are put away, or until something is done.
    ``undo`` is the way back, if there is one: what is sent where, and for how long that is offered. */
export function toast(message, kind = "done", undo = null) {
  const note = template.content.firstElementChild.cloneNode(true);
  note.dataset.kind = kind;
  note.querySelector("p").textContent = message;
  note.querySelector(".away").addEventListener("click", () => note.remove());
  const back = note.querySelector(".undo");
  if (undo) {
    back.dataset.do = undo.deed;
    back.addEventListener("click", () => {
      note.remove();
      htmx.ajax("POST", undo.path, { target: document.body, swap: "none", values: undo.values });
    });
  } else back.remove();
  // Each speaks of what was done last: one of before would only mislead.
  region.replaceChildren();
  // All else is inert while a dialog is open.
  const dialogs = document.querySelectorAll("dialog[open]");
  (dialogs[dialogs.length - 1] ?? document.body).append(region);
  region.append(note);
  if (kind === "done") setTimeout(go, 1000 * (undo?.seconds ?? SHOWN_SECONDS), note);
}

/** Not while somebody is about to press it. */
function go(note) {
  if (note.matches(":hover, :focus-within")) setTimeout(go, 1000, note);
  else note.remove();
}

document.addEventListener("close", () => document.body.append(region), true);
document.body.addEventListener("toast", ({ detail: { message, kind, undo } }) => toast(message, kind, undo));
document.body.addEventListener("htmx:responseError", ({ detail: { elt, xhr } }) => failed(elt, xhr));

function failed(elt, xhr) {
  const why = PROXYS_OWN.has(xhr.status) ? words.unreachable : words.failed;
  if (!xhr.getResponseHeader("HX-Trigger") && !xhr.getResponseHeader("HX-Redirect")) toast(why[kindOf(elt)], "late");
}

/** Who has only pressed a button has nothing to lose. */
const kindOf = (elt) => (elt.matches("form:has(input:not([type=hidden]), textarea, select)") ? "typed" : "pressed");

// What is live may redraw a pressed button away before its answer is there: htmx tells nobody of it then, but the request.
document.body.addEventListener("htmx:beforeSend", ({ detail: { elt, xhr } }) => {
  xhr.addEventListener("readystatechange", () => {
    if (xhr.readyState === XMLHttpRequest.DONE && xhr.status && !elt.isConnected) answered(elt, xhr);
  });
  for (const lost of ["error", "timeout"]) xhr.addEventListener(lost, () => toast(words.unreachable[kindOf(elt)], "late"));
});

function answered(elt, xhr) {
  const events = JSON.parse(xhr.getResponseHeader("HX-Trigger") ?? "{}");
  for (const [name, detail] of Object.entries(events)) document.body.dispatchEvent(new CustomEvent(name, { detail }));
  if (xhr.status >= 400) failed(elt, xhr);
}

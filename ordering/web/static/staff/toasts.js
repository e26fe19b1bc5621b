// Notes on what was done or refused. The server sends them as an HX-Trigger header; where it can't answer, we say so.
const region = document.getElementById("toasts");
const template = document.getElementById("toast");
const SHOWN_MS = 5000;

/** Show a note. "done" ones go by themselves, "late" ones stay until they are put away. */
export function toast(message, kind = "done") {
  const note = template.content.firstElementChild.cloneNode(true);
  note.dataset.kind = kind;
  note.querySelector("p").textContent = message;
  note.querySelector("button").addEventListener("click", () => note.remove());
  for (const old of region.querySelectorAll(".toast")) {
    if (old.querySelector("p").textContent === message) old.remove();
  }
  // All else is inert while a dialog is open.
  const dialogs = document.querySelectorAll("dialog[open]");
  (dialogs[dialogs.length - 1] ?? document.body).append(region);
  region.append(note);
  if (kind === "done") setTimeout(() => note.remove(), SHOWN_MS);
}

document.addEventListener("close", () => document.body.append(region), true);
document.body.addEventListener("toast", (event) => toast(event.detail.message, event.detail.kind));
for (const lost of ["htmx:sendError", "htmx:timeout"]) {
  document.body.addEventListener(lost, () => toast(region.dataset.unreachable, "late"));
}
document.body.addEventListener("htmx:responseError", (event) => {
  const { xhr } = event.detail;
  if (!xhr.getResponseHeader("HX-Trigger") && !xhr.getResponseHeader("HX-Redirect")) toast(region.dataset.failed, "late");
});

// What is typed in a form is not lost by mistake: which forms are unsaved, and a question before their page is left.
// WeakSet: a form that is gone from the page is nobody's worry any more.
const typed = new WeakSet();
const savedBy = ({ xhr }) => xhr.status >= 200 && xhr.status < 300;

/** Whether something was typed in a form that is not saved. */
export const unsaved = (form) => typed.has(form);

document.addEventListener("input", ({ target }) => {
  if (target.form?.method === "post" && target.type !== "search") typed.add(target.form);
});
document.addEventListener("submit", ({ target, submitter, defaultPrevented }) => {
  if (submitter?.name === "do") typed.add(target); // a row more, or less: it comes back, and nothing is stored
  else if (!defaultPrevented) typed.delete(target); // without htmx: what was typed goes along
});
document.body.addEventListener("htmx:beforeOnLoad", ({ detail }) => {
  const { elt, formData } = detail.requestConfig;
  if (savedBy(detail) && !formData.has("do")) typed.delete(elt);
});

// A form that came back with errors (422) is another element often, and no more saved than it was.
document.body.addEventListener("htmx:afterSwap", ({ detail: { xhr, requestConfig } }) => {
  if (xhr?.status !== 422 || !typed.has(requestConfig.elt)) return;
  for (const form of document.forms) {
    if (form.getAttribute("action") === requestConfig.elt.getAttribute("action")) typed.add(form);
  }
});
// On to the first field that is not right.
document.body.addEventListener("htmx:afterSettle", ({ detail }) => {
  if (detail.xhr?.status !== 422) return;
  const form = detail.elt;
  (form.querySelector("[aria-invalid=true]") ?? form.querySelector("[role=alert]"))?.focus();
});

// Settings and dishes are pages of their own. What was asked for is not asked about: a saved or deleted dish leads away.
let leaving = false;
document.body.addEventListener("htmx:beforeOnLoad", ({ detail }) => {
  leaving = savedBy(detail) && Boolean(detail.xhr.getResponseHeader("HX-Redirect"));
});
addEventListener("beforeunload", (event) => {
  if (!leaving && [...document.querySelectorAll("form.settings")].some(unsaved)) event.preventDefault();
});

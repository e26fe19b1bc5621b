// What is typed in a form is not lost by mistake: which forms are unsaved.
// WeakSet: a form that is gone from the page is nobody's worry any more.
const typed = new WeakSet();

/** Whether something was typed in a form that is not saved. */
export const unsaved = (form) => typed.has(form);

document.addEventListener("input", ({ target }) => {
  if (target.form?.method === "post" && target.type !== "search") typed.add(target.form);
});
document.addEventListener("submit", ({ target, submitter, defaultPrevented }) => {
  if (submitter?.name === "do") typed.add(target); // a row more, or less: it comes back, and nothing is stored
  else if (!defaultPrevented) typed.delete(target); // without htmx: what was typed goes along
});
document.body.addEventListener("htmx:beforeOnLoad", ({ detail: { xhr, requestConfig } }) => {
  const saved = xhr.status >= 200 && xhr.status < 300 && !requestConfig.formData.has("do");
  if (saved) typed.delete(requestConfig.elt);
});

// A form that came back with errors (422) is another element often, and no more saved than it was. On to the first field
// that is not right.
document.body.addEventListener("htmx:afterSettle", ({ detail: { xhr, elt, requestConfig } }) => {
  if (xhr?.status !== 422) return;
  if (typed.has(requestConfig.elt)) {
    const action = requestConfig.elt.getAttribute("action");
    for (const form of document.forms) if (form.getAttribute("action") === action) typed.add(form);
  }
  (elt.querySelector("[aria-invalid=true]") ?? elt.querySelector("[role=alert]"))?.focus();
});

// A form that came back with errors (422): on to the first field that is not right.
document.body.addEventListener("htmx:afterSettle", ({ detail }) => {
  if (detail.xhr?.status !== 422) return;
  const form = detail.elt;
  (form.querySelector("[aria-invalid=true]") ?? form.querySelector("[role=alert]"))?.focus();
});

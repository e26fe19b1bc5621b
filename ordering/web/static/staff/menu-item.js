// The form of a dish: its picture is shown and sent as soon as it is chosen; what is typed is not left by mistake.
const form = () => document.getElementById("item-form");
let preview = null;
let typed = false;

function complain(input, why) {
  const place = document.getElementById("file-error");
  place.hidden = !why;
  place.querySelector("span").textContent = why;
  input.setAttribute("aria-invalid", Boolean(why));
}

function show(file) {
  if (preview) URL.revokeObjectURL(preview);
  preview = URL.createObjectURL(file);
  const image = document.createElement("img");
  image.src = preview;
  image.alt = "";
  document.querySelector("#picture .frame").replaceChildren(image);
  document.getElementById("picture").classList.remove("empty");
}

document.addEventListener("change", ({ target }) => {
  if (!target.matches("#file") || !target.files.length) return;
  typed = true;
  if (target.files[0].size > Number(target.dataset.largest)) {
    target.value = "";
    complain(target, target.dataset.tooLarge);
    return;
  }
  complain(target, "");
  show(target.files[0]);
  htmx.trigger(target, "picture:chosen");
});

// The chosen file stays in the form, and goes along with the next that is sent.
for (const lost of ["htmx:sendError", "htmx:timeout", "htmx:responseError"]) {
  document.body.addEventListener(lost, ({ detail }) => {
    if (detail.elt.id === "file") complain(detail.elt, detail.elt.dataset.lost);
  });
}

document.addEventListener("input", ({ target }) => {
  if (form()?.contains(target)) typed = true;
});
document.body.addEventListener("htmx:beforeOnLoad", ({ detail }) => {
  if (detail.xhr.getResponseHeader("HX-Redirect")) typed = false;
});
document.addEventListener("submit", ({ target }) => {
  if (!target.matches("[hx-post]")) typed = false;
});
addEventListener("beforeunload", (event) => {
  if (typed) event.preventDefault();
});

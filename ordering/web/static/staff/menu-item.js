// The form of a dish: its picture is shown and sent as soon as it is chosen, and one sees how far it is.
let preview = null;

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

// It is not sent twice at once over a Wi-Fi that is slow for one; nor again once it is there, or was refused.
document.body.addEventListener("htmx:beforeRequest", ({ detail }) => {
  if (detail.elt.id === "item-form") htmx.trigger("#file", "htmx:abort");
});
document.body.addEventListener("htmx:afterSwap", ({ detail }) => {
  if (detail.target.id === "item-form") document.getElementById("file").value = "";
});

const percent = new Intl.NumberFormat(document.documentElement.lang, { style: "percent" });
document.body.addEventListener("htmx:xhr:progress", ({ target, detail }) => {
  if (!detail.lengthComputable || !target.closest("#item-form")) return;
  const sent = detail.loaded / detail.total;
  for (const note of document.querySelectorAll("#item-form .sending")) {
    note.querySelector("progress").value = sent;
    note.querySelector("b").textContent = percent.format(sent);
  }
});

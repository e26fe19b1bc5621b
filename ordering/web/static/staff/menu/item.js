// The form of a dish: its picture is made small, shown and sent as soon as it is chosen, and one sees how far it is.
import { shrunk } from "./shrink.js";

let preview = null;
let shrinking = null; // a promise, while a photo is made smaller
let tooLarge = false; // the one chosen last, however small it was made

function complain(input, why) {
  const note = document.getElementById("file-error");
  note.hidden = !why;
  note.querySelector("span").textContent = why;
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
  complain(target, "");
  // A browser that can't do it sends the file as it is: the server says whether it takes that.
  const mine = prepare(target.files[0])
    .catch(console.error)
    .finally(() => {
      if (shrinking === mine) shrinking = null;
    });
  shrinking = mine;
});

async function prepare(file) {
  const busy = document.getElementById("picture").classList;
  busy.add("htmx-request");
  tooLarge = false;
  const small = await shrunk(file);
  const input = document.getElementById("file");
  if (input?.files[0] !== file) return; // another was chosen meanwhile
  busy.remove("htmx-request");
  if (small.size > Number(input.dataset.largest)) {
    tooLarge = true;
    input.value = "";
    complain(input, input.dataset.tooLarge);
    return;
  }
  if (small !== file) {
    const holder = new DataTransfer();
    holder.items.add(small);
    input.files = holder.files;
  }
  show(small);
  htmx.trigger(input, "picture:chosen");
}

// What is sent meanwhile waits, and takes the small one along; without a picture it is only sent by who has read why.
// The button is pressed again, so that it counts as pressed.
document.body.addEventListener("htmx:confirm", async (event) => {
  const { elt, triggeringEvent } = event.detail;
  if (elt.id !== "item-form" || !shrinking) return;
  event.preventDefault();
  while (shrinking) await shrinking;
  if (tooLarge) document.getElementById("file").focus();
  else if (triggeringEvent?.submitter?.isConnected) triggeringEvent.submitter.click();
  else elt.requestSubmit();
});

// The chosen file stays in the form, and goes along with the next that is sent.
for (const lost of ["htmx:sendError", "htmx:timeout", "htmx:responseError"]) {
  document.body.addEventListener(lost, ({ detail: { elt, xhr } }) => {
    const input = document.getElementById("file");
    const [file] = input?.files ?? [];
    if (file && xhr.status === 413 && !xhr.getResponseHeader("X-Request-ID")) complain(input, stopped(input, file));
    else if (elt === input) complain(input, input.dataset.lost);
  });
}

/** Not by us: what we answer bears a request's id. */
function stopped({ dataset }, file) {
  const unit = { style: "unit", unit: "megabyte", maximumFractionDigits: 1, minimumFractionDigits: 1 };
  const size = new Intl.NumberFormat(document.documentElement.lang, unit).format(file.size / 1024 ** 2);
  return dataset.stopped.replace("{size}", size);
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

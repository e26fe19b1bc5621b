// The form of a dish: its picture is made small, shown and sent as soon as it is chosen, and one sees how far it is.
import { behaviour } from "../kit/behaviours.js";
import { complain, made, show } from "../kit/picture.js";
import { words } from "../kit/words.js";
import "./preview.js";

const { lang } = document.documentElement;
const percent = new Intl.NumberFormat(lang, { style: "percent" });
const megabytes = new Intl.NumberFormat(lang, { style: "unit", unit: "megabyte", maximumFractionDigits: 1, minimumFractionDigits: 1 });

behaviour("item-form", (form, on) => {
  let shrinking = null; // a promise, while a photo is made smaller
  let tooLarge = false; // the one chosen last, however small it was made
  const picture = () => form.elements.file;

  // A choice has one default at the most.
  on(form, "change", ({ target }) => {
    if (!target.name.endsWith(".default") || !target.checked) return;
    const others = target.closest(".option-group").querySelectorAll("[name$='.default']:checked");
    for (const other of others) other.checked = other === target;
  });

  on(form, "change", ({ target }) => {
    if (target !== picture() || !target.files.length) return;
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
    tooLarge = false;
    const small = await made(picture, file);
    if (small === undefined) return; // another was chosen meanwhile
    tooLarge = small === null;
    if (tooLarge) return;
    show(picture(), small);
    htmx.trigger(picture(), "picture:chosen");
  }

  // What is sent meanwhile waits, and takes the small one along; without a picture it is only sent by who has read why.
  // The button is pressed again, so that it counts as pressed.
  on(form, "htmx:confirm", async (event) => {
    const { elt, triggeringEvent } = event.detail;
    if (elt !== form || !shrinking) return;
    event.preventDefault();
    while (shrinking) await shrinking;
    if (tooLarge) picture().focus();
    else if (triggeringEvent?.submitter?.isConnected) triggeringEvent.submitter.click();
    else form.requestSubmit();
  });

  // The chosen file stays in the form, and goes along with the next that is sent. What we answer bears a request's id.
  for (const lost of ["htmx:sendError", "htmx:timeout", "htmx:responseError"]) {
    on(form, lost, ({ detail: { elt, xhr } }) => {
      const input = picture();
      const [file] = input.files;
      const stopped = file && xhr.status === 413 && !xhr.getResponseHeader("X-Request-ID");
      if (stopped) complain(input, words.stopped.replace("{size}", megabytes.format(file.size / 1024 ** 2)));
      else if (elt === input) complain(input, words.lost);
    });
  }

  // It is not sent twice at once over a Wi-Fi that is slow for one; nor again once it is there, or was refused.
  on(form, "htmx:beforeRequest", ({ detail }) => {
    if (detail.elt === form) htmx.trigger(picture(), "htmx:abort");
  });
  on(form, "htmx:afterSwap", ({ detail }) => {
    if (detail.target === form) picture().value = "";
  });

  on(form, "htmx:xhr:progress", ({ detail }) => {
    if (!detail.lengthComputable) return;
    const sent = detail.loaded / detail.total;
    for (const note of form.querySelectorAll(".sending")) {
      note.querySelector("progress").value = sent;
      note.querySelector("b").textContent = percent.format(sent);
    }
  });
});

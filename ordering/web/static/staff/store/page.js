// The store's form: pictures are made small and shown before they are sent, and a small welcome shows how all of it looks.
import { behaviour } from "../kit/behaviours.js";
import "../kit/copy.js";
import { complain, made, show } from "../kit/picture.js";
import { words } from "../kit/words.js";

const COLOUR = /^#[0-9a-f]{6}$/i;

behaviour("store-form", (form, on) => {
  const preview = form.querySelector(".store-preview");
  const shownIn = { cover: preview.querySelector(".preview-cover"), logo: preview.querySelector(".preview-logo") };
  const { accent, name } = form.elements;
  const picker = document.createElement("input");
  let shrinking = null; // a promise, while a photo is made smaller

  function look() {
    const colour = COLOUR.test(accent.value.trim()) ? accent.value.trim() : accent.placeholder;
    preview.style.setProperty("--accent", colour);
    picker.value = colour.toLowerCase();
    preview.querySelector("b").textContent = name.value;
    for (const [field, place] of Object.entries(shownIn)) {
      const image = form.querySelector(`[data-picture=${field}] img`)?.cloneNode();
      image?.setAttribute("alt", "");
      place.replaceChildren(...(image ? [image] : []));
    }
  }

  async function prepare(input) {
    complain(input, "");
    const small = await made(() => input, input.files[0]);
    if (!small) return;
    show(input, small);
    look();
  }

  picker.type = "color";
  picker.setAttribute("aria-label", words.colour);
  const beside = document.createElement("div");
  beside.className = "unit";
  accent.replaceWith(beside);
  beside.append(picker, accent);
  on(picker, "input", () => {
    accent.value = picker.value;
    accent.dispatchEvent(new Event("input", { bubbles: true }));
  });
  on(form, "input", ({ target }) => (target === accent || target === name) && look());
  on(form, "change", ({ target }) => {
    if (target.type !== "file" || !target.files.length) return;
    const mine = prepare(target)
      .catch(console.error)
      .finally(() => {
        if (shrinking === mine) shrinking = null;
      });
    shrinking = mine;
  });
  // What is sent meanwhile waits, and takes the small one along.
  on(form, "htmx:confirm", async (event) => {
    if (event.detail.elt !== form || !shrinking) return;
    event.preventDefault();
    while (shrinking) await shrinking;
    form.requestSubmit();
  });
  look();
});

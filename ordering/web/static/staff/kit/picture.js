// A field for a picture, in its .picture: what was chosen is made small and shown, and why it can't be taken is said there.
import { shrunk } from "./shrink.js";
import { words } from "./words.js";

const previews = new WeakMap();
const boxOf = (input) => input.closest(".picture");

export function complain(input, why) {
  const note = boxOf(input).querySelector(".error");
  note.hidden = !why;
  note.querySelector("span").textContent = why;
  input.setAttribute("aria-invalid", Boolean(why));
}

export function show(input, file) {
  const box = boxOf(input);
  URL.revokeObjectURL(previews.get(box));
  const image = document.createElement("img");
  image.src = URL.createObjectURL(file);
  image.alt = "";
  previews.set(box, image.src);
  box.querySelector(".frame").replaceChildren(image);
  box.classList.remove("empty");
}

/**
 * The file made small, and chosen instead; null if it stays too large, which is said; undefined if another was chosen
 * meanwhile. `field()` is the input, which may be another element by then.
 */
export async function made(field, file) {
  boxOf(field()).classList.add("htmx-request");
  const small = await shrunk(file);
  const input = field();
  if (input?.files[0] !== file) return undefined;
  boxOf(input).classList.remove("htmx-request");
  if (small.size > Number(input.dataset.largest)) {
    input.value = "";
    complain(input, words.tooLarge);
    return null;
  }
  if (small !== file) {
    const holder = new DataTransfer();
    holder.items.add(small);
    input.files = holder.files;
  }
  return small;
}

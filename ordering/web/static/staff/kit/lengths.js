// How long a text is, once it nears what fits. Counted as the server counts, in code points; nothing typed is cut off.
const NEAR = 0.9;

const lengthOf = (field) => [...field.value.normalize("NFC")].length;

export const fits = (field) => lengthOf(field) <= Number(field.dataset.most);

function count(field) {
  const most = Number(field.dataset.most);
  const length = lengthOf(field);
  let counter = field.parentElement.querySelector(":scope > .length");
  if (length <= most * NEAR) return counter?.remove();
  if (!counter) {
    counter = document.createElement("output");
    counter.className = "length";
    field.after(counter);
  }
  counter.textContent = `${length} / ${most}`;
  counter.toggleAttribute("data-over", length > most);
}

document.addEventListener("input", ({ target }) => target.dataset.most && count(target));

// How long a text is, once it nears what fits. Counted as the server counts, in code points; nothing typed is cut off.
const NEAR = 0.9;

const lengthOf = (field) => [...field.value.normalize("NFC")].length;

export const fits = (field) => lengthOf(field) <= Number(field.dataset.most);

function count(field) {
  const most = Number(field.dataset.most);
  const length = lengthOf(field);
  let told = field.parentElement.querySelector(":scope > .length");
  if (length <= most * NEAR) return told?.remove();
  if (!told) {
    told = document.createElement("output");
    told.className = "length";
    field.after(told);
  }
  told.textContent = `${length} / ${most}`;
  told.toggleAttribute("data-over", length > most);
}

document.addEventListener("input", ({ target }) => target.dataset.most && count(target));

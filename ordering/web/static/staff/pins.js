// PINs that were made just now come along to the pairing sheet; they and a typed password are never sent anywhere.
const KEY = "ordering.pins";

document.addEventListener("click", ({ target }) => {
  const link = target.closest("[data-pins]");
  if (link) sessionStorage.setItem(KEY, link.dataset.pins);
});

const typed = document.querySelector("[data-password]");
const cards = document.querySelectorAll("[data-number]");
const pins = typed ? JSON.parse(sessionStorage.getItem(KEY) ?? "{}") : {};
if (typed) sessionStorage.removeItem(KEY);

function write() {
  for (const card of cards) {
    const secret = card.querySelector(".secret");
    secret.textContent = typed.value || pins[card.dataset.number] || "";
    secret.hidden = !secret.textContent;
  }
}
typed?.addEventListener("input", write);
if (typed) write();

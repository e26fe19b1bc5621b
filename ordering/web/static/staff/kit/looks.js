// How big this device shows the staff's pages, and whether they fill the screen: in the person's menu.
import { behaviour } from "./behaviours.js";

const KEY = "ordering.type"; // ../type.js reads it
const root = document.documentElement;

function keep(size) {
  if (size) root.dataset.type = size;
  else delete root.dataset.type;
  try {
    localStorage.setItem(KEY, size);
  } catch {
    // It holds for this page.
  }
}

behaviour("looks", (looks, on) => {
  const sizes = looks.querySelectorAll("[data-type]");
  const show = () => {
    for (const size of sizes) size.setAttribute("aria-pressed", String(size.dataset.type === (root.dataset.type ?? "")));
  };
  const full = looks.querySelector("[data-do=full-screen]");
  looks.hidden = false;
  full.hidden = !document.fullscreenEnabled;
  on(looks, "click", ({ target }) => {
    const size = target.closest("[data-type]");
    if (size) keep(size.dataset.type);
    show();
  });
  on(full, "click", () => (document.fullscreenElement ? document.exitFullscreen() : root.requestFullscreen()));
  show();
});

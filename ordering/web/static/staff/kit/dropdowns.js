// A dropdown closes when one goes on elsewhere, or with Escape.
import { behaviour } from "./behaviours.js";

behaviour("dropdown", (dropdown, on) => {
  on(document, "click", ({ target }) => {
    if (!dropdown.contains(target)) dropdown.open = false;
  });
  on(document, "keydown", ({ key }) => {
    if (key !== "Escape" || !dropdown.open) return;
    dropdown.open = false;
    dropdown.querySelector("summary").focus();
  });
});

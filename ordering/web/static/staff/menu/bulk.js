// Picks dishes of the list for what the bar does with all of them; what a search or filter hides is not picked.
import { behaviour } from "../kit/behaviours.js";
import { words } from "../kit/words.js";

const BOXES = ".dish-pick input";
const seen = (box) => !box.closest("[hidden]");

behaviour("bulk", (form, on) => {
  const page = document.getElementById("main");
  const opener = document.getElementById("pick");
  const boxes = () => [...document.querySelectorAll(BOXES)];

  function count() {
    for (const box of boxes()) if (!seen(box)) box.checked = false;
    const picked = boxes().filter((box) => box.checked).length;
    form.querySelector(".bulk-count").textContent = words.picked.replace("{count}", picked);
    for (const button of form.querySelectorAll("[name=do]")) button.disabled = picked === 0;
  }

  function pick(open) {
    page.toggleAttribute("data-picking", open);
    form.hidden = !open;
    opener.hidden = open;
    for (const box of boxes()) box.checked = false;
    count();
  }

  opener.hidden = false;
  on(opener, "click", () => pick(true));
  on(document, "change", ({ target }) => target.matches(BOXES) && count());
  on(document, "keydown", ({ key }) => key === "Escape" && !form.hidden && pick(false));
  on(document.getElementById("q"), "input", () => requestAnimationFrame(count));
  on(document.body, "menu:looked", count);
  on(form, "click", ({ target }) => {
    if (target.closest("[data-pick-none]")) return pick(false);
    if (!target.closest("[data-pick-all]")) return;
    const all = boxes().filter(seen);
    const some = all.some((box) => !box.checked);
    for (const box of all) box.checked = some;
    count();
  });
});

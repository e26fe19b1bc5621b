// A button that prints the page, with all that a list has; what is folded is unfolded on paper, and folded again.
import { load } from "./endless_list.js";

const MOST_ROUNDS = 50; // of twenty each: who wants more on paper asks for fewer days
async function loadAll() {
  for (let round = 0; round < MOST_ROUNDS; round += 1) {
    const more = document.querySelector(".more a");
    if (!more || !(await load(more))) return;
  }
}

for (const button of document.querySelectorAll("[data-print]")) {
  button.hidden = false;
  button.addEventListener("click", async () => {
    button.disabled = true;
    await loadAll();
    button.disabled = false;
    print();
  });
}
let folded = [];
addEventListener("beforeprint", () => {
  folded = [...document.querySelectorAll("main details:not([open])")];
  for (const one of folded) one.open = true;
});
addEventListener("afterprint", () => {
  for (const one of folded) one.open = false;
});

// A button that prints the page, with all that a list has; what is folded is unfolded on paper, and folded again.
import { behaviour } from "./behaviours.js";
import { loadMore } from "./endless_list.js";

behaviour("print", (button, on) => {
  button.hidden = false;
  on(button, "click", async () => {
    button.disabled = true;
    await loadMore(); // who wants more than that on paper asks for fewer days
    button.disabled = false;
    print();
  });
});
let folded = [];
addEventListener("beforeprint", () => {
  folded = [...document.querySelectorAll("main details:not([open])")];
  for (const details of folded) details.open = true;
});
addEventListener("afterprint", () => {
  for (const details of folded) details.open = false;
});

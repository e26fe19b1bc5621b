// A button that prints the page, with all that a list has; what is folded is unfolded on paper, and folded again.
const MOST_ROUNDS = 50; // of twenty each: who wants more on paper asks for fewer days
const ENDS = ["htmx:afterRequest", "htmx:afterSettle"];

// One scrolls to it, or it is pressed: it is loaded once either way, and takes the place of the way to it.
function load(more) {
  return new Promise((loaded) => {
    const heard = ({ type, detail }) => {
      if (detail.requestConfig?.elt !== more) return;
      if (type === "htmx:afterRequest" && detail.successful) return; // the next way is not alive before it has settled
      for (const end of ENDS) document.body.removeEventListener(end, heard);
      loaded(detail.successful);
    };
    for (const end of ENDS) document.body.addEventListener(end, heard);
    htmx.trigger(more, "click");
  });
}

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

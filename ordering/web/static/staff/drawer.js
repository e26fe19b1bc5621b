// Whatever is swapped into #drawer-body opens the drawer; [data-close] inside any dialog closes it, and so does a click
// beside it.
const drawer = document.getElementById("drawer");

document.body.addEventListener("htmx:afterSwap", ({ detail }) => {
  if (detail.target?.id === "drawer-body" && !drawer.open) drawer.showModal();
});
// A form in the drawer whose answer lands on the page is done; a refused one comes back into the drawer.
document.body.addEventListener("htmx:afterSwap", ({ detail }) => {
  if (detail.requestConfig?.elt.matches("[data-closes-drawer]") && !drawer.contains(detail.target)) drawer.close();
});
document.addEventListener("click", ({ target }) => {
  const dialog = target.closest("dialog");
  if (dialog && (target === dialog || target.closest("[data-close]"))) dialog.close();
});
drawer.addEventListener("close", () => document.getElementById("drawer-body").replaceChildren());
if (drawer.querySelector("#drawer-body > *")) drawer.showModal(); // the page came with it opened

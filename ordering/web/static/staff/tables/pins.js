// PINs that were made in this tab come along to the pairing sheet, until the tab is closed or somebody logs out; they and
// a typed password are never sent anywhere.
import { behaviour } from "../kit/behaviours.js";
import { headers } from "../kit/headers.js";

const KEY = `ordering.pins.${headers.Store}`; // another store may be logged in at in this tab later, and has the same numbers
const kept = () => JSON.parse(sessionStorage.getItem(KEY) ?? "{}");
const keep = (pins) => sessionStorage.setItem(KEY, JSON.stringify({ ...kept(), ...pins }));

behaviour("keep-pins", (link, on) => on(link, "click", () => keep(JSON.parse(link.dataset.pins))));

// A table's new password takes the place of its PIN.
document.body.addEventListener("htmx:afterRequest", ({ detail }) => {
  const { number, password } = detail.requestConfig.parameters;
  if (password && detail.xhr.status === 200) keep({ [number]: undefined });
});

behaviour("card-password", (typed, on) => {
  function write() {
    const pins = kept();
    for (const card of document.querySelectorAll(".pairing")) {
      const secret = card.querySelector(".secret");
      secret.textContent = typed.value || pins[card.dataset.number] || "";
      secret.hidden = !secret.textContent;
    }
  }
  on(typed, "input", write);
  write();
});

// What is done in two taps at the same spot: the first asks, the second does. A bounce is no second tap; a tap elsewhere,
// Escape, or a few seconds take the question back.
import { behaviour } from "../kit/behaviours.js";

const BOUNCE_MS = 200;
const ASKED_MS = 4000;
const says = document.getElementById("menu-says");
let asked = null;
let since = 0;
let patience = 0;

function arm(button, armed) {
  button.toggleAttribute("data-armed", armed);
  button.querySelector(".now").hidden = armed;
  button.querySelector(".sure").hidden = !armed;
}

function forget() {
  clearTimeout(patience);
  if (asked) arm(asked, false);
  asked = null;
}

behaviour("two-taps", (button, on) => {
  on(button, "click", (event) => {
    if (button === asked && event.timeStamp - since >= BOUNCE_MS) return forget();
    event.preventDefault();
    if (button === asked) return;
    asked = button;
    since = event.timeStamp;
    arm(button, true);
    says.textContent = button.innerText;
    patience = setTimeout(forget, ASKED_MS);
  });
});
document.addEventListener("click", ({ target }) => asked?.contains(target) || forget(), { capture: true });
document.addEventListener("keydown", ({ key }) => key === "Escape" && forget());

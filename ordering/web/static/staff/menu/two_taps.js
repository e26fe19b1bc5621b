// What is done in two taps at the same place: the first asks, the second does. A bounce is no second tap; a tap elsewhere,
// Escape, or a few seconds take the question back.
const BOUNCE_MS = 200;
const ASKED_MS = 4000;
const says = document.getElementById("menu-says");
let asked = null;
let since = 0;
let patience = 0;

function ask(button, armed) {
  button.toggleAttribute("data-armed", armed);
  button.querySelector(".now").hidden = armed;
  button.querySelector(".sure").hidden = !armed;
}

function forget() {
  clearTimeout(patience);
  if (asked) ask(asked, false);
  asked = null;
}

document.addEventListener(
  "click",
  (event) => {
    const button = event.target.closest("[data-twice]");
    if (button !== asked) forget();
    if (!button) return;
    if (button === asked && event.timeStamp - since >= BOUNCE_MS) return forget();
    event.preventDefault();
    event.stopPropagation();
    if (button === asked) return;
    asked = button;
    since = event.timeStamp;
    ask(button, true);
    says.textContent = button.innerText;
    patience = setTimeout(forget, ASKED_MS);
  },
  true,
);
document.addEventListener("keydown", ({ key }) => key === "Escape" && forget());

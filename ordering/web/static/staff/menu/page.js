// The menu page: live, searched as one types, sold out in two taps.
import "./live.js";
import "./search.js";
import "./two_taps.js";
import { toast } from "../kit/toasts.js";

const saved = document.getElementById("saved");
if (saved) {
  toast(saved.textContent.trim());
  document.getElementById(`item-${saved.dataset.item}`)?.classList.add("fresh");
  saved.remove();
  const url = new URL(location.href);
  url.searchParams.delete("saved");
  history.replaceState(history.state, "", url);
}

// A price that is about to be typed anew is marked whole; Escape gives it up, as the button beside it does.
document.addEventListener("focusin", ({ target }) => {
  if (target.matches(".pricing input, .naming input")) target.select();
});
document.addEventListener("keydown", ({ key, target }) => {
  if (key === "Escape") target.closest("[data-editing]")?.querySelector("[data-cancel]")?.click();
});

// Which category one is in.
const links = () => [...document.querySelectorAll(".jump a")];
const seen = new IntersectionObserver(
  (entries) => {
    for (const { isIntersecting, target } of entries) {
      if (!isIntersecting) continue;
      for (const link of links()) link.toggleAttribute("data-here", link.hash === `#${target.id}`);
      const here = document.querySelector(".jump a[data-here]");
      here?.parentElement.scrollTo({ left: here.offsetLeft - 24, behavior: "smooth" });
    }
  },
  { rootMargin: "-30% 0px -65%" },
);
const watch = () => {
  seen.disconnect();
  for (const section of document.querySelectorAll(".section")) seen.observe(section);
};
watch();
document.body.addEventListener("menu:looked", watch);

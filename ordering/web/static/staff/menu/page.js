// The menu page: live, searched as one types, sold out in two taps.
import { behaviour } from "../kit/behaviours.js";
import { toast } from "../kit/toasts.js";
import "./bulk.js";
import "./keys.js";
import "./live.js";
import "./search.js";
import "./two_taps.js";

behaviour("saved-note", (note) => {
  toast(note.textContent.trim());
  document.getElementById(`item-${note.dataset.item}`)?.classList.add("fresh");
  note.remove();
  const url = new URL(location.href);
  url.searchParams.delete("saved");
  history.replaceState(history.state, "", url);
});

// What is about to be typed anew is marked whole; Escape gives it up, as the button beside it does.
behaviour("editing", (form, on) => {
  form.querySelector("[autofocus]").select();
  on(form, "keydown", ({ key }) => key === "Escape" && form.querySelector("[data-cancel]").click());
});

// Which category one is in.
behaviour("jump", (links, on, gone) => {
  const seen = new IntersectionObserver(
    (entries) => {
      for (const { isIntersecting, target } of entries) {
        if (!isIntersecting) continue;
        for (const link of links.children) link.toggleAttribute("data-here", link.hash === `#${target.id}`);
        const here = links.querySelector("[data-here]");
        if (here) links.scrollTo({ left: here.offsetLeft - 24, behavior: "smooth" });
      }
    },
    { rootMargin: "-30% 0px -65%" },
  );
  function watch() {
    seen.disconnect();
    for (const section of document.querySelectorAll(".section")) seen.observe(section);
  }
  watch();
  on(document.body, "menu:looked", watch);
  gone.onabort = () => seen.disconnect();
});

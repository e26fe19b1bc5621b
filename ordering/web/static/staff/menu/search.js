// Shows what is looked for, as one types; the address keeps it, so that a reload and the back button do too;
// but for what is longer than the server looks for.
import { behaviour } from "../kit/behaviours.js";
import { finder } from "../../shared/later/hangul.js";
import { fits } from "../kit/lengths.js";

const OF_FILTER = { "": ".dish", "sold-out": ".dish[data-lacking]", hidden: ".dish[data-hidden]" };

behaviour("menu-search", (tools, on) => {
  const q = tools.querySelector("[name=q]");
  const filters = tools.querySelectorAll("[data-show]");
  const shown = () => tools.querySelector("[data-show][aria-current]")?.dataset.show ?? "";

  function apply() {
    const looked = q.value.trim();
    const finds = finder(looked);
    let matches = 0;
    for (const section of document.querySelectorAll(".section")) {
      let here = 0;
      for (const dish of section.querySelectorAll(".dish")) {
        dish.hidden = !dish.matches(OF_FILTER[shown()]) || !finds(dish.dataset.words);
        here += !dish.hidden;
      }
      section.hidden = here === 0 && Boolean(looked || shown());
      matches += here;
    }
    const nothing = document.getElementById("nothing");
    if (nothing) nothing.hidden = matches > 0 || !(looked || shown());
    for (const count of tools.querySelectorAll("[data-count]")) {
      count.textContent = document.querySelectorAll(OF_FILTER[count.dataset.count]).length;
    }
    // Some ways to go on are of no use before there is a first category, or a first dish.
    for (const way of document.querySelectorAll("[data-needs]")) way.hidden = !document.querySelector(way.dataset.needs);
  }

  function remember() {
    const url = new URL(location.href);
    for (const [name, value] of [["q", fits(q) ? q.value.trim() : ""], ["show", shown()]]) {
      if (value) url.searchParams.set(name, value);
      else url.searchParams.delete(name);
    }
    url.hash = "";
    history.replaceState(history.state, "", url);
    apply();
  }

  on(q, "input", remember);
  on(q.form, "submit", (event) => {
    event.preventDefault();
    q.blur();
  });
  on(document, "click", (event) => {
    const filter = event.target.closest("[data-show]");
    const all = event.target.closest("#show-all");
    if (!(filter || all) || event.ctrlKey || event.metaKey) return;
    event.preventDefault();
    if (all) q.value = "";
    for (const link of filters) {
      if (link.dataset.show === (filter?.dataset.show ?? "")) link.setAttribute("aria-current", "true");
      else link.removeAttribute("aria-current");
    }
    remember();
  });
  on(document.body, "menu:looked", apply);
  apply();
});

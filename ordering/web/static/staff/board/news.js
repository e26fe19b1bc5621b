// Where the new orders are: a strip that stays in sight names their tables, and leads there; as the oldest order's figure does.
import { words } from "../kit/words.js";
import { showAll } from "./filter.js";

const NAMED = 2;
const strip = document.getElementById("news");
const [button, sort] = strip.children;
const named = button.querySelector("b");

const fresh = () => [...document.querySelectorAll("#board .table.new")].sort((one, other) => other.dataset.latest - one.dataset.latest);

/** After whatever was drawn. */
export function tellNews() {
  const tables = fresh().map(({ dataset }) => words.tableNumber.replace("{x}", dataset.number));
  const more = tables.length > NAMED ? ` +${tables.length - NAMED}` : "";
  const text = tables.slice(0, NAMED).join(" · ") + more;
  if (named.textContent !== text) named.textContent = text;
  button.hidden = !text;
  strip.hidden = !text && sort.hidden;
}

/** Also when a filter hides it. */
function lead(element) {
  if (!element) return;
  if (element.closest(".table").hidden) showAll();
  element.scrollIntoView({ block: "center", behavior: matchMedia("(prefers-reduced-motion: reduce)").matches ? "auto" : "smooth" });
  element.querySelector("a, button")?.focus({ preventScroll: true });
}

button.addEventListener("click", () => lead(fresh()[0]?.querySelector("li.unopened")));
document.getElementById("live").addEventListener("click", (event) => {
  const link = event.target.closest("[data-figure] a");
  if (!link) return;
  event.preventDefault();
  lead(document.querySelector(link.hash));
});

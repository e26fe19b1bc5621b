// Taking an order by word of mouth: search, tap, choose; the server has the last word on all of it.
import { behaviour } from "../kit/behaviours.js";
import { finder } from "../../shared/hangul.js";

const MOST = 99;

function money(form) {
  const { currency, language } = form.dataset;
  const format = new Intl.NumberFormat(language, { style: "currency", currency });
  const digits = format.resolvedOptions().maximumFractionDigits;
  return (minor) => format.format(minor / 10 ** digits);
}

function reckon(form) {
  let total = 0;
  for (const line of form.querySelectorAll(".taken")) {
    const chosen = [...line.querySelectorAll("[data-delta]:checked")];
    const price = chosen.reduce((sum, { dataset }) => sum + Number(dataset.delta), Number(line.dataset.price));
    total += price * portions(quantity(line));
  }
  for (const group of form.querySelectorAll(".taken .options")) {
    group.toggleAttribute("data-short", group.querySelectorAll(":checked").length < Number(group.dataset.min));
  }
  const none = !form.querySelector(".taken");
  form.querySelector(".basket .empty").hidden = !none;
  form.querySelector(".basket .note").hidden = none;
  form.querySelector("button[type=submit]").disabled = none;
  form.elements.expected_total.value = none ? "" : total;
  form.querySelector("output").textContent = money(form)(total);
}

const quantity = (line) => line.querySelector("input[type=number]");

function add(form, button) {
  const template = button.parentElement.querySelector("template");
  const item = button.dataset.add;
  const plain = [...form.querySelectorAll(".taken")].find(
    (line) => line.querySelector("[name$=item_id]").value === item && !line.querySelector("fieldset, details[open]"),
  );
  if (plain) return step(plain, 1);
  const index = 1 + Math.max(-1, ...[...form.querySelectorAll(".taken [name$=item_id]")].map(({ name }) => Number(name.match(/\d+/)[0])));
  const line = template.content.firstElementChild.cloneNode(true);
  for (const field of line.querySelectorAll("[name]")) field.name = field.name.replace("__", index);
  form.querySelector(".basket ol").append(line);
  if (line.querySelector("fieldset")) line.scrollIntoView({ block: "nearest" });
}

function step(line, by) {
  const field = quantity(line);
  const next = portions(field) + by;
  if (next < 1) line.remove();
  else field.value = Math.min(MOST, next);
}

/** Whatever was typed there. */
function portions(field) {
  return Math.min(MOST, Math.max(1, Math.round(Number(field.value)) || 1));
}

function choose(box) {
  const group = box.closest("fieldset");
  const most = Number(group.dataset.max);
  const chosen = [...group.querySelectorAll(":checked")].filter((one) => one !== box);
  if (!box.checked || chosen.length < most) return;
  if (most === 1) chosen[0].checked = false;
  else box.checked = false;
}

function search(form, text) {
  const finds = finder(text);
  let any = false;
  for (const section of form.querySelectorAll(".offered section")) {
    const items = [...section.querySelectorAll("li")];
    for (const item of items) item.hidden = !finds(item.dataset.item);
    section.hidden = items.every((item) => item.hidden);
    any ||= !section.hidden;
  }
  form.querySelector(".nothing").hidden = any;
}

behaviour("new-order", (form, on) => {
  on(form, "click", ({ target }) => {
    const button = target.closest("button[type=button]");
    if (!button) return;
    if (button.dataset.add) add(form, button);
    else if ("less" in button.dataset) step(button.closest(".taken"), -1);
    else if ("oneMore" in button.dataset) step(button.closest(".taken"), 1);
    reckon(form);
  });
  on(form, "input", ({ target }) => {
    if (target.type === "search") return search(form, target.value);
    if (target.matches("[data-delta]")) choose(target);
    reckon(form);
  });
  on(form, "change", ({ target }) => {
    if (target.type === "number") target.value = portions(target);
  });
  on(form, "keydown", (event) => {
    // Enter in the search takes the first dish; nor does the "Go" of a phone's number pad send the order.
    const { key, target } = event;
    if (key !== "Enter" || !["search", "number"].includes(target.type)) return;
    event.preventDefault();
    if (target.type === "number") return target.blur();
    [...form.querySelectorAll("[data-add]")].find((button) => button.checkVisibility?.() ?? button.offsetParent)?.click();
  });
  reckon(form);
  form.querySelector(".taken .error")?.scrollIntoView({ block: "center" });
});

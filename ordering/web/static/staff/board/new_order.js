// Taking an order by word of mouth: search, tap, choose; the server has the last word on all of it. The menu stays where it
// is: what a dish needs to know is asked below its tile, and the rest in the ticket, where the latest line is open.
import { behaviour } from "../kit/behaviours.js";
import { finder } from "../../shared/later/hangul.js";

const MOST = 99;

function money(form) {
  const { currency, language } = form.dataset;
  const format = new Intl.NumberFormat(language, { style: "currency", currency });
  const digits = format.resolvedOptions().maximumFractionDigits;
  return (minor) => format.format(minor / 10 ** digits);
}

const asked = new WeakMap(); // by line: its choices while they stand below its tile
const choices = (line) => asked.get(line) ?? line.querySelector(".extras");
const groups = (line) => [...(choices(line)?.querySelectorAll(".options") ?? [])];
const short = (group) => group.querySelectorAll(":checked").length < Number(group.dataset.min);

function reckon(form) {
  const many = new Map();
  const format = money(form);
  let total = 0;
  for (const line of form.querySelectorAll(".taken")) {
    const chosen = [...(choices(line)?.querySelectorAll("[data-delta]:checked") ?? [])];
    const price = chosen.reduce((sum, { dataset }) => sum + Number(dataset.delta), Number(line.dataset.price));
    const count = portions(quantity(line));
    total += price * count;
    line.dataset.quantity = count;
    many.set(line.dataset.item, (many.get(line.dataset.item) ?? 0) + count);
    const names = chosen.map((box) => box.nextElementSibling.firstChild.textContent.trim());
    line.querySelector(".chosen").textContent = [format(price), ...names].join(" · ");
  }
  for (const group of form.querySelectorAll(".options")) group.toggleAttribute("data-short", short(group));
  for (const pick of form.querySelectorAll("[data-add]")) {
    const count = many.get(pick.dataset.add) ?? 0;
    pick.querySelector(".count").hidden = !count;
    pick.querySelector(".count").textContent = count || "";
  }
  const none = !form.querySelector(".taken");
  form.querySelector(".basket .empty").hidden = !none;
  form.querySelector(".basket .for-all").hidden = none;
  form.querySelector("button[type=submit]").disabled = none;
  form.elements.expected_total.value = none ? "" : total;
  form.querySelector(".portions").textContent = [...many.values()].reduce((sum, count) => sum + count, 0) || "";
  form.querySelector("output").textContent = format(total);
}

/** What a dish must know is asked below its tile, until it is known. */
function askFor(line, tile) {
  const below = document.createElement("li");
  below.className = "choosing";
  asked.set(line, line.querySelector(".extras"));
  below.append(choices(line));
  tile.after(below);
  below.scrollIntoView({ block: "nearest" });
}

/** Back into their line, where they can still be changed. */
function answer(form) {
  for (const line of form.querySelectorAll(".taken")) {
    const above = asked.get(line)?.parentElement;
    if (!above) continue;
    line.insertBefore(asked.get(line), line.querySelector(".remark"));
    asked.delete(line);
    above.remove();
  }
}

/** One line at a time shows what can be chosen. */
function show(form, line) {
  for (const one of form.querySelectorAll(".taken[data-open]")) one.removeAttribute("data-open");
  line.setAttribute("data-open", "");
}

const quantity = (line) => line.querySelector("input[type=number]");

function add(form, button) {
  const template = button.parentElement.querySelector("template");
  const item = button.dataset.add;
  answer(form);
  const plain = [...form.querySelectorAll(".taken")].find(
    (line) => line.dataset.item === item && !line.querySelector("fieldset, details[open]"),
  );
  if (plain) {
    step(plain, 1);
    return plain.scrollIntoView({ block: "nearest" });
  }
  const index = 1 + Math.max(-1, ...[...form.querySelectorAll(".taken [name$=item_id]")].map(({ name }) => Number(name.match(/\d+/)[0])));
  const line = template.content.firstElementChild.cloneNode(true);
  for (const field of line.querySelectorAll("[name]")) field.name = field.name.replace("__", index);
  form.querySelector(".basket ol").append(line);
  htmx.process(line);
  show(form, line);
  line.scrollIntoView({ block: "nearest" });
  if (groups(line).some(short)) askFor(line, button.parentElement);
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

/** As many as may be; radios see to it themselves. */
function choose(box) {
  const group = box.closest("fieldset");
  const most = Number(group.dataset.max);
  const chosen = [...group.querySelectorAll(":checked")].filter((one) => one !== box);
  if (!box.checked || chosen.length < most) return;
  if (box.type === "radio") return;
  if (most === 1) chosen[0].checked = false;
  else box.checked = false;
}

function search(form, text) {
  const finds = finder(text);
  let any = false;
  for (const section of form.querySelectorAll(".offered section")) {
    const items = [...section.querySelectorAll("li[data-item]")];
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
    if (button.dataset.add) {
      add(form, button);
      form.querySelector("[type=search]").select();
    } else if (button.dataset.jump) document.getElementById(button.dataset.jump).scrollIntoView();
    else if ("ticketOpens" in button.dataset) {
      answer(form);
      button.setAttribute("aria-expanded", form.toggleAttribute("data-ticket"));
    } else if ("enough" in button.dataset) answer(form);
    else if ("less" in button.dataset) step(button.closest(".taken"), -1);
    else if ("oneMore" in button.dataset) step(button.closest(".taken"), 1);
    reckon(form);
  });
  // The focus stays in the search: the next dish can be typed at once.
  on(form, "mousedown", (event) => {
    if (event.target.closest(".pick, .choosing, .tabs") && document.activeElement?.type === "search") event.preventDefault();
  });
  on(form, "click", ({ target }) => {
    const called = target.closest(".called");
    if (called) show(form, called.parentElement);
  });
  on(form, "input", ({ target }) => {
    if (target.type === "search") return search(form, target.value);
    if (target.matches("[data-delta]")) choose(target);
    reckon(form);
    const asking = [...form.querySelectorAll(".taken")].find((line) => asked.has(line));
    if (asking && target.closest(".choosing") && !groups(asking).some(short)) answer(form);
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
  on(form, "htmx:configRequest", () => answer(form));
  reckon(form);
  form.querySelector(".taken .error")?.scrollIntoView({ block: "center" });
});

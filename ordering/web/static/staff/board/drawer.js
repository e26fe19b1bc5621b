// The drawer has an address of its own: it can be bookmarked, and the back button closes it.
import { leave, loses } from "../kit/drawer.js";

const drawer = document.getElementById("drawer");
const body = document.getElementById("drawer-body");
const asking = document.getElementById("asking");
const LISTS = ["/admin/history", "/admin/activity"];
const inside = () => body.querySelector("[data-url]");

/** Another of our pages has led here, in this tab. */
function fromAList() {
  if (!document.referrer || history.length < 2) return false;
  const { origin, pathname } = new URL(document.referrer);
  return origin === location.origin && LISTS.includes(pathname);
}

let home = "/admin";
// Opened by its address: closing it leads to the board all the same, or back to the list that led here.
if (inside()?.dataset.url === location.pathname && !history.state?.drawer) {
  if (fromAList()) history.replaceState({ drawer: true }, "");
  else {
    history.replaceState(null, "", home);
    history.pushState({ drawer: true }, "", inside().dataset.url);
  }
}
body.addEventListener("htmx:afterSwap", ({ detail }) => {
  if (detail.target !== body) return;
  const url = inside()?.dataset.url;
  if (!url || location.pathname === url) return;
  if (history.state?.drawer) history.replaceState({ drawer: true }, "", url);
  else {
    home = location.pathname + location.search;
    history.pushState({ drawer: true }, "", url);
  }
});
// Closed by hand: the address goes back too, without going back twice.
drawer.addEventListener("close", () => {
  htmx.trigger(body, "htmx:abort"); // what is still on its way would open it again
  if (history.state?.drawer) history.back();
  else if (location.pathname !== "/admin") history.replaceState(null, "", home);
});
addEventListener("popstate", () => {
  const questions = [document.getElementById("confirm"), asking].filter((dialog) => dialog.open);
  for (const question of questions) question.close();
  if (location.pathname === "/admin" && drawer.open && loses()) {
    history.pushState({ drawer: true }, "", inside().dataset.url);
    if (!questions.length) leave(); // back over a question takes that back, and no more
  } else if (location.pathname === "/admin") {
    if (drawer.open) drawer.close();
  } else if (location.pathname.startsWith("/admin/")) {
    htmx.ajax("GET", location.pathname, { target: body, swap: "innerHTML" });
  }
});
for (const done of ["placed", "moved"]) document.body.addEventListener(done, () => drawer.close());
document.body.addEventListener("closed", () => {
  asking.close();
  if (inside()) drawer.close();
});
// Two were at it at once, or something is left to do: the answer says so, and shows how things are now.
document.body.addEventListener("htmx:beforeSwap", ({ detail }) => {
  if (detail.xhr.status !== 409 || !detail.xhr.getResponseHeader("content-type")?.startsWith("text/html")) return;
  detail.shouldSwap = true;
  detail.isError = false;
});
// A reason that somebody is about to type stays, and goes on from the order as it is now.
body.addEventListener("htmx:oobBeforeSwap", ({ detail }) => {
  if (detail.target.id !== "order-cancel" || !detail.target.querySelector("details[open]")) return;
  const fresh = detail.fragment.querySelector("[name=version]");
  if (!fresh || detail.fragment.querySelector(".error, [role=alert]")) return;
  detail.shouldSwap = false;
  for (const version of detail.target.querySelectorAll("[name=version]")) version.value = fresh.value;
});
// What was taken back is not there to be taken back again: all that is open there is of before.
document.body.addEventListener("voided", () => {
  for (const open of body.querySelectorAll("#order-cancel details[open]")) open.open = false;
});
asking.addEventListener("htmx:oobAfterSwap", ({ detail }) => {
  if (detail.target.id === "asking-body" && !asking.open) asking.showModal();
});
// A dish is sold out, or back: what is shown of it is looked at again; an order that is being taken is only told.
document.body.addEventListener("marked", ({ detail }) => {
  for (const dropdown of body.querySelectorAll(".eighty-six[open]")) dropdown.open = false;
  for (const facts of body.querySelectorAll("[data-of-table]")) htmx.trigger(facts, "table-changed");
  for (const pick of body.querySelectorAll(`[data-add="${detail.item}"]`)) pick.toggleAttribute("data-gone", detail.sold_out);
});
/** What the drawer shows of a table is asked for again; what is being typed in it stays. */
export function changed(table) {
  const facts = body.querySelector(`[data-of-table="${table}"]`);
  if (facts) htmx.trigger(facts, "table-changed");
}

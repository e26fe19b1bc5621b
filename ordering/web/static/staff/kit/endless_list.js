// A list that goes on as one scrolls. Who comes back to it, from an order for example, finds it as it was left: with what
// was loaded and unfolded, at the same place, and with the focus on what led away.
const ENDS = ["htmx:afterRequest", "htmx:afterSettle"];
const MOST_ROUNDS = 50;
const ways = () => document.querySelector(".more a");
let rounds = 0;
let led = null;

/** One scrolls to it, or it is pressed: it is loaded once either way, and takes the place of the way to it. */
function load(more) {
  return new Promise((loaded) => {
    const heard = ({ type, detail }) => {
      if (detail.requestConfig?.elt !== more) return;
      if (type === "htmx:afterRequest" && detail.successful) return; // the next way is not alive before it has settled
      for (const end of ENDS) document.body.removeEventListener(end, heard);
      loaded(detail.successful);
    };
    for (const end of ENDS) document.body.addEventListener(end, heard);
    htmx.trigger(more, "click");
  });
}

/** So many rounds more, of twenty each. */
export async function loadMore(most = MOST_ROUNDS) {
  const enough = rounds + Math.min(most, MOST_ROUNDS);
  while (rounds < enough && ways() && (await load(ways())));
}

function keep() {
  const open = [...document.querySelectorAll("main details[open][id]")].map(({ id }) => id);
  history.replaceState({ ...history.state, list: { rounds, open, led, at: scrollY } }, "");
}

async function restore({ rounds: loaded, open, led: href, at }) {
  history.scrollRestoration = "manual"; // a browser would look for the place before it is there
  await loadMore(loaded);
  for (const id of open) document.getElementById(id)?.setAttribute("open", "");
  const link = href && [...document.querySelectorAll("main a")].find((other) => other.getAttribute("href") === href);
  link?.focus({ preventScroll: true });
  scrollTo(0, at);
}

document.body.addEventListener("htmx:afterSettle", ({ detail }) => {
  if (detail.requestConfig?.elt.matches(".more a")) rounds += 1;
});
document.addEventListener("click", ({ target }) => {
  const link = target.closest("main a[href]:not(.more a)");
  if (!link) return;
  led = link.getAttribute("href");
  keep();
});
addEventListener("pagehide", keep);
if (history.state?.list) addEventListener("load", () => restore(history.state.list), { once: true });

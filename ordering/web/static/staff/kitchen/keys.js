// A bump bar, or any keyboard: 1–9 choose a ticket, the arrows the next one, Enter does what its foot says, R brings back
// the one that was done last.
export function bumpBar(dockets) {
  let chosen = null;

  function choose(article) {
    for (const { dataset } of dockets.shown) delete dataset.chosen;
    chosen = article?.id ?? null;
    if (!article) return;
    article.dataset.chosen = "";
    document.activeElement.blur(); // a button that a finger has left its focus on would take the Enter
    article.scrollIntoView({ block: "nearest", inline: "nearest" });
  }

  addEventListener("keydown", (event) => {
    const { code, key, target } = event;
    if (event.repeat || event.ctrlKey || event.altKey || event.metaKey || document.querySelector("dialog[open]")) return;
    const { standing } = dockets;
    const at = standing.findIndex(({ id }) => id === chosen);
    if (/^[1-9]$/.test(key)) choose(standing[Number(key) - 1] ?? null);
    else if (key === "ArrowRight" || key === "ArrowLeft") choose(standing.at(key === "ArrowRight" ? (at + 1) % standing.length : Math.max(at, 0) - 1) ?? null);
    else if (key === "Escape") choose(null);
    else if (code === "KeyR") document.querySelector("#recalls [data-do=recall]")?.click();
    else if (key === "Enter" && at >= 0 && !target.closest("button, a, summary")) {
      standing[at].querySelector("footer .btn:last-child")?.click();
      choose(null);
    } else return;
    document.body.dataset.keys = "";
    event.preventDefault();
  });
}

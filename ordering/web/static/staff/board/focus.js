// Whoever works by keyboard goes on where they were: what had the focus may be redrawn away.
let spots = [];

export function remember() {
  const { activeElement } = document;
  if (activeElement === document.body) return; // gone already, with another part of the same message
  spots = [activeElement.closest("li[data-order]"), activeElement.closest(".table")].filter(Boolean).map(({ id }) => id);
}

export function restore() {
  const { activeElement } = document; // may be folded away, and lose the focus only afterwards
  if (activeElement === document.body || activeElement.closest("details:not([open]) > :not(summary)")) {
    const spot = spots.map((id) => document.getElementById(id)).find(Boolean);
    // An order that is served is folded away with the others.
    const folded = spot?.closest("details:not([open])");
    (folded ?? spot)?.querySelector("summary, button, a")?.focus({ preventScroll: true });
  }
  spots = [];
}

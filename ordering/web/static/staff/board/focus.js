// Whoever works by keyboard goes on where they were: what had the focus may be redrawn away.
let spots = [];

export function remember() {
  const { activeElement } = document;
  if (activeElement === document.body) return; // gone already, with another part of the same message
  spots = [activeElement.closest("li[data-order]"), activeElement.closest(".table")].filter(Boolean).map(({ id }) => id);
}

export function restore() {
  if (document.activeElement === document.body) {
    const spot = spots.map((id) => document.getElementById(id)).find(Boolean);
    spot?.querySelector("button, a")?.focus({ preventScroll: true });
  }
  spots = [];
}

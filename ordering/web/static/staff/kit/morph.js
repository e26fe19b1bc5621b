// What a live region brings anew is morphed into what is there. Rows that are as they were say so by their data-is, and
// are not looked at: of two hundred dishes, or of a table's ten orders, one has changed.
const { callbacks } = Idiomorph.defaults;

callbacks.beforeNodeMorphed = (old, fresh) => !(old.dataset?.is && old.dataset.is === fresh.dataset?.is);

// What the person or our scripts have done to the page, which the server knows nothing of.
const OURS = { open: "details", class: ".table, [data-order]", hidden: ".table", style: ".table", "data-flash": ".table" };
callbacks.beforeAttributeUpdated = (name, node) => !(name in OURS && node.matches?.(OURS[name]));

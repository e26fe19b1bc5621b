// The size of type that this device was given, before anything is drawn: a page that grew afterwards would jump. No module,
// since those wait. The person's menu (kit/looks.js) changes it.
try {
  const size = localStorage.getItem("ordering.type");
  if (size === "large" || size === "largest") document.documentElement.dataset.type = size;
} catch {
  // A browser that keeps nothing.
}

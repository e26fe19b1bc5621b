// This device remembers its store, since a restaurant's tablet never changes hands.
const KEY = "ordering.store";
const store = document.querySelector("[name=store]");
const username = document.querySelector("[name=username]");

try {
  if (!store.value) store.value = localStorage.getItem(KEY) ?? "";
  store.form.addEventListener("submit", () => localStorage.setItem(KEY, store.value.trim()));
} catch {
  // A browser that keeps nothing: one types it again.
}
const first = [store, username, document.querySelector("[name=password]")].find((field) => !field.value);
first?.focus();

// What the browser has in its address bar is an address that works. A proxy may have told the server another, as a rule
// without its port; a loopback address works too, but for this machine alone.
import { behaviour } from "../kit/behaviours.js";

const LOOPBACK = /^(localhost|.*\.localhost|127(\.\d+){3}|\[::1\])$/;

behaviour("card-address", (field) => {
  const search = new URLSearchParams(location.search);
  if (field.dataset.origin === location.origin || LOOPBACK.test(location.hostname) || search.has("address")) return;
  search.set("address", location.origin);
  const link = field.querySelector("[data-here]");
  link.href = `?${search}`;
  link.textContent = location.origin;
  field.querySelector("[data-elsewhere]").hidden = false;
});

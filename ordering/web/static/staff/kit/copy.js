// A button that copies a text, by a selection: navigator.clipboard there is over https only, and where it is allowed.
import { behaviour } from "./behaviours.js";
import { toast } from "./toasts.js";

function copied(text, beside) {
  const field = document.createElement("textarea");
  field.value = text;
  field.className = "visually-hidden";
  beside.after(field);
  field.select();
  const done = document.execCommand("copy");
  field.remove();
  beside.focus();
  return done;
}

behaviour("copy", (button, on) => {
  button.hidden = false;
  on(button, "click", () => {
    const { copies, says } = button.dataset;
    if (copied(copies, button)) toast(says);
    else getSelection().selectAllChildren(button.previousElementSibling); // by hand then
  });
});

// Asks before what can't be taken back: data-confirm names the thing, data-confirm-detail says what will happen,
// data-confirm-action is the button's word, data-confirm-named what it concerns, if anything needs naming. On the element
// that sends, or on its submit button. With data-confirm-when only where that field is filled in.
import { toast } from "./toasts.js";
import { words } from "./words.js";

const dialog = document.getElementById("confirm");

function asks(element) {
  const { confirm, confirmWhen: when } = element?.dataset ?? {};
  return Boolean(confirm) && (!when || Boolean(element.form.elements[when].value));
}

export function ask({ confirm, confirmDetail = "", confirmNamed = "[]", confirmAction, confirmKind = "danger" }) {
  const yes = dialog.querySelector("[value=yes]");
  dialog.querySelector("h2").textContent = confirm;
  const detail = dialog.querySelector("p");
  detail.textContent = confirmDetail;
  detail.hidden = !confirmDetail;
  const named = JSON.parse(confirmNamed);
  dialog.dataset.dialog = named.length ? "unfinished" : "confirm";
  dialog.querySelector(".named").replaceChildren(...named.map((text) => Object.assign(document.createElement("li"), { textContent: text })));
  yes.textContent = confirmAction ?? words.yes;
  yes.classList.toggle("danger", confirmKind === "danger");
  dialog.returnValue = "";
  dialog.showModal();
  return new Promise((answer) => {
    dialog.addEventListener("close", () => answer(dialog.returnValue === "yes"), { once: true });
  });
}

document.body.addEventListener("htmx:confirm", async (event) => {
  const { elt, triggeringEvent, issueRequest } = event.detail;
  const asking = [triggeringEvent?.submitter, elt].find(asks);
  if (!asking) return;
  event.preventDefault();
  if (await stillMeant(asking)) issueRequest(true);
});

/** A live page goes on while one thinks: what was changed is asked about again, and what is gone can't be done. */
async function stillMeant(asking) {
  for (;;) {
    const asked = { ...asking.dataset };
    if (!(await ask(asked))) return false;
    if (!asking.isConnected) {
      toast(words.gone, "late");
      return false;
    }
    const { confirm, confirmNamed } = asking.dataset;
    if (confirm === asked.confirm && confirmNamed === asked.confirmNamed) return true;
  }
}

let sure = null;
document.addEventListener("submit", async (event) => {
  const { target: form, submitter } = event;
  const asking = [submitter, form].find(asks);
  if (!asking || form === sure || form.matches("[hx-post], [hx-put], [hx-patch], [hx-delete], [hx-get]")) return;
  event.preventDefault();
  if (!(await ask(asking.dataset))) return;
  sure = form;
  form.requestSubmit(submitter);
  sure = null;
});

// The dish as guests will see it, beside its form, as one types.
import { behaviour } from "../kit/behaviours.js";

behaviour("dish-preview", (preview, on) => {
  const form = document.getElementById("item-form");
  const part = (name) => preview.querySelector(`.preview-${name}`);

  function show() {
    const { name, price, description } = form.elements;
    part("name").textContent = name.value;
    part("words").textContent = description.value;
    part("price").textContent = price.value && `${preview.dataset.sign}${price.value}`;
    const said = form.querySelectorAll("[name=badges]:checked + span, [name=spice]:checked:not([value='0']) + span");
    part("badges").replaceChildren(...[...said].map((one) => Object.assign(document.createElement("i"), { textContent: one.textContent })));
    const image = document.querySelector("#picture .frame img")?.cloneNode();
    image?.setAttribute("alt", "");
    part("picture").replaceChildren(...(image ? [image] : []));
  }

  preview.hidden = false;
  on(form, "input", show);
  on(document, "htmx:afterSwap", show);
  on(form, "picture:chosen", show);
  show();
});

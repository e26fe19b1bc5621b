// The paper that this device prints bills on. A roll has no pages: its page is as long as the bill.
import { behaviour } from "../kit/behaviours.js";

const KEY = "ordering.bill.paper";
const MM = 25.4 / 96; // of a CSS pixel
const sheet = new CSSStyleSheet();
document.adoptedStyleSheets = [...(document.adoptedStyleSheets ?? []), sheet];

behaviour("papers", (papers, on) => {
  const bill = document.querySelector(".bill");
  const show = (paper) => {
    bill.dataset.paper = paper;
    for (const button of papers.children) button.setAttribute("aria-pressed", String(button.dataset.paper === paper));
    const long = Math.ceil(bill.getBoundingClientRect().height * MM) + 2;
    sheet.replaceSync(`@page { size: ${paper === "a4" ? "A4" : `${paper}mm ${long}mm`}; margin: 0 }`);
  };
  papers.hidden = false;
  on(papers, "click", ({ target }) => {
    const { paper } = target.closest("[data-paper]")?.dataset ?? {};
    if (!paper) return;
    show(paper);
    localStorage.setItem(KEY, paper);
  });
  show(localStorage.getItem(KEY) ?? "80");
});

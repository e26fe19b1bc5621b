// How long each ticket waits, and the store's colours for it: minutes go by in the browser.
import { words } from "../kit/words.js";

const MINUTE = 60_000;

export class Ages {
  constructor(page, now) {
    this.page = page;
    this.now = now;
  }

  tick() {
    const now = this.now();
    for (const time of this.page.querySelectorAll(".kitchen-docket time, .kitchen-figures time")) {
      const minutes = Math.max(0, Math.floor((now - Date.parse(time.dateTime)) / MINUTE));
      const text = said(minutes);
      if (time.textContent !== text) time.textContent = text;
    }
    const section = this.page.getElementById("dockets");
    const [warn, late] = section.dataset.minutes.split(" ").map(Number);
    for (const { dataset } of section.children) {
      const minutes = (now - Date.parse(dataset.placed)) / MINUTE;
      const age = minutes >= late ? "late" : minutes >= warn ? "warn" : "";
      if (dataset.age !== age) dataset.age = age;
    }
  }
}

function said(minutes) {
  if (minutes < 1) return words.justNow;
  if (minutes < 60) return words.minutes.replace("{m}", minutes);
  const long = minutes % 60 ? words.hoursMinutes : words.hours;
  return long.replace("{h}", Math.floor(minutes / 60)).replace("{m}", minutes % 60);
}

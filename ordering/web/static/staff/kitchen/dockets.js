// The tickets on the screen: what the stream brings is put in, but nothing moves under a finger. What is gone keeps its place
// until the hand has left, so that a second tap never meets the next ticket; a closed table's goes only at a tap.
const CALM_MS = 900;
const LOOK_MS = 200;
const OVER = ["done", "completed", "noticed"]; // tapped here: it goes for that

export class Dockets {
  /** ``fate(id)``: the article of one that is not in the list any more, if anything is to be said of it; ``drawn()`` hears
      that something has changed, ``come(articles)`` which ones are new. */
  constructor(section, { fate, drawn, come }) {
    this.section = section;
    this.on = { fate, drawn, come };
    this.touchedAt = -Infinity;
    this.down = false;
    this.known = new Set([...section.children].map(({ id }) => id));
    this.leaving = new Map(); // by id: whether it may go once all is calm
    const touched = () => { this.touchedAt = performance.now(); };
    section.addEventListener("pointerdown", () => {
      this.down = true;
      touched();
    });
    for (const type of ["pointerup", "pointercancel"]) {
      addEventListener(type, () => {
        if (this.down) touched();
        this.down = false;
      });
    }
    setInterval(() => this.clear(), LOOK_MS);
  }

  get calm() {
    return !this.down && performance.now() - this.touchedAt > CALM_MS;
  }

  get shown() {
    return [...this.section.children];
  }

  /** Those that somebody still has to do something about. */
  get standing() {
    return this.shown.filter(({ id, dataset }) => !this.leaving.get(id) && !OVER.includes(dataset.pending));
  }

  /** ``fresh``: the section as the server has it, with all the tickets' ids, and of those that have changed the tickets. */
  put(fresh) {
    const ids = fresh.dataset.ids.split(" ").filter(Boolean).map((id) => `docket-${id}`);
    this.section.dataset.minutes = fresh.dataset.minutes;
    const come = [];
    for (const article of [...fresh.children]) {
      const old = document.getElementById(article.id);
      this.leaving.delete(article.id);
      if (old) Idiomorph.morph(old, article);
      else this.insert(article, ids);
      if (!this.known.has(article.id)) come.push(article);
      this.known.add(article.id);
    }
    const wanted = new Set(ids);
    for (const article of this.shown) if (!wanted.has(article.id)) this.leave(article);
    this.on.drawn();
    if (come.length) this.on.come(come);
  }

  /** By age: the newest is the last, and moves nobody. */
  insert(article, ids) {
    const later = new Set(ids.slice(ids.indexOf(article.id) + 1));
    this.section.insertBefore(article, this.shown.find(({ id }) => later.has(id)) ?? null);
  }

  async leave(article) {
    const { id } = article;
    if (this.leaving.has(id) || "left" in article.dataset) return;
    this.leaving.set(id, false);
    if (!OVER.includes(article.dataset.pending)) {
      const told = await this.on.fate(id.replace("docket-", ""));
      if (!this.leaving.has(id)) return; // it has come back
      if (told) {
        this.leaving.delete(id);
        Idiomorph.morph(document.getElementById(id), told);
        return this.on.drawn();
      }
    }
    this.leaving.set(id, true);
    article.dataset.gone = "";
    this.clear();
  }

  letGo(article) {
    this.leaving.set(article.id, true);
    article.dataset.gone = "";
  }

  clear() {
    if (!this.calm) return;
    let gone = false;
    for (const [id, may] of this.leaving) {
      if (!may) continue;
      document.getElementById(id)?.remove();
      this.leaving.delete(id);
      this.known.delete(id);
      gone = true;
    }
    if (gone) this.on.drawn();
  }
}

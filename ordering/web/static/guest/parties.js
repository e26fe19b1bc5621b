/** The parties that come to this tablet's table and leave it: of each nothing stays for the next. */

import { isUnknown, once } from "./outbox.js";
import { followed, isSame, sitting } from "./party.js";

export class Parties {
  events = {
    "session.closed": ({ party }) => party > this.tablet.pairing.party && this.meet(party),
    "session.moved": ({ from, to }) => this.#leave(from, to),
    "session.joined": ({ from, to }) => this.#leave(from, to),
  };

  constructor(tablet, pairing) {
    this.tablet = tablet;
    this.pairing = pairing;
  }

  /** Our party has gone to another table: this one is the next party's. */
  #leave(from, to) {
    const { table, party } = this.tablet.pairing;
    if (from.table.id === table.id && from.party > party) return this.meet(from.party, [], to.table);
  }

  /** Another party may sit here now: what was not sent is told, never sent. `went` is where the last one sits now. */
  async meet(party, unsent = [], went = null) {
    const { tablet } = this;
    const last = tablet.sitting;
    if (!Number.isInteger(party) || tablet.isPhone) return; // whose visit is of one party
    let lost = [...unsent, ...tablet.basket.waiting.filter((one) => !isUnknown(one))];
    // One that was confirmed in this very moment is on the disk alone.
    const left = (entries) => (lost = once([...lost, ...entries]));
    const kept = party === last.party ? null : await tablet.storage.change(["pairing", "outbox"], followed(last, party, left));
    if (!kept || !isSame(tablet.sitting, last)) { // it is known
      if (unsent.length) tablet.tell("party", { lost: unsent, rounds: 0 });
      return;
    }
    if (sitting(kept.pairing).seat !== last.seat) return;
    const had = tablet.orders.bill(tablet.link === "live");
    this.pairing.is({ ...tablet.pairing, party: kept.pairing.party });
    const theirs = Object.keys(tablet.parts).filter((name) => tablet.parts[name].forget);
    for (const name of theirs) tablet.parts[name].forget();
    tablet.drafts.forgetOthers(tablet.sitting);
    tablet.tell("party", { lost, went, ...had });
    tablet.basket.take(await tablet.storage.read("cart", "outbox"));
    for (const name of theirs) tablet.tell(name);
    if (tablet.paired) for (const name of theirs) tablet.want(name);
  }
}

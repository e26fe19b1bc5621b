/**
 * Where the tablet is: what its table is called, and its store as everybody there may know it. The staff may renumber or
 * relabel the table, of which its stream says nothing: it is asked for. Of the store it hears, unless it was away.
 */

import { Unreachable } from "./api.js";

export class TableSync {
  events = { "store.changed": ({ store }) => this.tablet.learn(store) };

  constructor(tablet) {
    this.tablet = tablet;
  }

  async read() {
    const { status, data } = await this.tablet.api.ask("GET", "/me");
    if (status !== 200 || !data?.table) throw new Unreachable(`me: ${status}`);
    await this.tablet.rename(data.table);
    await this.tablet.learn(data.store);
  }
}

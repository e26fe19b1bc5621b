/** What the tablet's table is called. The staff may renumber or relabel it, of which its stream says nothing: it is asked for. */

import { Unreachable } from "./api.js";

export class TableSync {
  constructor(tablet) {
    this.tablet = tablet;
  }

  async read() {
    const { status, data } = await this.tablet.api.ask("GET", "/me");
    if (status !== 200 || !data?.table) throw new Unreachable(`me: ${status}`);
    await this.tablet.rename(data.table);
  }
}

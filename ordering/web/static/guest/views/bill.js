/** The party's bill, opened from its orders. */

import { later } from "./later.js";

export const sheets = { bill: later("bill.title", () => import("../later/bill.js")) };

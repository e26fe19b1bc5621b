import assert from "node:assert/strict";
import { test } from "node:test";

import { lightened } from "./guest/colour.js";

const DARK = [0x2b, 0x27, 0x23];
const luminance = (channels) => {
  const [red, green, blue] = channels.map((one) => one / 255).map((one) => (one <= 0.04045 ? one / 12.92 : ((one + 0.055) / 1.055) ** 2.4));
  return 0.2126 * red + 0.7152 * green + 0.0722 * blue;
};

test("the store's colour stands out in the dark, with no more white than that takes", () => {
  for (const colour of ["#000000", "#000080", "#7a0019", "#0f766e", "#9a3412", "#1d4ed8"]) {
    const channels = lightened(colour).match(/\d+/g).map(Number);
    const contrast = (luminance(channels) + 0.05) / (luminance(DARK) + 0.05);
    assert.ok(contrast >= 4.5 && contrast < 7, `${colour}: ${contrast}`);
  }
});

/** The store's own colour. White words can be read on it, the server sees to that; in the dark it must be lighter. */

const DARK = [0x2b, 0x27, 0x23];
const NEEDED = 4.5;

/** The colour, mixed with as little white as makes it stand out from what is dark. */
export function lightened(colour) {
  const channels = [1, 3, 5].map((at) => Number.parseInt(colour.slice(at, at + 2), 16));
  for (let white = 0; white <= 1; white += 0.05) {
    const mixed = channels.map((one) => Math.round(one + (255 - one) * white));
    if (contrast(mixed, DARK) >= NEEDED) return `rgb(${mixed.join(" ")})`;
  }
  return "#fff";
}

function contrast(one, other) {
  const [darker, lighter] = [luminance(one), luminance(other)].sort((a, b) => a - b);
  return (lighter + 0.05) / (darker + 0.05);
}

function luminance(channels) {
  const [red, green, blue] = channels.map((one) => one / 255).map((one) => (one <= 0.04045 ? one / 12.92 : ((one + 0.055) / 1.055) ** 2.4));
  return 0.2126 * red + 0.7152 * green + 0.0722 * blue;
}

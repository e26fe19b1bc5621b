// A photo as small as a menu needs it, made in the browser before it is sent: a phone's has 5 to 20 MB, and the server,
// or a proxy before it, takes less.
const SMALL_ENOUGH = 900_000; // what a limit of 1 MB lets through, with what was typed beside it
const MOST_PIXELS = 12e6; // every browser's canvas has room for as many
// Width and quality, until it is small enough: first twice the widest that is kept.
const TRIES = [
  [2560, 0.85],
  [2560, 0.7],
  [1600, 0.8],
  [1280, 0.6],
];

/** The file itself where it is small, and where the browser can't draw it or make it smaller. */
export async function shrunk(file) {
  if (file.size <= SMALL_ENOUGH) return file;
  const url = URL.createObjectURL(file);
  try {
    const image = new Image();
    image.src = url;
    await image.decode();
    return await smallest(image, file);
  } catch {
    return file;
  } finally {
    URL.revokeObjectURL(url);
  }
}

async function smallest(image, file) {
  const type = /png|webp/.test(file.type) ? "image/webp" : "image/jpeg"; // JPEG knows nothing transparent
  let best = file;
  for (const [width, quality] of TRIES) {
    const blob = await new Promise((done) => drawn(image, width).toBlob(done, type, quality));
    if (blob && blob.size < best.size) best = new File([blob], file.name, { type: blob.type });
    if (best.size <= SMALL_ENOUGH) break;
  }
  return best;
}

/** As it is seen: turned as its camera noted it. */
function drawn(image, wide) {
  const { naturalWidth: width, naturalHeight: height } = image;
  const scale = Math.min(1, wide / width, Math.sqrt(MOST_PIXELS / (width * height)));
  const canvas = document.createElement("canvas");
  canvas.width = Math.max(1, Math.round(width * scale));
  canvas.height = Math.max(1, Math.round(height * scale));
  const context = canvas.getContext("2d");
  context.imageSmoothingQuality = "high";
  context.drawImage(image, 0, 0, canvas.width, canvas.height);
  return canvas;
}

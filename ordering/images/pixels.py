"""A decoded picture made small, upright and sRGB, in as little memory as it takes to have it decoded."""

import io
from contextlib import suppress

from PIL import Image, ImageCms
from PIL.ImageFile import ImageFile

ORIENTATION = 0x0112  # EXIF's tag
UPRIGHT = {
    2: Image.Transpose.FLIP_LEFT_RIGHT,
    3: Image.Transpose.ROTATE_180,
    4: Image.Transpose.FLIP_TOP_BOTTOM,
    5: Image.Transpose.TRANSPOSE,
    6: Image.Transpose.ROTATE_270,
    7: Image.Transpose.TRANSVERSE,
    8: Image.Transpose.ROTATE_90,
}
LYING = (5, 6, 7, 8)  # its width is the height of what was photographed
GAP = 2.0  # how much larger than wanted it stays for the last, careful step
STRIP_PIXELS = 4_000_000
PLAIN = ("RGB", "L", "CMYK")
GREYS = {"L;2": 85, "L;4": 17}  # from a grey of few bits to one of eight


def orientation(image: Image.Image) -> int | None:
    """As the camera noted it; what can't be read of its notes is worth less than the picture."""
    with suppress(Exception):
        said = image.getexif().get(ORIENTATION)
        return said if said in UPRIGHT else None
    return None


def load(image: ImageFile) -> None:
    """Decode it, with the colour that its PNG names transparent told in the bits that it has now."""
    stored = image.tile[0].args if image.tile else None
    image.load()
    named = image.info.get("transparency")
    if stored in GREYS and isinstance(named, int):
        image.info["transparency"] = named * GREYS[stored]
    elif stored == "RGB;16B" and isinstance(named, tuple):  # as near as eight bits come
        image.info["transparency"] = tuple(value >> 8 for value in named)


def shown(image: Image.Image, turned: int | None, width: int) -> Image.Image:
    """``width`` pixels wide once it is upright, RGB or RGBA in sRGB. The image is used up."""
    profile = image.info.get("icc_profile")
    long = image.height if turned in LYING else image.width
    small = _reduced(image, max(1, int(long / width / GAP)))
    if small is not image:
        image.close()  # its memory goes before more is asked for
    upright = small.transpose(UPRIGHT[turned]) if turned in UPRIGHT else small
    small = resized(upright, width)
    return _srgb(small.convert("RGBA") if small.mode == "RGBa" else small, profile)


def resized(image: Image.Image, width: int) -> Image.Image:
    if image.width == width:
        return image
    height = max(1, round(image.height * width / image.width))
    return image.resize((width, height), Image.Resampling.LANCZOS, reducing_gap=3.0)


def _reduced(image: Image.Image, factor: int) -> Image.Image:
    """RGB, grey or CMYK as it stands, RGBa wherever something is transparent; strip by strip.

    A whole copy of 64 megapixels would take another 256 MB.
    """
    if factor == 1 and image.mode in PLAIN and not image.has_transparency_data:
        return image
    width, height = image.size
    rows = max(1, STRIP_PIXELS // width // factor) * factor
    mode = _eight_bit(image.crop((0, 0, 1, 1))).mode
    reduced = Image.new(mode, (-(-width // factor), -(-height // factor)))
    for top in range(0, height, rows):
        strip = _eight_bit(image.crop((0, top, width, min(height, top + rows))))
        reduced.paste(strip.reduce(factor), (0, top // factor))
    return reduced


def _eight_bit(strip: Image.Image) -> Image.Image:
    if strip.mode.startswith("I"):
        return _of_sixteen(strip)
    if strip.has_transparency_data:
        return strip.convert("RGBA").convert("RGBa")
    return strip if strip.mode in PLAIN else strip.convert("RGB")


def _of_sixteen(strip: Image.Image) -> Image.Image:
    """Grey of 16 bits: Pillow's own conversions would clip it, so that nearly all of it were white."""
    wide = strip.convert("I")
    grey = wide.point([value >> 8 for value in range(1 << 16)], "L")
    named = strip.info.get("transparency")
    if not isinstance(named, int):
        return grey
    alpha = wide.point([0 if value == named else 255 for value in range(1 << 16)], "L")
    return Image.merge("RGBA", (grey, grey, grey, alpha)).convert("RGBa")


def _srgb(image: Image.Image, profile: bytes | None) -> Image.Image:
    plain = "RGBA" if image.mode == "RGBA" else "RGB"
    if profile:
        # One that can't be read is worth less than the picture: then the numbers are taken as they stand.
        with suppress(ImageCms.PyCMSError, OSError):
            source = ImageCms.ImageCmsProfile(io.BytesIO(profile))
            converted = ImageCms.profileToProfile(image, source, ImageCms.createProfile("sRGB"), outputMode=plain)
            if converted is not None:
                return converted
    return image.convert(plain)

"""Whether letters can be read on a colour, as WCAG 2 reckons it."""

LEAST_CONTRAST = 4.5
"""Of text in the usual size; large letters would need less, but a guest's buttons have both."""


def contrast_with_white(colour: str) -> float:
    """Of ``#rrggbb``: 21 is black, 1 is white itself."""
    channels = bytes.fromhex(colour.removeprefix("#"))
    red, green, blue = (_linear(channel / 255) for channel in channels)
    return 1.05 / (0.2126 * red + 0.7152 * green + 0.0722 * blue + 0.05)


def _linear(channel: float) -> float:
    return channel / 12.92 if channel <= 0.04045 else float(((channel + 0.055) / 1.055) ** 2.4)

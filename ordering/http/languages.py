"""Which languages a request would like to be answered in."""

import re

ACCEPTED = re.compile(r"\s*(?P<tag>[\w-]+)\s*(?:;\s*q\s*=\s*(?P<quality>[01](?:\.\d*)?)\s*)?", re.ASCII)


def accepted(header: str) -> list[str]:
    """The languages of an ``Accept-Language``, the dearest first; those of quality 0 not at all."""
    parts = [match for part in header.split(",") if (match := ACCEPTED.fullmatch(part))]
    quality = {match["tag"]: float(match["quality"] or 1) for match in parts}
    return sorted((tag for tag in quality if quality[tag]), key=quality.__getitem__, reverse=True)

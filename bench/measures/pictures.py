"""A picture's URL beside bare static files; and the menu at a steady pace while photos of 4 MB are uploaded."""

import io
import os

import httpx
from PIL import Image

from bench.load.job import Job, Lane, Request, run
from bench.load.spelling import request
from bench.processes import Running
from bench.stage import Stage

CONNECTIONS = 16
LANES, PACE = 10, 0.05
"""Ten tablets, each asking every 50 ms: 200 requests a second, evenly spread."""
UPLOADERS = 4
PHOTO, QUALITY = (4000, 3000), 80
"""Twelve megapixels, 4 MB."""


class Pictures:
    def __init__(self, stage: Stage) -> None:
        self._plan = stage.plan
        product = stage.product(stage.main, "main")
        self._product, self._files = product.running, stage.files()
        seats = product.bistro.seats
        uploaded = httpx.post(
            f"{product.origin}/api/v1/admin/images",
            headers={"Authorization": f"Bearer {product.bistro.owner}"},
            files={"file": _photo((400, 300))},
        )
        uploaded.raise_for_status()
        self._picture = request("GET", uploaded.json()["url"])
        self._menu = [
            Lane([request("GET", "/api/v1/menu", token=seat.token)], pace=PACE, delay=i * PACE / LANES)
            for i, seat in enumerate(seats[:LANES])
        ]
        self._uploads = [Lane([_upload(product.bistro.owner)])] * UPLOADERS

    def round(self) -> dict[str, float]:
        return {
            "files": self._rate(self._files),
            "picture": self._rate(self._product),
            "menu-before-uploads-p99": self._p99([]),
            "menu-uploads-p99": self._p99(self._uploads),
        }

    def _rate(self, on: Running) -> float:
        lanes = [Lane([self._picture])] * CONNECTIONS
        return run(Job(on.port, lanes, self._plan.warm, self._plan.seconds)).rate

    def _p99(self, others: list[Lane]) -> float:
        job = Job(self._product.port, [*self._menu, *others], self._plan.warm, self._plan.seconds)
        return run(job).percentile(99)


def _upload(token: str) -> Request:
    boundary = "a-boundary-of-the-benchmark"
    head = f'--{boundary}\r\nContent-Disposition: form-data; name="file"; filename="photo.jpg"\r\n\r\n'
    body = head.encode() + _photo(PHOTO) + f"\r\n--{boundary}--\r\n".encode()
    lines = [
        "POST /api/v1/admin/images HTTP/1.1",
        "Host: 127.0.0.1",
        f"Authorization: Bearer {token}",
        f"Content-Type: multipart/form-data; boundary={boundary}",
        f"Content-Length: {len(body)}",
    ]
    return Request("\r\n".join([*lines, "", ""]).encode() + body, expect=201, timed=False)


def _photo(size: tuple[int, int]) -> bytes:
    """As hard to press as a phone's: coarse noise has about the detail of a real scene."""
    coarse = size[0] // 4, size[1] // 4
    noise = Image.frombytes("RGB", coarse, os.urandom(coarse[0] * coarse[1] * 3)).resize(size)
    picture = io.BytesIO()
    noise.save(picture, "JPEG", quality=QUALITY)
    return picture.getvalue()

"""The papers of an evening: what came out of the printers, and people who look where that is asked."""

import asyncio
import re
import time
from collections import Counter
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from typing import Any

from ordering.printing.reading import text
from tests.faults.evening.house import House, Json
from tests.faults.tablets import PATIENCE_SECONDS

KINDS = {"신규": "new", "추가": "added", "취소": "voided", "이동": "moved"}
NUMBER = re.compile(r"#(\d{4}-\d+)")
DISH = re.compile(r"^(-?\d+) (\S+)", re.MULTILINE)


@dataclass(frozen=True)
class Slip:
    """``again``: it says that it may have come out before. A dish has a minus where it was taken back."""

    ticket: str
    kind: str
    again: bool
    dishes: tuple[tuple[str, int], ...]

    @property
    def name(self) -> tuple[str, str]:
        return self.ticket, self.kind


def read(slip: bytes) -> Slip:
    said = text(slip)
    number = NUMBER.search(said)
    assert number, said
    [kind] = {kind for word, kind in KINDS.items() if re.search(rf"^ +{word} +$", said, re.MULTILINE)}
    dishes = tuple((dish, int(many)) for many, dish in DISH.findall(said))
    return Slip(number[1], kind, "재출력" in said, dishes)


class Papers:
    """Of a house, with its tickets by their ids."""

    def __init__(self, house: House, tickets: dict[int, Json]) -> None:
        self._house = house
        self._numbers = {ticket_id: ticket["number"] for ticket_id, ticket in tickets.items()}

    async def see_to_all(self) -> list[Json]:
        """The tickets' jobs, once people have looked after each of which nothing is known: it is out, or wanted now."""
        end = time.monotonic() + PATIENCE_SECONDS
        while time.monotonic() < end:
            found = await self._house.pages("staff", "/admin/print-jobs")
            jobs = [job for job in found if job["kind"] != "test"]
            if not any(job["status"] in ("waiting", "sending") for job in jobs):
                asked = [job for job in jobs if job["status"] != "printed"]
                if not asked:
                    return jobs
                await self._look_after(asked[0], jobs)
            await asyncio.sleep(0.2)
        raise AssertionError(f"papers that nobody sees the end of: {Counter(job['status'] for job in jobs)}")

    async def _look_after(self, job: Json, jobs: Sequence[Json]) -> None:
        assert job["status"] in ("unknown", "expired"), job
        printed = sum(self._of(one) == self._of(job) for one in jobs if one["status"] == "printed")
        out = Counter(slip.name for slip in self.slips(job["printer_id"]))[self._of(job)]
        deed = "acknowledgement" if out > printed else "retry"
        self._house.done[f"a paper's {deed}"] += 1
        await self._house.say("staff", "POST", f"/admin/print-jobs/{job['id']}/{deed}")

    def slips(self, printer_id: int) -> Iterator[Slip]:
        """Those of tickets."""
        return (read(slip) for slip in self._house.printers[printer_id].slips if "시험 출력" not in text(slip))

    def check(self, jobs: Sequence[Json], orders: Sequence[Json]) -> None:
        """Each came out once, and what they say adds up to what was ordered and not taken back."""
        dishes: Counter[Any] = Counter()
        for printer_id in self._house.printers:
            slips = [*self.slips(printer_id)]
            wanted = Counter(self._of(job) for job in jobs if job["printer_id"] == printer_id)
            assert Counter(slip.name for slip in slips) == wanted, "I14: a paper twice, or none"
            for slip in slips:
                if slip.kind != "moved":
                    for dish, many in slip.dishes:
                        dishes[slip.ticket.partition("-")[0], dish] += many
        told = Counter(job["ticket_id"] for job in jobs if job["kind"] in ("new", "added"))
        assert told == dict.fromkeys(self._numbers, 1), "I14: a ticket without a paper, or with two"
        ordered: Counter[Any] = Counter()
        for order in orders:
            for line in order["lines"]:
                # A cancelled order's lines keep what was ordered.
                made = 0 if order["status"] == "cancelled" else line["quantity"]
                ordered[order["number"].partition("-")[2], line["name"]] += made
        assert dishes == ordered, "the papers add up to something else than the orders"

    def _of(self, job: Json) -> tuple[str, str]:
        return self._numbers[job["ticket_id"]], job["kind"]

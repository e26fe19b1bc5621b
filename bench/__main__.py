"""``python -m bench``: measures, prints one table, keeps it as JSON and as a plot. Slowness is told, never failed."""

import itertools
import logging
import sys
import time
from pathlib import Path
from typing import get_args

import click

from bench import figures, plan, plot
from bench.figures import Figures
from bench.load.job import Unanswered
from bench.measures import DEAR, LEFT_OUT_OF_A_LOOK, LEFT_OUT_ON_SQLITE, MEASURES
from bench.processes import NotUp
from bench.stage import Kind, Stage
from bench.standstill import Standstill
from bench.table import render


@click.command()
@click.option("--quick", is_flag=True, help="In three minutes: for a look, not for the record.")
@click.option("--full", is_flag=True, help="More and longer rounds, and growth to a million stored orders too.")
@click.option("--only", multiple=True, type=click.Choice(list(MEASURES)), help="Leave the others out; may be repeated.")
@click.option("--against", type=click.Path(exists=True, dir_okay=False, path_type=Path), help="An earlier run's JSON.")
@click.option(
    "--on", type=click.Choice(get_args(Kind)), help="The database; else MySQL, or MariaDB where that is missing."
)
def main(*, quick: bool, full: bool, only: tuple[str, ...], against: Path | None, on: Kind | None) -> None:
    """Measure floors and product side by side, in rounds."""
    chosen = plan.QUICK if quick else plan.FULL if full else plan.USUAL
    before = figures.load(against) if against else None
    left_out = (LEFT_OUT_OF_A_LOOK if quick else set()) | (LEFT_OUT_ON_SQLITE if on == "sqlite" else set())
    names = [name for name in MEASURES if (name in only if only else name not in left_out)]
    found = Figures.begin(chosen)
    logging.getLogger("asyncmy").setLevel(logging.ERROR)  # it passes on every deprecation that a server mentions
    try:
        with Stage(chosen, on) as stage:
            measure(stage, names, found)
    except (Unanswered, NotUp) as error:
        sys.exit(f"The benchmark means nothing: {error}")
    print(render(found, before))
    kept = found.save()
    plot.save(found, kept.with_suffix(".svg"))
    print(f"\nKept as bench/results/{kept.name}, and as a plot beside it.")


def measure(stage: Stage, names: list[str], found: Figures) -> None:
    """Rounds of all measures in turn, so that a noisy minute does not hit only one of them."""
    began = time.monotonic()
    measures = {}
    for name in names:
        _tell(began, f"preparing {name}")
        measures[name] = MEASURES[name](stage)
    standstill = Standstill()
    with standstill.watched():
        for number, (name, one) in itertools.product(range(stage.plan.rounds), measures.items()):
            if name in DEAR and number >= stage.plan.dear_rounds:
                continue
            _tell(began, f"round {number + 1} of {stage.plan.rounds}: {name}")
            with standstill.during(name):
                found.note(one.round())
    found.database = stage.database
    found.notes += [*stage.notes, *standstill.notes]
    _tell(began, "")


def _tell(began: float, what: str) -> None:
    if sys.stderr.isatty():
        print(f"\r\033[K{time.monotonic() - began:4.0f} s  {what}" if what else "\r\033[K", end="", file=sys.stderr)
    elif what:
        print(f"{time.monotonic() - began:4.0f} s  {what}", file=sys.stderr)
    sys.stderr.flush()


if __name__ == "__main__":
    main()

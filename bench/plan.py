"""How long a run takes: how many rounds, how many seconds each, how much is stored before."""

from msgspec import Struct


class Plan(Struct, frozen=True, kw_only=True):
    """``seconds`` a figure and round, after ``warm`` seconds that don't count. ``stored`` orders are there before
    growth is measured; 0 leaves that out. Streams are left ``idle`` for so many seconds: a heartbeat comes every 15.
    """

    rounds: int = 3
    seconds: float = 1.5
    warm: float = 0.3
    stored: int = 20_000
    idle: float = 15.5


QUICK = Plan(seconds=0.3, warm=0.1, stored=0, idle=2)
USUAL = Plan()
FULL = Plan(rounds=5, seconds=4.0, warm=0.5, stored=200_000, idle=31)

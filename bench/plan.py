"""How long a run takes: how many rounds, how many seconds each, how much is stored before."""

from msgspec import Struct


class Plan(Struct, frozen=True, kw_only=True):
    """``rounds`` of what takes as long as one figure, ``dear_rounds`` of what takes much longer.

    ``seconds`` a figure and round, after ``warm`` seconds that don't count; a rush takes ``rush`` seconds. So many
    ``orders`` are looked for in 500 streams. So many cards are ``redrawn`` in a browser: of a hundred the second
    slowest is the p99, of twenty the slowest. The browser has been ``open`` for so many seconds by then, as a
    restaurant's has for hours: one that has just begun is busy with itself. Growth is measured with so many orders
    ``stored`` before. Streams are left ``idle`` for so many seconds: a heartbeat comes every 15. ``live_on_both``:
    SQLite's streams beside a server's.
    """

    rounds: int = 3
    dear_rounds: int = 3
    seconds: float = 1.0
    rush: float = 3.0
    warm: float = 0.3
    orders: int = 70
    redrawn: int = 100
    open: float = 8.0
    stored: tuple[int, ...] = (100_000,)
    idle: float = 15.5
    live_on_both: bool = False


QUICK = Plan(rounds=2, dear_rounds=1, seconds=0.3, rush=1.5, warm=0.1, orders=15, redrawn=20, open=2, stored=(), idle=2)
USUAL = Plan()
FULL = Plan(
    rounds=5,
    seconds=4.0,
    rush=12.0,
    warm=0.5,
    orders=200,
    redrawn=200,
    stored=(100_000, 1_000_000),
    idle=31,
    live_on_both=True,
)

"""What 500 streams cost while nothing happens: memory, CPU with the heartbeats, and connections to the database."""

import asyncio
import time
from concurrent.futures import Future, ThreadPoolExecutor

from sqlalchemy import text
from sqlalchemy.engine import make_url

from bench.load.listening import Heard, Listening, Phase, listen, subscription
from bench.measures.live import PATH
from bench.stage import Stage
from bench.world import STREAMS
from ordering.database.engine import create_engine

FEW, MANY = 50, STREAMS
SAMPLE_SECONDS = 0.25
# What is checked out of the pool is in a transaction, since ``Work`` hands it out only so.
HELD = text("""
    SELECT COUNT(*) FROM information_schema.innodb_trx
    JOIN information_schema.processlist ON id = trx_mysql_thread_id WHERE db = :name
""")


class Idle:
    """The memory only in the first round: what a server has taken it does not give back."""

    def __init__(self, stage: Stage) -> None:
        self._product = stage.product(stage.main, "live")
        self._seconds = stage.plan.idle
        self._first = True
        self._asks = not self._product.url.startswith("sqlite")  # whose connections nobody counts

    def round(self) -> dict[str, float]:
        phases = [Phase(FEW, 0), Phase(MANY, self._seconds)]  # the first streams also warm the server
        subscribes = [subscription(PATH, token) for token in self._product.bistro.owners]
        job = Listening(self._product.port, self._product.running.pid, subscribes, phases)
        with ThreadPoolExecutor(1) as aside:
            listening = aside.submit(listen, job)
            samples = asyncio.run(self._sample(listening)) if self._asks else []
        few, many = listening.result()
        return self._costs(few, many) | _held(many, samples)

    def _costs(self, few: Heard, many: Heard) -> dict[str, float]:
        if few.memory is None or many.memory is None or many.cpu is None:
            return {}
        cpu = {"idle-cpu": many.cpu / (many.ended - many.began) * 100}
        first, self._first = self._first, False
        return cpu | ({"idle-memory": (many.memory - few.memory) / (MANY - FEW)} if first else {})

    async def _sample(self, listening: "Future[list[Heard]]") -> list[tuple[float, int]]:
        """When (``time.perf_counter``), and how many of the product's connections were in a transaction."""
        samples = []
        engine = create_engine(self._product.url)
        name = make_url(self._product.url).database
        async with engine.connect() as connection:
            while not listening.done():
                held = (await connection.execute(HELD, {"name": name})).scalar_one()
                await connection.rollback()
                samples.append((time.perf_counter(), int(held)))
                await asyncio.sleep(SAMPLE_SECONDS)
        await engine.dispose()
        return samples


def _held(many: Heard, samples: list[tuple[float, int]]) -> dict[str, float]:
    """The median: once a second the hub looks for a moment."""
    during = sorted(held for at, held in samples if many.began <= at <= many.ended)
    return {"idle-connections": during[len(during) // 2]} if during else {}

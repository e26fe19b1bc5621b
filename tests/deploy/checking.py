"""What `deploy/check` does: runs the machines, lets each part fail under load, and looks at what is left."""

import asyncio
import logging
import os
import random
import socket
import ssl
import sys
import time
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from tempfile import TemporaryDirectory

from ordering import migrate
from tests.faults.machines import Machines, machines
from tests.faults.screens import screens
from tests.faults.starter import Starter
from tests.faults.tablets import Outbox
from tests.faults.verdict import nothing_is_lost
from tests.servers import (
    NotInstalled,
    NotStarted,
    Redis,
    Server,
    fresh_database,
    start_mariadb,
    start_mysql,
    start_redis,
)
from tests.servers.pair import plain

LISTENERS = 10
SETTLED_SECONDS = 2.5
"""By then nginx asks whom it could not reach again: one part fails at a time."""
UNPROVED = """\
What this can't prove, since all of it is one machine:
- that images build and start: there is no container engine behind this, compose.yaml was only read by a test
- what a network between machines does, and a load balancer of somebody else's (docs/scaling.md: ALB)
- pictures in S3: they are in a folder that both processes see
- a failover of the database: tests/faults/test_failover.py and test_group.py do that, with servers of their own
- how fast it is: `make bench`
"""


@contextmanager
def parts(folder: Path) -> Iterator[tuple[Server, Redis]]:
    """MySQL, or MariaDB where that is missing, and Redis. Raises ``NotInstalled``."""
    started: list[Server] = []
    try:
        try:
            database = start_mysql(folder / "database")
        except NotInstalled:
            database = start_mariadb(folder / "database")
        started.append(database)
        redis = start_redis(folder / "redis")
        started.append(redis)
        yield database, redis
    finally:
        for server in started:
            server.kill()


async def check(folder: Path) -> None:
    with parts(folder) as (database, redis):
        say(f"{database.name} {database.version}, Redis {redis.version}")
        url = plain(database, fresh_database(database, "ordering_check"))
        await migrate.upgrade(url)
        starter = Starter()
        try:
            async with machines(starter, database, url, redis, folder) as here:
                say(f"nginx at https://127.0.0.1:{here.port} before two processes, HTTP/2: {protocol(here.port)}")
                await trouble(here)
        finally:
            starter.close()


async def trouble(here: Machines) -> None:
    dice = random.Random()
    async with screens(LISTENERS, here.bistro, here.client) as watching:
        outbox, done = Outbox(here.bistro), asyncio.Event()
        ordering = asyncio.create_task(outbox.keep_ordering(done))
        for what, strike in here.troubles(dice).items():
            before, again, began = len(outbox.acknowledged), outbox.busy + outbox.unanswered, time.monotonic()
            outbox.longest = 0.0
            await strike()
            await outbox.order(1)
            took, orders = time.monotonic() - began, len(outbox.acknowledged) - before
            await asyncio.sleep(SETTLED_SECONDS)
            again = outbox.busy + outbox.unanswered - again
            say(
                f"{what}: back after {took:.1f} s; {orders} orders meanwhile, {again} sendings came to nothing and "
                f"were repeated, and a guest waited {outbox.longest:.1f} s at most"
            )
        done.set()
        await ordering
        await here.pair.bistro.services.work.engine.dispose()
        await nothing_is_lost(here.pair.here, outbox, watching)
        heard = sum(len(screen.events) for screen in watching)
        say(f"{len(outbox.sent)} orders sent {outbox.sendings} times are {len(outbox.acknowledged)} orders")
        say(f"{LISTENERS} listeners have heard {heard} events, each once and in order")


def protocol(port: int) -> str:
    """What nginx agrees upon with a client that would speak either."""
    context = ssl.create_default_context()
    context.check_hostname, context.verify_mode = False, ssl.CERT_NONE
    context.set_alpn_protocols(["h2", "http/1.1"])
    with socket.create_connection(("127.0.0.1", port)) as plainly, context.wrap_socket(plainly) as secured:
        return "yes" if secured.selected_alpn_protocol() == "h2" else "no"


def say(line: str) -> None:
    print(line, flush=True)  # noqa: T201 - it is a command


def main() -> int:
    logging.disable(logging.WARNING)  # the fixtures' own: the parts have logs
    for given in ("MYSQL", "MARIADB", "REDIS"):
        os.environ.pop(f"ORDERING_TEST_{given}_URL", None)  # ours may be killed
    try:
        with TemporaryDirectory(prefix="ordering-check-", ignore_cleanup_errors=True) as folder:
            (Path(folder) / "database").mkdir()
            (Path(folder) / "redis").mkdir()
            asyncio.run(check(Path(folder)))
    except (NotInstalled, NotStarted) as missing:
        sys.stderr.write(f"deploy/check: {missing}\n")
        return 2
    except AssertionError as broken:
        sys.stderr.write(f"deploy/check: {broken}\n")
        return 1
    say(UNPROVED)
    return 0


if __name__ == "__main__":
    sys.exit(main())

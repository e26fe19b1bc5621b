"""Everything that runs while measuring; all of it ends with the ``with`` block."""

import sys
import tempfile
from collections.abc import Mapping
from contextlib import ExitStack
from functools import cached_property
from pathlib import Path
from typing import Literal, Self

from msgspec import Struct
from sqlalchemy import make_url

from bench.databases import Databases, Embedded, Served, media
from bench.floors import nchan
from bench.inside import environment
from bench.plan import Plan
from bench.processes import ORDERING, Running, answering
from bench.relay import Relay, relaying
from bench.world import Restaurant, World
from tests.servers import find_mysql, start_redis

Kind = Literal["mysql", "mariadb", "sqlite"]
NONE: Mapping[str, str] = {}


class Product(Struct, frozen=True):
    """A running `ordering serve`, its database's URL, and what is in that."""

    running: Running
    url: str
    world: World

    @property
    def port(self) -> int:
        return self.running.port

    @property
    def origin(self) -> str:
        return f"http://127.0.0.1:{self.port}"

    @property
    def bistro(self) -> Restaurant:
        return self.world.bistro


class Stage:
    """What nobody asks for is not started. ``on`` says what is behind the rows that name no database: MySQL where that
    is found, else MariaDB, unless one is wanted.
    """

    def __init__(self, plan: Plan, on: Kind | None = None) -> None:
        self.plan = plan
        self.notes: list[str] = []  # what readers of the table should know
        self._on = on
        self._ends = ExitStack()
        self._products: dict[str, Product] = {}
        self._urls: dict[str, str] = {}
        self._bare: dict[bytes, Running] = {}
        temporary = tempfile.TemporaryDirectory(prefix="ordering-bench-", ignore_cleanup_errors=True)
        self.folder = Path(self._ends.enter_context(temporary))

    def __enter__(self) -> Self:
        return self

    def __exit__(self, *_: object) -> None:
        self._ends.close()

    @cached_property
    def embedded(self) -> Embedded:
        return Embedded(self.folder)

    @cached_property
    def served(self) -> Served:
        served = Served(
            self.folder, self.embedded, mysql=self._on == "mysql" or (self._on is None and find_mysql() is not None)
        )
        self._ends.callback(served.close)
        return served

    @property
    def main(self) -> Databases:
        """What is behind the rows that name no database."""
        return self.embedded if self._on == "sqlite" else self.served

    @property
    def database(self) -> str:
        """Its name, as far as anything asked for it."""
        return self.served.title if "served" in self.__dict__ else self.embedded.title

    def url(self, databases: Databases, name: str) -> str:
        """The furnished database of that name, the same one whenever it is asked for."""
        key = f"{databases.prefix}-{name}"
        if key not in self._urls:
            self._urls[key] = databases.copy(name)
        return self._urls[key]

    def product(self, databases: Databases, name: str) -> Product:
        """`ordering serve` on the database of that name, as it comes; started when first asked for."""
        key = f"{databases.prefix}-{name}"
        if key not in self._products:
            self._products[key] = self._serving(key, self.url(databases, name), databases.world)
        return self._products[key]

    def pair(self, name: str) -> list[Product]:
        """Two `ordering serve` on the server's database of that name, with Redis between them."""
        folder = self.folder / name
        folder.mkdir()
        redis = start_redis(folder)
        self._ends.callback(redis.kill)
        url = self.url(self.served, name)
        own = {"ORDERING_REDIS_URL": redis.url}
        return [self._serving(f"{name}-{number}", url, self.served.world, own) for number in (1, 2)]

    def relayed(self, name: str) -> tuple[Product, Relay]:
        """`ordering serve` whose packets to the database server go through a relay that counts them."""
        url = make_url(self.url(self.served, name))
        relay = self._ends.enter_context(relaying(url.port or 3306))
        through = url.set(port=relay.port).render_as_string(hide_password=False)
        return self._serving(f"relayed-{name}", through, self.served.world), relay

    def _serving(self, key: str, url: str, world: World, own: Mapping[str, str] = NONE) -> Product:
        variables = {**environment(url, media(self.folder)), **own}
        serving = answering(
            [ORDERING, "serve"], self.folder / f"{key}.log", path="/health/ready", environment=variables
        )
        return Product(self._ends.enter_context(serving), url, world)

    def bare(self, body: bytes) -> Running:
        """F1, with the bytes it shall answer; one for all who ask for the same."""
        if body not in self._bare:
            file = self.folder / f"body-{len(self._bare)}"
            file.write_bytes(body)
            command = [sys.executable, "-m", "bench.floors.bare", str(file)]
            serving = answering(command, self.folder / "bare.log", path="/menu")
            self._bare[body] = self._ends.enter_context(serving)
        return self._bare[body]

    def files(self) -> Running:
        """Bare static files: the pictures' folder, served with nothing around it."""
        command = [sys.executable, "-m", "bench.floors.files", str(media(self.folder))]
        return self._ends.enter_context(answering(command, self.folder / "files.log", path="/up"))

    def fanout(self) -> tuple[Running, str]:
        """F3, and what it is."""
        what, module = (
            ("nginx + nchan", "nchan") if nchan.find() else ("a raw asyncio server, for want of nchan", "fanout")
        )
        folder = self.folder / "fanout"
        folder.mkdir()
        command = [sys.executable, "-m", f"bench.floors.{module}"]
        return self._ends.enter_context(answering(command, folder / "fanout.log", path="/up")), what

"""Redis, as the distribution installs it."""

import os
import subprocess
import time
from collections.abc import Sequence
from dataclasses import dataclass
from pathlib import Path

import redis
from redis.exceptions import RedisError

from tests.servers.options import program
from tests.servers.server import LOGIN_SECONDS, Kind, NotInstalled, Server, free_port

URL = "ORDERING_TEST_REDIS_URL"
HOW_TO_GET = f"Redis is missing: apt-get install redis-server, or set {URL}"


@dataclass(eq=False, kw_only=True)
class Redis(Server):
    """``url`` is redis-py's."""

    kind: Kind = "redis"

    @property
    def version(self) -> str:
        with self.client() as client:
            return str(client.info("server")["redis_version"])

    def client(self) -> redis.Redis:
        """Sees everything, and is no part of what is tested."""
        return redis.Redis.from_url(self.url, socket_timeout=5, client_name="the-tests")

    def clients(self, kind: str = "normal") -> list[str]:
        """The ids of the connections that we keep to it: ``normal`` or ``pubsub``."""
        with self.client() as client:
            return [one["id"] for one in client.client_list(_type=kind) if one["name"] == "ordering"]

    def _takes_logins(self, process: subprocess.Popen[bytes]) -> bool:
        end = time.monotonic() + LOGIN_SECONDS
        while process.poll() is None and time.monotonic() < end:
            try:
                with self.client() as client:
                    client.ping()
            except RedisError:
                time.sleep(0.03)
            else:
                return True
        return False


def start_redis(folder: Path, *, options: Sequence[str] = (), password: str = "") -> Redis:
    """A running Redis that keeps nothing on the disk, its log in the folder. Raises NotInstalled and NotStarted."""
    if url := os.environ.get(URL):
        return Redis(name="Redis", url=url)
    server = program("redis-server")
    if server is None:
        raise NotInstalled(HOW_TO_GET)
    port = free_port()
    basics = ["--port", str(port), "--bind", "127.0.0.1", "--save", "", "--dir", str(folder.absolute())]
    started = Redis(
        name="Redis",
        url=f"redis://{f':{password}@' if password else ''}127.0.0.1:{port}/0",
        command=(str(server), *basics, *options),
        log=folder / "redis.log",
    )
    started.start()
    return started

"""A primary and its replica, of which either may be stopped and the replica promoted."""

import time
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path
from tempfile import TemporaryDirectory
from typing import Any

import pytest
from sqlalchemy import make_url

from tests.servers.mariadb import start_mariadb
from tests.servers.mysql import start_mysql
from tests.servers.server import Kind, Server
from tests.servers.sql import ask, row

FOLLOW_SECONDS = 60
ACCOUNT = "plain"
"""Root may write whatever the server is."""

STARTING: dict[Kind, Callable[..., Server]] = {"mariadb": start_mariadb, "mysql": start_mysql}
OPTIONS: dict[Kind, list[str]] = {
    "mariadb": ["--log-slave-updates"],
    "mysql": ["--gtid-mode=ON", "--enforce-gtid-consistency=ON"],
}
# Nothing is acknowledged that the replica has not written down, however long that takes. MariaDB's.
SURE = {
    1: [
        *("--rpl-semi-sync-master-enabled=ON", "--rpl-semi-sync-master-timeout=600000"),
        "--rpl-semi-sync-master-wait-point=AFTER_SYNC",
    ],
    2: ["--rpl-semi-sync-slave-enabled=ON"],
}


@dataclass
class Pair:
    primary: Server
    replica: Server

    @property
    def kind(self) -> Kind:
        return self.primary.kind

    def on_replica(self, url: str) -> str:
        """The URL of the same database there."""
        return make_url(url).set(port=make_url(self.replica.url).port).render_as_string(hide_password=False)

    def follow(self) -> None:
        """The replica goes on from where it is, and only reads."""
        port = make_url(self.primary.url).port
        if self.kind == "mariadb":
            change = f"CHANGE MASTER TO MASTER_HOST='127.0.0.1', MASTER_PORT={port}, MASTER_USER='root', "
            change += "MASTER_USE_GTID=slave_pos, MASTER_CONNECT_RETRY=1"
            ask(self.replica.url, change, "START SLAVE", "SET GLOBAL read_only = ON")
        else:
            change = f"CHANGE REPLICATION SOURCE TO SOURCE_HOST='127.0.0.1', SOURCE_PORT={port}, SOURCE_USER='root', "
            change += "SOURCE_AUTO_POSITION=1, GET_SOURCE_PUBLIC_KEY=1, SOURCE_CONNECT_RETRY=1"
            ask(self.replica.url, change, "START REPLICA", "SET GLOBAL read_only = ON")

    def stop_applying(self) -> None:
        ask(self.replica.url, "STOP SLAVE SQL_THREAD" if self.kind == "mariadb" else "STOP REPLICA SQL_THREAD")

    def apply(self) -> None:
        ask(self.replica.url, "START SLAVE SQL_THREAD" if self.kind == "mariadb" else "START REPLICA SQL_THREAD")

    def caught_up(self) -> None:
        """Once the replica has all that the primary has."""
        if self.kind == "mariadb":
            position = ask(self.primary.url, "SELECT @@gtid_binlog_pos")
            waited = ask(self.replica.url, f"SELECT MASTER_GTID_WAIT('{position}', {FOLLOW_SECONDS})")
        else:
            position = ask(self.primary.url, "SELECT @@global.gtid_executed")
            waited = ask(self.replica.url, f"SELECT WAIT_FOR_EXECUTED_GTID_SET('{position}', {FOLLOW_SECONDS})")
        assert waited == 0, f"the replica does not follow: {self._status()}"

    def _status(self) -> dict[str, Any]:
        return row(self.replica.url, "SHOW SLAVE STATUS" if self.kind == "mariadb" else "SHOW REPLICA STATUS")

    def promote(self) -> None:
        """The replica writes, once it has applied all that it was sent. MariaDB's."""
        ask(self.replica.url, "STOP SLAVE IO_THREAD")
        end = time.monotonic() + FOLLOW_SECONDS
        while not _applied(status := self._status()):
            assert time.monotonic() < end, status
            time.sleep(0.02)
        ask(self.replica.url, "STOP SLAVE", "RESET SLAVE ALL", "SET GLOBAL read_only = OFF")


def _applied(status: dict[str, Any]) -> bool:
    return bool(status["Exec_Master_Log_Pos"] == status["Read_Master_Log_Pos"])


@contextmanager
def a_pair(kind: Kind, *, sure: bool = False) -> Iterator[Pair]:
    """Both empty. With ``sure`` a commit waits for the replica (MariaDB). Raises ``NotInstalled``."""
    servers: list[Server] = []
    with (
        TemporaryDirectory(prefix="ordering-", ignore_cleanup_errors=True) as folder,
        pytest.MonkeyPatch.context() as on,
    ):
        on.delenv(f"ORDERING_TEST_{kind.upper()}_URL", raising=False)  # ours may be killed
        try:
            for number in (1, 2):
                own = Path(folder, str(number))
                own.mkdir()
                options = ["--log-bin=binlog", f"--server-id={number}", *OPTIONS[kind], *(SURE[number] if sure else [])]
                servers.append(STARTING[kind](own, options=options))
            if kind == "mysql":
                for server in servers:
                    ask(server.url, "RESET BINARY LOGS AND GTIDS")
            pair = Pair(*servers)
            pair.follow()
            yield pair
        finally:
            for server in servers:
                server.thaw()
                server.kill()


def plain(server: Server, url: str) -> str:
    """The URL of a database for an account that is subject to ``read_only``."""
    ask(
        server.url,
        f"CREATE USER IF NOT EXISTS '{ACCOUNT}'@'127.0.0.1' IDENTIFIED BY 'a password'",
        f"GRANT ALL ON `{make_url(url).database}`.* TO '{ACCOUNT}'@'127.0.0.1'",
    )
    return make_url(url).set(username=ACCOUNT, password="a password").render_as_string(hide_password=False)

"""Three members of a MySQL Group Replication, of which one is the primary: the others choose another when it dies."""

import time
from collections.abc import Iterator
from contextlib import contextmanager, suppress
from dataclasses import dataclass
from pathlib import Path
from tempfile import TemporaryDirectory

import pytest
from sqlalchemy import make_url
from sqlalchemy.exc import DBAPIError

from tests.servers.mysql import plugins, start_mysql
from tests.servers.server import Server, free_port
from tests.servers.sql import ask, row

NAME = "5e0f1d2c-3b4a-4958-8776-6543210fedcb"
JOIN_SECONDS = 60
PRIMARY = (
    "SELECT MEMBER_PORT AS port FROM performance_schema.replication_group_members "
    "WHERE MEMBER_ROLE = 'PRIMARY' AND MEMBER_STATE = 'ONLINE'"
)


@dataclass
class Group:
    members: list[Server]

    def primary(self) -> Server | None:
        """The member that takes writes now, if one does."""
        for member in self.members:
            if member.process is None:
                continue
            with suppress(DBAPIError):
                port = make_url(member.url).port
                if row(member.url, PRIMARY).get("port") == port and not ask(member.url, "SELECT @@super_read_only"):
                    return member
        return None

    def online(self, member: Server) -> bool:
        mine = f"MEMBER_STATE = 'ONLINE' AND MEMBER_PORT = {make_url(member.url).port}"
        found = f"SELECT COUNT(*) FROM performance_schema.replication_group_members WHERE {mine}"
        return bool(ask(member.url, found))


@contextmanager
def a_group() -> Iterator[Group]:
    """Without waiting for a member that is silent: the defaults alone take longer than guests are to wait.

    Raises ``NotInstalled``.
    """
    ports = [free_port() for _ in range(3)]
    seeds = ",".join(f"127.0.0.1:{port}" for port in ports)
    members: list[Server] = []
    with (
        TemporaryDirectory(prefix="ordering-", ignore_cleanup_errors=True) as folder,
        pytest.MonkeyPatch.context() as on,
    ):
        on.delenv("ORDERING_TEST_MYSQL_URL", raising=False)
        try:
            for number, port in enumerate(ports, 1):
                own = Path(folder, str(number))
                own.mkdir()
                members.append(start_mysql(own, options=_options(number, port, seeds)))
            for member in members:
                _join(member, first=member is members[0])
            group = Group(members)
            end = time.monotonic() + JOIN_SECONDS
            while not all(group.online(member) for member in members):
                assert time.monotonic() < end, "the group doesn't come together"
                time.sleep(0.1)
            yield group
        finally:
            for member in members:
                member.thaw()
                member.kill()


def _options(number: int, port: int, seeds: str) -> list[str]:
    return [
        f"--server-id={number}",
        "--log-bin=binlog",
        "--gtid-mode=ON",
        "--enforce-gtid-consistency=ON",
        "--performance-schema=ON",
        "--report-host=127.0.0.1",
        *plugins("group_replication.so"),
        f"--group-replication-group-name={NAME}",
        "--group-replication-start-on-boot=OFF",
        f"--group-replication-local-address=127.0.0.1:{port}",
        f"--group-replication-group-seeds={seeds}",
        "--group-replication-member-expel-timeout=0",
        "--group-replication-recovery-get-public-key=ON",
    ]


def _join(member: Server, *, first: bool) -> None:
    bootstrap = "SET GLOBAL group_replication_bootstrap_group = "
    begin = ["START GROUP_REPLICATION USER='root'"]
    if first:
        begin = [f"{bootstrap}ON", *begin, f"{bootstrap}OFF"]
    ask(member.url, "RESET BINARY LOGS AND GTIDS", *begin)

"""Throw-away databases and other servers on 127.0.0.1, for the tests and the benchmark.

A server is started in a folder of its own on a free TCP port, takes logins of root without a password,
and dies with the process that started it. ORDERING_TEST_MARIADB_URL, ORDERING_TEST_MYSQL_URL
(SQLAlchemy URLs, of an account that may create databases) and ORDERING_TEST_REDIS_URL name servers to use
instead of starting any.
"""

from tests.servers.mariadb import find_mariadb, start_mariadb
from tests.servers.mysql import find_mysql, start_mysql
from tests.servers.redis import Redis, start_redis
from tests.servers.server import Kind, NotInstalled, NotOurs, NotStarted, Server
from tests.servers.sql import ask, fresh_database

__all__ = [
    "Kind",
    "NotInstalled",
    "NotOurs",
    "NotStarted",
    "Redis",
    "Server",
    "ask",
    "find_mariadb",
    "find_mysql",
    "fresh_database",
    "start_mariadb",
    "start_mysql",
    "start_redis",
]

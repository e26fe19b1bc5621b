"""The servers themselves keep what the tests build on."""

from pathlib import Path

import pytest

from tests.servers import NotInstalled, Server, ask, fresh_database, start_mariadb, start_mysql


def test_mariadb_gives_an_empty_database_that_tells_case_apart(mariadb: Server) -> None:
    assert "MariaDB" in mariadb.version
    assert_tells_case_apart(mariadb)


def test_mysql_gives_an_empty_database_that_tells_case_apart(mysql: Server) -> None:
    assert "MariaDB" not in mysql.version
    assert_tells_case_apart(mysql)


def assert_tells_case_apart(server: Server) -> None:
    for _ in range(2):
        url = fresh_database(server, "servers_case")
        ask(url, "CREATE TABLE words (word VARCHAR(9) PRIMARY KEY)", "INSERT INTO words VALUES ('a'), ('A'), ('á')")
        assert ask(url, "SELECT COUNT(*) FROM words") == 3
    ask(server.url, "DROP DATABASE servers_case")


def test_a_killed_server_comes_back_with_its_rows_at_the_same_address(
    monkeypatch: pytest.MonkeyPatch, tmp_path: Path
) -> None:
    monkeypatch.delenv("ORDERING_TEST_MARIADB_URL", raising=False)  # one that we may kill
    try:
        server = start_mariadb(tmp_path)
    except NotInstalled as missing:
        pytest.skip(str(missing))
    try:
        url = fresh_database(server, "kept")
        ask(url, "CREATE TABLE words (word VARCHAR(9) PRIMARY KEY)", "INSERT INTO words VALUES ('a')")
        server.kill()
        server.start()
        assert ask(url, "SELECT word FROM words") == "a"
    finally:
        server.stop()


def test_a_missing_server_says_how_to_get_it(monkeypatch: pytest.MonkeyPatch, tmp_path: Path) -> None:
    for variable in ("ORDERING_TEST_MARIADB_URL", "ORDERING_TEST_MYSQL_URL"):
        monkeypatch.delenv(variable, raising=False)
    monkeypatch.setattr("tests.servers.mariadb.program", lambda name: None)
    monkeypatch.setattr("tests.servers.mysql.program", lambda name: None)
    monkeypatch.setenv("ORDERING_TEST_MYSQL_HOME", str(tmp_path))
    with pytest.raises(NotInstalled, match="apt-get install mariadb-server"):
        start_mariadb(tmp_path)
    with pytest.raises(NotInstalled, match=r"\.ci/mysql"):
        start_mysql(tmp_path)

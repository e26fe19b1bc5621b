"""Settings: each wrong value is one line that names the setting."""

import os
import stat
from concurrent.futures import ThreadPoolExecutor
from pathlib import Path

import pytest
from click.testing import CliRunner

from ordering import settings
from ordering.cli import main
from ordering.settings import MEDIA, Bucket  # MEDIA as it is before the tests have theirs
from ordering.settings.databases import shown

SECRET = "a secret of more than 32 bytes, for tests"
SERVER = "mysql+asyncmy://root@127.0.0.1:1/ordering"
WRONG = {
    "ORDERING_DATABASE_URL": [
        "nonsense", "postgresql://h/d", "sqlite:///x.db", "mysql://h/d", "mysql+pymysql://h/d", "sqlite+aiosqlite://",
        "sqlite+aiosqlite:///:memory:", "sqlite+aiosqlite:///x.db?timeout=1", "sqlite+aiosqlite:////",
        "sqlite+aiosqlite:////dev/null/x.db", "mysql+asyncmy://root@h", "mysql+asyncmy://root@h/", "mysql+asyncmy:///d",
        "mysql+asyncmy://root@h/d?charset=latin1", "mysql+asyncmy://root@h/d?charset=utf8", "mysql+asyncmy://h/d?echo=1",
        "mysql+asyncmy://h/d?ssl=1", "mysql+asyncmy://h/d?ssl_ca=/nowhere.pem", "mysql+asyncmy://h/d?ssl_ca=/dev/null",
        "mysql+asyncmy://h/d?ssl_check_hostname=0", "mysql+asyncmy://h/d?ssl_cert=/dev/null",
    ],
    "ORDERING_DATABASE_REPLICA_URL": [
        "nonsense", "sqlite+aiosqlite:///x.db", "mysql+asyncmy://h/d",  # SQLite has none
    ],
    "ORDERING_SECRET_KEY": ["short", "x" * 31, "x" * 64],
    "ORDERING_PUBLIC_URL": [
        "order.example", "ftp://order.example", "https://", "https://h?x=1", "https://h#x", "https://h/ordering",
        "https://h:65536", "https://h:0", "https://a b", "https://h ", "https://user:word@h", "https://주문.example",
        "https://h\\x", "https://h?", "https://-h-",
    ],
    "ORDERING_PORT": ["x", "-1", "65536", "80.0", " 80", "８０", "0x50", "9" * 30],
    "ORDERING_WORKERS": ["x", "0", "-1", "2", "1.0"],
    "ORDERING_REDIS_URL": [
        "h", "h:6379", "http://h", "redis://", "redis:h", "redis://:6379", "redis://h:x", "redis://h:65536",
        "redis://h/x", "redis://h/1/2", "redis://h?ssl_cert_reqs=none", "rediss://h/0?db=1", "redis://h#1",
        "unix:///tmp/s", "redis://a b",
    ],
    "ORDERING_LOG": ["xml", "1"],
    "ORDERING_LOG_LEVEL": ["LOUD", "10"],
    "ORDERING_CORS_ORIGINS": ["*", "tablet.example", "https://a.example/path", "https://a.example,nonsense", "null",
                              "https://a.example:70000", "https://a b.example", "https://a.example:0x50",
                              "https://u@a.example", "https://a.example#x", "https://*.a.example", "https://[::1",
                              "https://[::x]", "https://식당.example"],
    "ORDERING_ALLOWED_HOSTS": ["*", "https://a.example", "a.example:8000", "a b", ".", "a..b", "x" * 300, "-a.example"],
    "ORDERING_HSTS_SUBDOMAINS": ["yes", "2"],
    "ORDERING_MAX_CONNECTIONS": ["0", "-1", "many", "1.5", "10000000"],
    "ORDERING_MAX_CONNECTIONS_PER_ADDRESS": ["0", "-1", "many"],
    "ORDERING_TRUSTED_PROXIES": ["x", "10.0.0.0/99", "proxy.example", "10.0.0.1;10.0.0.2"],
    "ORDERING_METRICS": ["yes", "2", "true"],
    "ORDERING_MEDIA": ["var/media", "local:", "s3:", "s3://", "s3://UPPER/x", "s3://x", "s3://bucket/a?b", "gs://b/p",
                       "local:/dev/null/media", "local:/dev/null"],
}  # fmt: skip
WRONG_IN_S3 = {
    "ORDERING_S3_ENDPOINT_URL": ["minio:9000", "ftp://minio", "https://minio?x=1", "http://["],
    "ORDERING_S3_PUBLIC_URL": ["cdn.example", "//cdn.example", "https://cdn.example#x"],
    "ORDERING_S3_REGION": ["Seoul!", "a b", "x" * 41],
}
# Values whose parsing raises on its own account.
RAISING = [
    ("ORDERING_PUBLIC_URL", "http://["),
    ("ORDERING_CORS_ORIGINS", "http://["),
    ("ORDERING_DATABASE_URL", "mysql+asyncmy://root@h:port/d"),
]
CASES = [(name, value) for name, values in WRONG.items() for value in values]


@pytest.mark.parametrize(("name", "value"), [*CASES, *RAISING])
def test_a_wrong_value_is_one_line_naming_the_setting_and_exit_2(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, name: str, value: str
) -> None:
    monkeypatch.chdir(tmp_path)
    for command in (["migrate"], ["serve"], ["purge"]):
        told = CliRunner().invoke(main, command, env={**no_settings(), name: value})
        assert told.exit_code == 2, (told.output, told.exception)
        assert told.output.startswith(f"{name}: expected ")
        assert len(told.output.splitlines()) == 1
    assert list(tmp_path.iterdir()) == [], "no database, and no key"


@pytest.mark.parametrize(("name", "value"), [(name, value) for name, all_ in WRONG_IN_S3.items() for value in all_])
def test_with_a_bucket_its_settings_are_checked(tmp_path: Path, name: str, value: str) -> None:
    database = f"sqlite+aiosqlite:///{tmp_path / 'x.db'}"
    own = {"ORDERING_DATABASE_URL": database, "ORDERING_MEDIA": "s3://pictures"}
    with pytest.raises(settings.WrongSetting, match=f"^{name}: expected "):
        settings.read({**own, name: value})


def test_a_slip_in_a_name_is_told(tmp_path: Path) -> None:
    with pytest.raises(settings.WrongSetting, match=r"^ORDERING_PUBLIC_ULR: unknown; ORDERING_PUBLIC_URL was meant\?"):
        read_in(tmp_path, PUBLIC_ULR="https://order.example")
    with pytest.raises(settings.WrongSetting, match=r"^ORDERING_SPEED: unknown"):
        read_in(tmp_path, SPEED="11")
    kubernetes = {"SERVICE_HOST": "10.0.0.1", "SERVICE_PORT": "80", "PORT_80_TCP_ADDR": "10.0.0.1", "TEST_X": "1"}
    read_in(tmp_path, **kubernetes)
    with pytest.raises(settings.WrongSetting, match=r"^ORDERING_PORT: expected a port, .* Kubernetes"):
        read_in(tmp_path, **kubernetes, PORT="tcp://10.0.0.1:80")


def test_a_replica_is_a_server_and_a_servers() -> None:
    own = {"ORDERING_DATABASE_URL": SERVER, "ORDERING_SECRET_KEY": SECRET}
    replica = "mysql+asyncmy://root@127.0.0.1:2/ordering?ssl=true"
    assert settings.read({**own, "ORDERING_DATABASE_REPLICA_URL": replica}).database_replica_url == replica
    for wrong in ("sqlite+aiosqlite:///x.db", "nonsense", "mysql+asyncmy://h/d?echo=1", "mysql+asyncmy://h/"):
        with pytest.raises(settings.WrongSetting, match=r"^ORDERING_DATABASE_REPLICA_URL: expected "):
            settings.read({**own, "ORDERING_DATABASE_REPLICA_URL": wrong})


def test_addresses_are_kept_as_browsers_write_them(tmp_path: Path) -> None:
    chosen = read_in(
        tmp_path, PUBLIC_URL="HTTPS://Order.Example:443/", CORS_ORIGINS="HTTP://A.example:80,https://B:8443"
    )
    assert (chosen.public_url, chosen.https) == ("https://order.example", True)
    assert chosen.cors_origins == ("http://a.example", "https://b:8443")
    assert read_in(tmp_path, PUBLIC_URL="http://[::1]:8000").public_url == "http://[::1]:8000"


def read_in(folder: Path, **given: str) -> settings.Settings:
    own = {f"ORDERING_{name}": value for name, value in given.items()}
    return settings.read({"ORDERING_DATABASE_URL": f"sqlite+aiosqlite:///{folder / 'ordering.db'}", **own})


def test_a_database_is_shown_without_its_password() -> None:
    assert shown("mysql+asyncmy://root:word@db.example:3307/ordering") == "MySQL, db.example:3307/ordering"
    assert shown("sqlite+aiosqlite:////srv/ordering.db") == "SQLite, /srv/ordering.db"


def no_settings() -> dict[str, str | None]:
    return {name: None for name in os.environ if name.startswith("ORDERING_")}


@pytest.mark.parametrize("value", ["999.999.0.1", "host with spaces"])
def test_a_wrong_host_is_named(tmp_path: Path, value: str) -> None:
    database = f"sqlite+aiosqlite:///{tmp_path / 'x.db'}"
    with pytest.raises(settings.WrongSetting, match="ORDERING_HOST"):
        settings.read({"ORDERING_HOST": value, "ORDERING_DATABASE_URL": database})


def test_a_database_in_memory_is_refused_however_it_is_spelled() -> None:
    url = "sqlite+aiosqlite:///file:orders?mode=memory&uri=true"
    with pytest.raises(settings.WrongSetting, match="ORDERING_DATABASE_URL"):
        settings.read({"ORDERING_DATABASE_URL": url, "ORDERING_SECRET_KEY": SECRET})


def test_what_is_left_out_has_its_default(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.chdir(tmp_path)
    chosen = settings.read({})
    assert chosen.database_url == "sqlite+aiosqlite:///var/ordering.db"
    assert (chosen.host, chosen.port, chosen.log_level) == ("127.0.0.1", 8000, "INFO")
    assert (chosen.public_url, chosen.cors_origins, chosen.trusted_proxies, chosen.metrics) == (None, (), (), False)
    assert (chosen.allowed_hosts, chosen.hsts_subdomains) == ((), False)
    assert (chosen.max_connections, chosen.max_connections_per_address) == (1024, 1024)
    assert chosen.embedded
    assert not chosen.https
    assert settings.media({}, MEDIA) == Path("var/media")
    empty = settings.read({name: "" for name in WRONG})
    assert empty == chosen, "an empty value is one that was left out"


def test_good_values_are_taken(tmp_path: Path) -> None:
    chosen = settings.read(
        {
            "ORDERING_DATABASE_URL": SERVER,
            "ORDERING_SECRET_KEY": "비밀" * 6,
            "ORDERING_PUBLIC_URL": "https://order.example/",
            "ORDERING_PORT": "0",
            "ORDERING_LOG": "TEXT",
            "ORDERING_LOG_LEVEL": "warning",
            "ORDERING_CORS_ORIGINS": " https://a.example/ , http://localhost:5173,",
            "ORDERING_TRUSTED_PROXIES": "10.0.0.0/8, ::1",
            "ORDERING_ALLOWED_HOSTS": "Order.Example, .branches.example,192.168.0.7, [::1]",
            "ORDERING_HSTS_SUBDOMAINS": "1",
            "ORDERING_MAX_CONNECTIONS": "4000",
            "ORDERING_MAX_CONNECTIONS_PER_ADDRESS": "50",
            "ORDERING_METRICS": "1",
        }
    )
    assert (chosen.public_url, chosen.https, chosen.port) == ("https://order.example", True, 0)
    assert (chosen.log, chosen.log_level, chosen.metrics) == ("text", "WARNING", True)
    assert chosen.cors_origins == ("https://a.example", "http://localhost:5173")
    assert chosen.trusted_proxies == ("10.0.0.0/8", "::1")
    assert chosen.allowed_hosts == ("order.example", ".branches.example", "192.168.0.7", "[::1]")
    assert (chosen.hsts_subdomains, chosen.max_connections, chosen.max_connections_per_address) == (True, 4000, 50)
    assert settings.read({"ORDERING_DATABASE_URL": SERVER, "ORDERING_SECRET_KEY": SECRET}, "sqlite+aiosqlite:///x.db")\
        .database_url == "sqlite+aiosqlite:///x.db"  # fmt: skip


@pytest.mark.parametrize(
    ("given", "sent"),
    [
        ("HTTPS://Tablet.Example", "https://tablet.example"),
        ("https://tablet.example:443/", "https://tablet.example"),
        ("http://tablet.example:80", "http://tablet.example"),
        ("http://tablet.example:443", "http://tablet.example:443"),
        ("http://localhost:05173", "http://localhost:5173"),
        ("http://[0:0::1]:8080", "http://[::1]:8080"),
    ],
)
def test_origins_are_as_browsers_send_them(tmp_path: Path, given: str, sent: str) -> None:
    own = {"ORDERING_DATABASE_URL": f"sqlite+aiosqlite:///{tmp_path / 'x.db'}", "ORDERING_CORS_ORIGINS": given}
    assert settings.read(own).cors_origins == (sent,)


def test_a_bucket_has_its_prefix_endpoint_and_public_address() -> None:
    own = {"ORDERING_DATABASE_URL": SERVER, "ORDERING_SECRET_KEY": SECRET}
    plain = settings.read({**own, "ORDERING_MEDIA": "s3://pictures.of-mine"})
    assert plain.media == Bucket(name="pictures.of-mine")
    whole = settings.read(
        {
            **own,
            "ORDERING_MEDIA": "s3://pictures/some/where/",
            "ORDERING_S3_ENDPOINT_URL": "http://127.0.0.1:9000/",
            "ORDERING_S3_PUBLIC_URL": "https://cdn.example/pictures/",
            "ORDERING_S3_REGION": "ap-northeast-2",
        }
    )
    assert whole.media == Bucket(
        name="pictures",
        prefix="some/where",
        endpoint_url="http://127.0.0.1:9000",
        public_url="https://cdn.example/pictures",
        region="ap-northeast-2",
    )


def test_a_server_database_needs_a_secret() -> None:
    with pytest.raises(settings.WrongSetting, match=r"^ORDERING_SECRET_KEY: expected at least 32 bytes"):
        settings.read({"ORDERING_DATABASE_URL": SERVER})


def test_the_embedded_database_gets_a_secret_once(tmp_path: Path) -> None:
    environment = {"ORDERING_DATABASE_URL": f"sqlite+aiosqlite:///{tmp_path / 'deep' / 'ordering.db'}"}
    first = settings.read(environment)
    file = tmp_path / "deep" / "secret.key"
    assert stat.S_IMODE(file.stat().st_mode) == 0o600
    assert len(first.secret_key) >= 32
    assert settings.read(environment).secret_key == first.secret_key == file.read_bytes()
    assert [one.name for one in file.parent.iterdir()] == ["secret.key"]
    other = settings.read({"ORDERING_DATABASE_URL": f"sqlite+aiosqlite:///{tmp_path / 'other' / 'ordering.db'}"})
    assert other.secret_key != first.secret_key


def secret_in(folder: str) -> bytes:
    return settings.read({"ORDERING_DATABASE_URL": f"sqlite+aiosqlite:///{folder}/ordering.db"}).secret_key


def test_commands_that_start_at_once_agree_on_the_secret(tmp_path: Path) -> None:
    with ThreadPoolExecutor(8) as pool:
        for number in range(20):
            assert len(set(pool.map(secret_in, [str(tmp_path / str(number))] * 8))) == 1


@pytest.mark.parametrize("kept", [b"", b"short\n"])
def test_a_kept_secret_that_is_too_short_is_refused(tmp_path: Path, kept: bytes) -> None:
    (tmp_path / "secret.key").write_bytes(kept)
    (tmp_path / "secret.key").chmod(0o600)
    with pytest.raises(settings.WrongSetting, match="ORDERING_SECRET_KEY"):
        secret_in(str(tmp_path))


@pytest.mark.parametrize("mode", [0o644, 0o620, 0o604, 0o640])
def test_a_kept_secret_that_others_can_read_or_write_is_refused(tmp_path: Path, mode: int) -> None:
    secret_in(str(tmp_path))
    (tmp_path / "secret.key").chmod(mode)
    with pytest.raises(settings.WrongSetting, match=r"^ORDERING_SECRET_KEY: expected .*owner's alone"):
        secret_in(str(tmp_path))


def test_a_folder_that_can_not_be_written_is_told(tmp_path: Path) -> None:
    (tmp_path / "file").write_text("in the way")
    with pytest.raises(settings.WrongSetting, match=r"^ORDERING_DATABASE_URL: .*file"):
        secret_in(str(tmp_path / "file" / "under"))

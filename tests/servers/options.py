"""What MariaDB and MySQL are told alike."""

import os
import shutil
from pathlib import Path


def program(name: str) -> Path | None:
    """The program on PATH, or where Debian keeps what only root is thought to run."""
    places = os.pathsep.join([os.environ.get("PATH", ""), "/usr/sbin", "/usr/local/sbin"])
    found = shutil.which(name, path=places)
    return Path(found) if found else None


def account() -> list[str]:
    """Both refuse to run as root without being told so."""
    return ["--user=root"] if os.geteuid() == 0 else []


def temporary(folder: Path) -> list[str]:
    """A folder of its own for temporary tables: a server that starts deletes all it finds where its kind keep them."""
    temporary = folder.absolute() / "tmp"
    temporary.mkdir(parents=True, exist_ok=True)
    return [f"--tmpdir={temporary}"]


def running(port: int, *, durable: bool) -> list[str]:
    """Options of a small server on 127.0.0.1 that keeps no binary log.

    Durable writes each commit to disk, as in production. Otherwise each is only handed to the kernel, which
    is quick and still survives the server's death, but not the machine's.
    """
    return [
        f"--port={port}",
        "--bind-address=127.0.0.1",
        # Names relative to the data folder: a socket's whole path may have 107 characters, and tests' folders are deep.
        "--socket=server.sock",
        "--pid-file=server.pid",
        "--skip-name-resolve",
        "--skip-log-bin",
        "--character-set-server=utf8mb4",
        "--collation-server=utf8mb4_bin",
        "--performance-schema=OFF",
        "--innodb-buffer-pool-size=64M",
        f"--innodb-flush-log-at-trx-commit={1 if durable else 2}",
    ]

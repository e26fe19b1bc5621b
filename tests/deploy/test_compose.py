"""compose.yaml, as far as it can be read without a container engine."""

import re
import subprocess
from pathlib import Path
from typing import Any

import pytest
import yaml  # type: ignore[import-untyped]  # it says no types

from ordering import settings
from tests.deploy.proxy import EXAMPLE

ROOT = Path(__file__).parents[2]
COMPOSE: dict[str, Any] = yaml.safe_load((ROOT / "compose.yaml").read_text(encoding="utf-8"))
SERVICES: dict[str, dict[str, Any]] = COMPOSE["services"]
GIVEN = {"ORDERING_SECRET_KEY": "a secret of more than 32 bytes, for tests"}


def filled(value: str) -> str:
    """As compose fills in a variable: what is given, else its default."""
    return re.sub(r"\$\{(\w+)(?::-(\w[\w-]*)|:\?[^}]*)?\}", lambda one: GIVEN.get(one[1], one[2] or ""), value)


def environment(service: str) -> dict[str, str]:
    own = SERVICES[service]["environment"]
    return {name: filled(str(value)) for name, value in own.items() if name.startswith("ORDERING_")}


@pytest.mark.parametrize("service", ["app", "migrate", "app-1", "app-2"])
def test_its_settings_are_taken(service: str) -> None:
    chosen = settings.read(environment(service))
    assert chosen.database_url == "mysql+asyncmy://ordering:ordering@mysql/ordering"
    if service != "app":
        assert chosen.redis_url == "redis://redis"
        assert isinstance(chosen.media, settings.Bucket)


def test_what_it_names_is_there() -> None:
    for name, service in SERVICES.items():
        assert {*service.get("depends_on", [])} <= SERVICES.keys(), name
        for volume in service.get("volumes", []):
            place = volume.partition(":")[0]
            assert (ROOT / place).exists() if place.startswith(".") else place in COMPOSE["volumes"]
    alone = {name for name, service in SERVICES.items() if "scale" not in service.get("profiles", [])}
    assert alone == {"app", "mysql"}, "`docker compose up` starts one process and its database"


def test_its_nginx_leads_to_both_processes(tmp_path: Path) -> None:
    """Its own command, on the example."""
    command = SERVICES["nginx"]["command"][2].partition(" && exec")[0].replace("$$", "$")
    result = tmp_path / "default.conf"
    made = command.replace("/etc/nginx/example.conf", str(EXAMPLE))
    made = made.replace("/etc/nginx/conf.d/default.conf", str(result))
    subprocess.run(["sh", "-c", made], check=True)
    text = result.read_text()
    assert "server app-1:8000 " in text
    assert "server app-2:8000 " in text
    assert "location /ordering/ { proxy_pass http://minio:9000; }\n    location / {" in text
    assert "127.0.0.1:" not in re.sub(r"#.*", "", text)

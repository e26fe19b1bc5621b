"""A clock that tests may set."""

from collections.abc import Callable
from datetime import UTC, datetime
from types import SimpleNamespace
from zoneinfo import ZoneInfo

import pytest

from ordering import clock

SetClock = Callable[[str], datetime]


@pytest.fixture
def clock_at(monkeypatch: pytest.MonkeyPatch) -> SetClock:
    """``clock_at("2026-11-23T03:59")`` sets the restaurant's clock to that time in Seoul; it then stands still."""
    # Logins keep to the real time: PyJWT does too, and refuses a token from the future.
    monkeypatch.setattr("ordering.security.tokens.clock", SimpleNamespace(now=clock.now))

    def set_to(local: str) -> datetime:
        instant = datetime.fromisoformat(local).replace(tzinfo=ZoneInfo("Asia/Seoul")).astimezone(UTC)
        monkeypatch.setattr(clock, "now", lambda: instant)
        return instant

    return set_to

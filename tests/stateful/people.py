"""People and devices in plain data, and the logins by which they come in."""

from dataclasses import dataclass
from datetime import datetime


@dataclass
class Person:
    id: int
    username: str
    role: str
    password: str
    disabled: bool = False
    epoch: int = 1


@dataclass
class Device:
    """``id`` is 0 until somebody asked the tablet who it is."""

    token: str
    table: int
    id: int = 0
    paired: bool = True


@dataclass
class Login:
    """An access token: a person's (of a username), a tablet's (of a device token), or a phone's (of a visit)."""

    name: str
    token: str
    expires_at: datetime
    username: str | None = None
    device: str | None = None
    visit: int | None = None
    phone_id: int = 0
    epoch: int = 1
    ended: bool = False

"""What is owed by a client, whose time for it runs."""

from enum import Enum


class Owed(Enum):
    """What a client has to send next."""

    NOTHING = "nothing: it waits for us, or is idle"
    HEAD = "a head"
    BODY = "a body"
    LEAVE = "nothing more: it was refused"

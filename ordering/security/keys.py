"""What it takes to let somebody in, held together."""

from ordering.security.passwords import Passwords
from ordering.security.throttle import Throttle
from ordering.security.tokens import Tokens


class Keys:
    """One for each process: its token secret, its hashing turns, its count of failed logins."""

    def __init__(self, secret: bytes) -> None:
        self.tokens = Tokens(secret)
        self.passwords = Passwords()
        self.throttle = Throttle()

"""What it takes to let somebody in, held together."""

import os

from ordering.security.browsers import Browsers
from ordering.security.passwords import Passwords
from ordering.security.refusals import Refusals
from ordering.security.throttle import Throttle
from ordering.security.tokens import Tokens
from ordering.security.turns import Turns

# A burst of logins may take every core but one: guests go on reading the menu meanwhile.
AT_ONCE = max(1, (os.cpu_count() or 2) - 1)
WAITING = 500


class Keys:
    """One for each process: its token secret, its turns at hashing, its count of failed logins."""

    def __init__(self, secret: bytes) -> None:
        self.tokens = Tokens(secret)
        self.browsers = Browsers(secret)
        self.turns = Turns(AT_ONCE, WAITING)
        self.passwords = Passwords(self.turns)
        self.throttle = Throttle(self.turns)
        self.refusals = Refusals()

"""What it takes to let somebody in, held together."""

import os

from ordering.peers.peers import Peers
from ordering.security.browsers import Browsers
from ordering.security.passwords import Passwords
from ordering.security.refusals import Refusals
from ordering.security.station_codes import StationCodes
from ordering.security.throttle import Throttle
from ordering.security.tokens import Tokens
from ordering.security.turns import Turns

# A burst of logins may take every core but one: guests go on reading the menu meanwhile.
AT_ONCE = max(1, (os.cpu_count() or 2) - 1)
# While some hash, so many more look up whom they are to log in. A database that says nothing holds these, and not the
# turns at hashing: those are everybody's.
LOOKING_UP = 3
WAITING = 500
WAIT_SECONDS = 10.0


class Authenticator:
    """One for each process: its token secret, its turns at logging in and at hashing, its count of failed logins."""

    def __init__(self, secret: bytes, peers: Peers | None = None) -> None:
        self.tokens = Tokens(secret)
        self.browsers = Browsers(secret)
        self.station_codes = StationCodes(secret)
        self.passwords = Passwords(Turns(AT_ONCE, WAITING, WAIT_SECONDS))
        self.throttle = Throttle(Turns(AT_ONCE + LOOKING_UP, WAITING, WAIT_SECONDS), WAIT_SECONDS, peers)
        self.refusals = Refusals()

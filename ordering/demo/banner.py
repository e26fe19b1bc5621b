"""The banner of `ordering demo`: what the terminal shows of where it is, who can log in, and an order by hand."""

from ordering.demo import LOGINS, OWNER, OWNER_PASSWORD, SLUG, STAFF, STAFF_PASSWORD, TABLE_PASSWORD
from ordering.http.listening import Reach

BOARD = "/admin"
KITCHEN = "/admin/kitchen"
TABLET = f"/table?store={SLUG}&table={LOGINS.table}"


def banner(reach: Reach, item_id: int) -> str:
    url = reach.here
    return f"""
  Ordering, the demo: {url}   (two doors, one tap each)

    the staff's board   {url}{BOARD}
    a table's tablet    {url}{TABLET}
    the kitchen         {url}{KITCHEN}   (its own screen: {url}/kitchen, by a code of {url}/admin/stations)
{_around(reach)}
    owner               {SLUG} / {OWNER} / {OWNER_PASSWORD}
    staff               {SLUG} / {STAFF} / {STAFF_PASSWORD}
    tables 1-12         {SLUG} / table number / {TABLE_PASSWORD}
    API documents       {url}/schema

  These logins are public: everybody who can reach this address can use them. Not for real guests.

  Order something, as the tablet at table 1 would:

    TOKEN=$(curl -s {url}/api/v1/auth/table -H 'Content-Type: application/json' \\
      -d '{{"store": "{SLUG}", "table_number": 1, "password": "{TABLE_PASSWORD}"}}' \\
      | python3 -c 'import json, sys; print(json.load(sys.stdin)["access_token"])')
    curl -s {url}/api/v1/orders -H "Authorization: Bearer $TOKEN" -H 'Content-Type: application/json' \\
      -H "Idempotency-Key: by-hand-$(date +%s%N)" -d '{{"lines": [{{"item_id": {item_id}, "quantity": 1}}]}}'
"""


def _around(reach: Reach) -> str:
    """The same for other devices of the network, or what it takes."""
    if reach.around:
        return f"""
    on your network     {reach.around}{BOARD}
                        {reach.around}{TABLET}
"""
    if reach.could_be_around:
        return f"""
    For other devices on your network begin it with ORDERING_HOST=0.0.0.0, and open there
                        {reach.could_be_around}{BOARD}
                        {reach.could_be_around}{TABLET}
"""
    return ""

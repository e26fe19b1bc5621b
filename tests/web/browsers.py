"""People in front of the pages: here a login is a cookie."""

import httpx

from tests.world import Restaurant

HTMX = {"HX-Request": "true", "HX-Current-URL": "http://ordering.test/admin/store?from=here"}


def browser(here: Restaurant, who: str | None, language: str = "en") -> httpx.AsyncClient:
    """Somebody's who has logged in at a restaurant; nobody's without ``who``."""
    cookies = {"language": language} | ({"staff": here.token(who)} if who else {})
    transport = httpx.ASGITransport(here.app, raise_app_exceptions=False)  # type: ignore[arg-type]
    return httpx.AsyncClient(transport=transport, base_url="http://ordering.test", cookies=cookies)

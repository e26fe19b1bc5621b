"""People in front of the pages: here a login is a cookie."""

import re
from html import unescape

import httpx

from tests.world import Restaurant

HTMX = {"HX-Request": "true", "HX-Current-URL": "http://ordering.test/admin/store?from=here"}


def browser(here: Restaurant, who: str | None, language: str = "en") -> httpx.AsyncClient:
    """Somebody's who has logged in at a restaurant; nobody's without ``who``."""
    cookies = {"language": language} | ({"staff": here.token(who)} if who else {})
    transport = httpx.ASGITransport(here.app, raise_app_exceptions=False)  # type: ignore[arg-type]  # theirs is another name for an ASGI app
    return httpx.AsyncClient(transport=transport, base_url="http://ordering.test", cookies=cookies)


def fields_of(page: str) -> dict[str, str]:
    """A form as it would be sent from where it is shown; of the page's last one with a ``seen``."""
    form = next(one for one in reversed(page.split("<form")) if 'name="seen"' in one).partition("</form>")[0]
    found: dict[str, str] = {}
    for tag, options in re.findall(r"(<input[^>]*>|<select[^>]*>)((?:\s*<option[^>]*>[^<]*(?:</option>)?)*)", form):
        name, kind = re.search(r'name="([^"]*)"', tag), re.search(r'type="([^"]*)"', tag)
        chosen = re.search(r'value="([^"]*)" selected', options) or re.search(r'value="([^"]*)"', tag)
        if name and not (kind and kind[1] in ("checkbox", "radio") and " checked" not in tag):
            found[name[1]] = unescape(chosen[1]) if chosen else ""
    for name_, text in re.findall(r'<textarea[^>]* name="([^"]*)"[^>]*>([^<]*)</textarea>', form):
        found[name_] = unescape(text).removeprefix("\n")
    return found

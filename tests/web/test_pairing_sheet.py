"""The pairing sheet: a code for each table, and where the codes lead."""

from html import unescape

import pytest

from ordering.http import origins
from tests.api.deployment import deployed
from tests.web.browsers import browser
from tests.world import Restaurant


async def test_the_sheet_has_a_code_for_each_table_and_no_style(bistro: Restaurant) -> None:
    manager = browser(bistro, "manager", "en")
    page = (await manager.get("/admin/tables/sheet")).text
    assert page.count("<svg viewBox=") == 3
    assert f"http://ordering.test/table?store={bistro.slug}&amp;table=2" in page
    assert "style=" not in page
    assert '<ul class="cards" lang="ko">' in page, "for the store, whatever language its manager reads"
    assert "테이블 비밀번호를 입력하세요." in page
    chosen = (await manager.get("/admin/tables/sheet?table=2&table=3")).text
    assert chosen.count("<svg viewBox=") == 2


async def the_sheet(database_url: str, asked: str, path: str = "", **settings: str) -> str:
    async with deployed(database_url, **settings) as here:
        bistro = await here.restaurant("bistro")
        manager = browser(bistro, "manager", "en")
        return unescape((await manager.get(f"/admin/tables/sheet{path}", headers={"Host": asked})).text)


@pytest.mark.parametrize("host", ["localhost:8000", "127.0.0.1:8000", "[::1]:8000", "ordering.localhost"])
async def test_a_code_leads_no_tablet_to_itself_unsaid(database_url: str, host: str) -> None:
    """Where only this machine is listened to, and where the network's address is known."""
    page = await the_sheet(database_url, host, host="127.0.0.1")
    assert "These codes lead a tablet to itself" in page
    assert "ORDERING_HOST=0.0.0.0" in page
    assert f'<a href="http://{host}/table?store=' in page, "to look at from here"


async def test_the_networks_address_is_on_the_cards_where_the_server_listens_there(
    database_url: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(origins, "lan_address", lambda: "192.168.0.10")
    page = await the_sheet(database_url, "localhost:8000", host="0.0.0.0")
    assert page.count(">http://192.168.0.10/table?store=") == 3
    assert "lead a tablet to itself" not in page
    assert "These codes lead to plain http" in page
    by_name = await the_sheet(database_url, "order.lan:8000", host="0.0.0.0")
    assert by_name.count(">http://order.lan:8000/table?store=") == 3, "as the request came"
    assert '<option value="http://192.168.0.10">' in by_name
    assert '<a class="btn" href="?address=http%3A//192.168.0.10">' in by_name, "one tap, where there is a choice"


async def test_the_address_on_the_cards_is_asked_for(database_url: str) -> None:
    page = await the_sheet(database_url, "order.lan", "?address=HTTPS://Order.Example:8443/")
    assert page.count(">https://order.example:8443/table?store=") == 3
    assert "plain http" not in page
    without_scheme = await the_sheet(database_url, "order.lan", "?address=order.lan:8080")
    assert without_scheme.count(">http://order.lan:8080/table?store=") == 3
    wrong = await the_sheet(database_url, "order.lan", "?address=http://x/y")
    assert "That is no address." in wrong
    assert wrong.count(">http://order.lan/table?store=") == 3


async def test_no_card_leads_to_a_name_that_is_not_answered_to(
    database_url: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(origins, "lan_address", lambda: "192.168.0.10")
    own = {"host": "0.0.0.0", "allowed_hosts": "order.lan, .branches.lan"}
    for address in ("evil.example", "https://evil.example:8443", "http://192.168.0.10"):
        page = await the_sheet(database_url, "order.lan", f"?address={address}", **own)
        assert page.count(">http://order.lan/table?store=") == 3
        assert "That is no address." in page
        assert 'value="http://192.168.0.10"' not in page.partition("<datalist")[2]
    page = await the_sheet(database_url, "order.lan", "?address=a.branches.lan:8080", **own)
    assert page.count(">http://a.branches.lan:8080/table?store=") == 3


async def test_the_public_address_is_on_the_cards_and_not_asked_for(database_url: str) -> None:
    page = await the_sheet(database_url, "localhost:8000", "?address=http://x", public_url="http://order.example:80")
    assert page.count(">http://order.example/table?store=") == 3
    assert 'name="address"' not in page

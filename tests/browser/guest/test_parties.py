"""One party's choices and orders are never another's; a tablet that is nobody's says so."""

import json
from functools import partial

import pytest
from playwright.async_api import APIResponse, Route, expect

from tests.browser.guest.tablet import Tablet, counting, in_the_kitchen
from tests.browser.guest.test_refusals import deaf
from tests.faults.service import Service
from tests.world import TABLE_PASSWORD, Restaurant

# Everything that the page keeps, as text: nothing of a password may be in it.
KEPT = """async () => {
  const all = [JSON.stringify(localStorage), JSON.stringify(sessionStorage), JSON.stringify(history.state)];
  for (const { name } of await indexedDB.databases()) {
    const opening = indexedDB.open(name);
    await new Promise((done) => (opening.onsuccess = done));
    const database = opening.result;
    for (const store of database.objectStoreNames) {
      const values = database.transaction(store).objectStore(store).getAll();
      await new Promise((done) => (values.onsuccess = done));
      all.push(JSON.stringify(values.result));
    }
    database.close();
  }
  return all.join();
}"""

# Whatever is to be written waits, as behind another tab; `asked` counts the transactions that were begun meanwhile.
HELD = """() => new Promise((ready) => {
  indexedDB.open("ordering-table").onsuccess = ({ target: { result: database } }) => {
    const shelf = database.transaction("kept", "readwrite").objectStore("kept");
    Object.assign(globalThis, { held: true, asked: 0 });
    const { transaction } = IDBDatabase.prototype;
    IDBDatabase.prototype.transaction = function (...all) {
      globalThis.asked += 1;
      return transaction.apply(this, all);
    };
    const spin = () => {
      if (globalThis.held) shelf.get("pairing").onsuccess = spin;
      ready();
    };
    spin();
  };
})"""


async def test_pairing_by_hand_keeps_no_password(unpaired: Tablet) -> None:
    await unpaired.page.goto(f"{unpaired.url}/table")
    await unpaired.page.get_by_label("매장").fill(unpaired.bistro.slug)
    await unpaired.page.get_by_label("테이블 번호").fill("2")
    await unpaired.press("연결하기")
    await unpaired.sees("모두 입력해 주세요")
    await unpaired.page.get_by_label("테이블 비밀번호").fill("not the password")
    await unpaired.press("연결하기")
    await unpaired.sees("맞지 않는 것이 있어요")
    await unpaired.page.get_by_label("테이블 비밀번호").fill(TABLE_PASSWORD)
    await unpaired.page.get_by_label("테이블 비밀번호").press("Enter")
    await unpaired.sees("김치찌개")
    await unpaired.page.reload()
    await unpaired.sees("2번")
    kept = await unpaired.page.evaluate(KEPT)
    assert "device_token" in kept
    assert not any(word in kept for word in (f'"{TABLE_PASSWORD}"', "not the password"))


@pytest.mark.parametrize(
    ("status", "code", "told"),
    [(403, "pairing_closed", "먼저 연결을 열어 주세요"), (409, "too_many_devices", "태블릿을 더 연결할 수 없어요")],
)
async def test_a_table_that_takes_no_tablet_now_says_why(unpaired: Tablet, status: int, code: str, told: str) -> None:
    problem = json.dumps({"status": status, "code": code, "detail": "no"})
    answer = partial(Route.fulfill, status=status, content_type="application/problem+json", body=problem)
    await unpaired.page.route("**/auth/table", lambda route: answer(route))
    await unpaired.page.goto(f"{unpaired.url}/table?store={unpaired.bistro.slug}&table=1")
    await unpaired.page.fill("#pair-password", TABLE_PASSWORD)
    await unpaired.press("연결하기")
    await unpaired.sees(told)


@pytest.mark.parametrize("mark", ["?", "#"])
async def test_a_qr_code_fills_in_the_form(unpaired: Tablet, mark: str) -> None:
    await unpaired.page.goto(f"{unpaired.url}/table{mark}store={unpaired.bistro.slug}&table=3")
    await expect(unpaired.page.get_by_label("테이블 번호")).to_have_value("3")
    await unpaired.page.get_by_label("테이블 비밀번호").fill(TABLE_PASSWORD)
    await unpaired.press("연결하기")
    await unpaired.sees("3번")
    assert unpaired.page.url == f"{unpaired.url}/table"


async def test_another_tables_qr_code_moves_the_tablet_only_with_its_password(tablet: Tablet) -> None:
    await tablet.choose("김치찌개")
    await tablet.page.goto(f"{tablet.url}/table?store={tablet.bistro.slug}&table=2")
    await tablet.press("1번 테이블 그대로 쓰기")
    await expect(tablet.page.locator("aside.cart")).to_contain_text("김치찌개")
    await tablet.page.goto(f"{tablet.url}/table?store={tablet.bistro.slug}&table=2")
    await tablet.page.fill("#pair-password", TABLE_PASSWORD)
    await tablet.press("연결하기")
    await tablet.sees("2번")
    await expect(tablet.page.locator("aside.cart")).to_contain_text("아직 담은 메뉴가 없어요")


@pytest.mark.parametrize("what", ["a dish", "one more", "a note", "a language"])
async def test_a_tap_while_staff_close_the_table_is_not_the_next_partys(tablet: Tablet, what: str) -> None:
    page = tablet.page
    await tablet.bistro.ordered(1, "김치찌개", by="staff")
    await expect(page.locator("[data-key=orders] .count")).to_have_text("1")
    await tablet.choose("떡볶이", "순한맛")
    if what == "a dish":
        await tablet.dish("냉면").click()
    elif what == "a note":
        await tablet.press("주문하기")
    elif what == "a language":
        await page.locator("[data-key=settings]").click()
    await page.evaluate(HELD)
    assert (await tablet.bistro.close(1, force=True)).status_code == 200
    await page.wait_for_function("() => globalThis.asked > 0")
    if what == "a dish":
        await page.locator("dialog [data-key=add]").click()
    elif what == "one more":
        await page.locator("aside [data-key=line-0-plus]").click()
    elif what == "a note":
        await page.fill("#order-note", "아무도 안 했어요")
        await page.locator("[data-key=send]").click()
    else:
        await page.locator("dialog [data-key=language-en]").click()
    await page.evaluate("globalThis.held = false")
    await page.locator(".welcome").wait_for()
    await page.reload()
    await tablet.sees("김치찌개")
    await expect(page.locator("html")).to_have_attribute("lang", "ko")
    await expect(page.locator("aside.cart")).to_contain_text("아직 담은 메뉴가 없어요")
    kept = await page.evaluate(KEPT)
    assert not any(word in kept for word in ("아무도", '"quantity"', '"language"'))
    assert await in_the_kitchen(tablet.bistro) == [[("김치찌개", 1)]]


async def test_nothing_of_a_party_is_left_on_the_tablet_after_it_or_after_another_pairing(tablet: Tablet) -> None:
    async def has_been_here() -> None:
        await tablet.choose("김치찌개", note="생일이에요")
        await tablet.confirm()
        await tablet.is_told("접수되었어요")
        await tablet.press("확인")
        await tablet.choose("냉면", note="생일이에요")
        await tablet.page.locator("[data-key=settings]").click()
        await tablet.press("크게")
        await tablet.forgets_its_sheet()
        await tablet.dish("냉면").click()
        await tablet.page.fill("#item-note", "생일이에요")
        while "생일이에요" not in await tablet.page.evaluate(KEPT):
            await tablet.page.wait_for_timeout(20)

    async def is_forgotten() -> None:
        await expect(tablet.page.locator("html")).to_have_attribute("data-text", "normal")
        for _ in range(2):
            while "생일이에요" in await tablet.page.evaluate(KEPT) + await tablet.page.content():
                await tablet.page.wait_for_timeout(20)  # a draft is thrown away after its sheet
            await tablet.page.go_forward()  # to the sheet that was open
            await expect(tablet.page.locator("dialog[open]")).to_have_count(0)

    await has_been_here()
    assert (await tablet.bistro.close(1, force=True)).status_code == 200
    await tablet.press("확인")
    await tablet.press("시작하기")
    await is_forgotten()
    await has_been_here()
    await tablet.forgets_its_sheet()
    await unpair(tablet.bistro)
    await tablet.sees("연결이 해제되었어요")
    assert (await tablet.bistro.close(1, force=True)).status_code == 200
    await tablet.page.fill("#pair-password", TABLE_PASSWORD)
    await tablet.press("연결하기")
    await tablet.sees("김치찌개")
    await is_forgotten()


async def test_a_closed_table_is_thanked_and_welcomes_the_next_in_their_language(tablet: Tablet) -> None:
    await tablet.press("English")
    await tablet.choose("김치찌개")
    await tablet.press("Order", exact=True)
    await tablet.press("Send order")
    await tablet.is_told("Received #0001")
    await tablet.press("OK")
    await tablet.choose("냉면")
    assert (await tablet.bistro.close(1, force=True)).status_code == 200
    await tablet.sees("Thank you")
    await tablet.press("OK")
    await tablet.sees("어서 오세요")
    await tablet.press("시작하기")
    await tablet.sees("김치찌개")
    await expect(tablet.page.locator("aside.cart")).to_contain_text("아직 담은 메뉴가 없어요")
    await expect(tablet.page.locator("[data-key=orders] .count")).to_have_count(0)
    await tablet.choose("냉면")
    await tablet.confirm()
    await tablet.is_told("접수되었어요 #0002")
    await tablet.page.reload()
    await tablet.forgets_its_sheet()
    await tablet.press("주문 내역")
    await tablet.is_told("₩11,000")


async def test_what_was_not_sent_when_the_table_was_closed_is_told_and_never_sent(tablet: Tablet) -> None:
    await tablet.bistro.ordered(1, "냉면", by="staff")
    await tablet.page.context.set_offline(True)
    await tablet.choose("김치찌개")
    await tablet.confirm()
    await tablet.is_told("연결되면 바로 보낼게요")
    assert (await tablet.bistro.close(1, force=True)).status_code == 200
    await tablet.page.context.set_offline(False)
    await tablet.sees("감사합니다")
    await tablet.is_told_of_a_loss("1 김치찌개")
    await tablet.press("확인")
    await tablet.press("시작하기")
    await tablet.choose("냉면")
    await tablet.confirm()
    await tablet.is_told("접수되었어요")
    assert await in_the_kitchen(tablet.bistro) == [[("냉면", 1)], [("냉면", 1)]]


async def test_a_tablet_that_slept_through_a_closing_shows_nothing_of_the_last_party(tablet: Tablet) -> None:
    await tablet.choose("김치찌개")
    await tablet.confirm()
    await tablet.is_told("접수되었어요")
    await tablet.press("확인")
    await tablet.choose("냉면")
    await tablet.page.goto("about:blank")
    assert (await tablet.bistro.close(1, force=True)).status_code == 200
    sent = counting(tablet.page)
    await tablet.page.goto(f"{tablet.url}/table")
    await tablet.sees("감사합니다")
    await tablet.page.reload()
    await expect(tablet.page.locator("aside.cart")).to_contain_text("아직 담은 메뉴가 없어요")
    assert sent() == 0


async def test_an_order_for_a_party_that_has_gone_is_refused_and_told(tablet: Tablet) -> None:
    await tablet.bistro.ordered(1, "냉면", by="staff")
    await deaf(tablet)
    assert (await tablet.bistro.close(1, force=True)).status_code == 200
    await tablet.choose("김치찌개")
    await tablet.confirm()
    await tablet.is_told_of_a_loss("1 김치찌개")
    assert await in_the_kitchen(tablet.bistro) == [[("냉면", 1)]]


async def unpair(bistro: Restaurant) -> None:
    for device in (await bistro.ask("manager", "GET", "/admin/devices")).json()["items"]:
        if "Mozilla" in (device["user_agent"] or ""):
            await bistro.ask("manager", "DELETE", f"/admin/devices/{device['id']}")


async def test_an_unpaired_tablet_says_so_and_goes_on_when_it_is_paired_again(tablet: Tablet) -> None:
    await tablet.choose("김치찌개")
    await unpair(tablet.bistro)
    await tablet.sees("연결이 해제되었어요")
    await tablet.page.reload()
    await tablet.page.fill("#pair-password", TABLE_PASSWORD)
    await tablet.press("연결하기")
    await expect(tablet.page.locator("aside.cart")).to_contain_text("김치찌개")


async def test_an_order_under_way_when_the_tablet_is_unpaired_is_told_as_it_is(tablet: Tablet) -> None:
    answers: list[APIResponse] = []

    async def lose(route: Route) -> None:
        if answers or route.request.method != "POST":  # a new stream makes the page read its orders again
            await route.continue_()
            return
        answers.append(await route.fetch(url=route.request.url.replace("tablet.test", "127.0.0.1")))
        await unpair(tablet.bistro)
        await route.abort()

    await tablet.page.route("**/api/v1/orders", lose)
    await tablet.choose("김치찌개")
    await tablet.confirm()
    await tablet.sees("접수되었는지 아직 알 수 없어요")
    await tablet.sees("1 김치찌개")
    await tablet.page.fill("#pair-password", TABLE_PASSWORD)
    await tablet.press("연결하기")
    await tablet.has_sent_everything()
    await expect(tablet.page.locator("[data-key=orders] .count")).to_have_text("1")
    assert await in_the_kitchen(tablet.bistro) == [[("김치찌개", 1)]]


async def test_an_access_token_that_has_ended_is_renewed_unseen(tablet: Tablet, service: Service) -> None:
    renewed = counting(tablet.page, "/refresh")
    await tablet.page.evaluate("""() => new Promise((done) => {
      indexedDB.open("ordering-table").onsuccess = (event) => {
        const shelf = event.target.result.transaction("kept", "readwrite").objectStore("kept");
        shelf.get("pairing").onsuccess = ({ target: { result } }) =>
          (shelf.put({ ...result, access_token: "ended" }, "pairing").onsuccess = done);
      };
    })""")
    await tablet.page.reload()
    await tablet.choose("김치찌개")
    await tablet.confirm()
    await tablet.is_told("접수되었어요")
    assert renewed() == 1

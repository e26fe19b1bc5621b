"""Refusals are told in people's words, whatever the API's are."""

import re

import pytest

from ordering.codes import Code
from ordering.errors import Invalid
from ordering.web.kit.languages import Language
from ordering.web.kit.messages import say_refusal
from tests.web import words
from tests.web.browsers import HTMX, browser
from tests.web.test_store import FORM
from tests.world import Restaurant

IN_THE_APIS_WORDS = re.compile(r"Expected|Object|Invalid|Unknown|%\(reason\)s|`")
PARAMS = dict.fromkeys(("n", "amount", "example", "numbers", "ratio", "least"), "7") | {
    "name": "`x`",
    "expected": "Expected",
    "got": "`x`",
    "value": "Invalid",
    "reason": "Object",
}


@pytest.mark.parametrize("language", Language)
def test_nobody_reads_what_a_program_expected(language: Language) -> None:
    told = {code: say_refusal(language, Invalid("", code, **PARAMS)) for code in Code}
    assert [code for code, said in told.items() if IN_THE_APIS_WORDS.search(said)] == []


def test_english_has_other_words_only_for_what_is_said() -> None:
    assert words.translated("en").keys() == {one.message for one in Code if IN_THE_APIS_WORDS.match(one.message)}


async def test_a_page_says_it_to_people_and_the_api_to_programs(bistro: Restaurant) -> None:
    nowhere = {**FORM, "timezone": "Asia/Nowhere", "board_minutes[1]": "6"}
    manager = browser(bistro, "manager")
    page = (await manager.post("/admin/store", data=nowhere, headers=HTMX)).text
    assert "Enter the name of a time zone, such as Asia/Seoul." in page
    page = (await manager.post("/admin/store", data={**FORM, "board_minutes[1]": "6"}, headers=HTMX)).text
    assert "No less than the one before, please." in page
    told = (await bistro.ask("manager", "PATCH", "/admin/store", {"timezone": "Asia/Nowhere"})).json()
    assert told["errors"][0]["message"] == "Expected an IANA time zone such as Asia/Seoul"

"""Korean is found while it is typed, key by key; the same by the server as by the browser."""

import json
import shutil
import subprocess
from pathlib import Path

import pytest

from ordering.web.menu.search import has
from tests.guest_js import test_guest_js

node = test_guest_js.node
SCRIPT = Path(__file__).parents[2] / "ordering" / "web" / "static" / "shared" / "later" / "hangul.js"

# As the keys are pressed: ㄱ, 기, 김, 김ㅊ …
TYPED = {
    "김치찌개": "ㄱ 기 김 김ㅊ 김치 김치ㅉ 김치찌 김치찍 김치찌개 찌개 치찌 ㄱㅊㅈ ㄱㅊㅈㄱ ㄱㅊㅉ ㅉㄱ ㅈㄱ",
    "김치전": "김칮 김치저 김치전 ㄱㅊㅈ ㅊㅈ",
    "닭갈비": "다 달 닭 닭ㄱ 닭가 닭갋 ㄷㄱㅂ 갈비",
    "과일 화채": "고 과 과이 과잃 호 화 과일화채 과 일 ㄱㅇㅎㅊ ㅎㅊ",
    "가슴살 샐러드": "가슴살샐 가 슴 ㄱㅅ ㄳ ㄱㅅㅅㅅㄹㄷ",
    "BBQ Chicken 치킨": "bbq bbqchi chickenㅊ ㅊㅋ 치ㅋ",
    "Crème brûlée": "crème CRÈME brûl",
}
NOT_FOUND = [
    ("김치찌개", "ㅁ"),  # ends a syllable, and begins none
    ("김치찌개", "ㅣ김"),
    ("김치찌개", "김찌"),
    ("김치찌개", "ㄱㅉ"),
    ("기모노", "김치"),
    ("감자", "ㅏ자"),
]
CASES = [(text, wanted, True) for text, all_wanted in TYPED.items() for wanted in all_wanted.split()] + [
    (text, wanted, False) for text, wanted in NOT_FOUND
]


@pytest.mark.parametrize(("text", "wanted", "found"), CASES)
def test_what_is_typed_is_found_as_far_as_it_is_typed(text: str, wanted: str, *, found: bool) -> None:
    assert has(text, wanted) == found


def test_the_browser_finds_the_same(node: str, tmp_path: Path) -> None:
    shutil.copy(SCRIPT, tmp_path / "hangul.mjs")
    asks = "import { finder } from './hangul.mjs'; const cases = JSON.parse(process.argv[1]);"
    asks += "console.log(JSON.stringify(cases.map(([text, wanted]) => finder(wanted)(text))));"
    command = [node, "--input-type=module", "-e", asks, json.dumps(CASES)]
    ran = subprocess.run(command, cwd=tmp_path, capture_output=True, text=True, timeout=60)
    assert ran.returncode == 0, ran.stderr
    assert [*zip(CASES, json.loads(ran.stdout), strict=True)] == [(case, case[2]) for case in CASES]

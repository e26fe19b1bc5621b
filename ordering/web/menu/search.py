"""Looking for Korean while it is typed, key by key; ``static/shared/hangul.js`` does the same in the browser.

A syllable is composed out of letters, and one that is not finished finds what it may become: the last one of 김칮 is
a 치 whose next key was the ㅈ of 전. So both sides are letters in a row, whether a consonant begins a syllable or ends
it.
"""

import re
import unicodedata


def _row(letters: str) -> list[str]:
    return unicodedata.normalize("NFKD", letters).split(" ")


ENDS = _row("ㄱ ㄲ ㄱㅅ ㄴ ㄴㅈ ㄴㅎ ㄷ ㄹ ㄹㄱ ㄹㅁ ㄹㅂ ㄹㅅ ㄹㅌ ㄹㅍ ㄹㅎ ㅁ ㅂ ㅂㅅ ㅅ ㅆ ㅇ ㅈ ㅊ ㅋ ㅌ ㅍ ㅎ")
TWOFOLD = zip(_row("ㅘ ㅙ ㅚ ㅝ ㅞ ㅟ ㅢ"), _row("ㅗㅏ ㅗㅐ ㅗㅣ ㅜㅓ ㅜㅔ ㅜㅣ ㅡㅣ"), strict=True)
KEYS = str.maketrans({chr(0x11A8 + i): end for i, end in enumerate(ENDS)} | dict(TWOFOLD))
BUT_BEGINNINGS = re.compile("[\u1161-\u11ff]")
ONLY_BEGINNINGS = re.compile("[\u1100-\u1112]+")
# Nobody holds Shift to look for 찌개: ㅉ is as good as ㅈ.
UNDOUBLED = dict(zip(map(ord, _row("ㄲ ㄸ ㅃ ㅆ ㅉ")), _row("ㄱ ㄷ ㅂ ㅅ ㅈ"), strict=True))


def pressed(text: str) -> str:
    """Korean is spaced as one likes: a search does not ask how."""
    return "".join(text.lower().split())


def has(text: str, query: str) -> bool:
    """As it is, as far as it is typed, or by what its syllables begin with (ㄱㅊ)."""
    looked = _letters(query)
    if ONLY_BEGINNINGS.fullmatch(looked):
        return looked.translate(UNDOUBLED) in BUT_BEGINNINGS.sub("", _plain(text)).translate(UNDOUBLED)
    return looked in _letters(text)


def _plain(text: str) -> str:
    return unicodedata.normalize("NFKD", pressed(text))


def _letters(text: str) -> str:
    return _plain(text).translate(KEYS)

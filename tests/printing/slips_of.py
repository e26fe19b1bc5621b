"""Papers that are hard to print."""

from datetime import datetime, timedelta, timezone

from ordering.printing.paper import Paper, PaperKind, PaperLine

AT = datetime(2026, 11, 30, 19, 42, tzinfo=timezone(timedelta(hours=9)))
LONGEST = ("궁중전복소갈비찜과해물파전모둠한상차림" * 6)[:100]


def a_paper(kind: PaperKind = PaperKind.NEW, **facts: object) -> Paper:
    told = {"title": "주방", "number": "0042-1", "table": "5", "lines": [PaperLine(2, "김치찌개")], **facts}
    return Paper(kind=kind, locale="ko", at=AT, **told)  # type: ignore[arg-type]  # what a test says of it


PAPERS = {
    "new": a_paper(lines=[PaperLine(2, "김치찌개", ["곱빼기", "맵기 3단계"]), PaperLine(1, "똠얌꿍")]),
    "longest names": a_paper(lines=[PaperLine(99, LONGEST, [LONGEST], "ㅎ" * 200), PaperLine(1, "w " * 50)]),
    "fifty lines": a_paper(lines=[PaperLine(rank + 1, f"요리 {rank}") for rank in range(50)]),
    "emoji": a_paper(lines=[PaperLine(1, "떡볶이", note="안 맵게 🌶️🙏")], note="생일 🎂 🇰🇷 ไทย"),
    "allergy": a_paper(lines=[PaperLine(1, "잡채", note="땅콩 알레르기!\nAllergic to nuts")]),
    "cancelled": a_paper(PaperKind.VOIDED, number="0042-2"),
    "moved": a_paper(PaperKind.MOVED, moved_from="11"),
    "added": a_paper(PaperKind.ADDED, note="천천히 주세요"),
    "bill": a_paper(
        PaperKind.BILL, title="골목식당", number=None, currency="KRW", total=146000,
        lines=[PaperLine(2, "김치찌개", ["곱빼기"], amount=18000), PaperLine(1, LONGEST[:40] + " (大)", amount=128000)],
    ),
    "test": a_paper(PaperKind.TEST, title="Küche", number=None, table=None, lines=[]),
}  # fmt: skip

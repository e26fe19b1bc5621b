"""What people and clients may send: bounded text without control characters, whatever the script; bounded ids."""

from typing import Annotated

from msgspec import Meta

# Cc (C0, DEL, C1) and the two Unicode line separators; a line feed and a tab are allowed where text may have lines.
ONE_LINE = r"^[^\x00-\x1f\x7f-\x9f\u2028\u2029]*$"
LINES = r"^[^\x00-\x08\x0b-\x1f\x7f-\x9f\u2028\u2029]*$"
NAMED = r"^(?=[\s\S]*\S)[^\x00-\x1f\x7f-\x9f\u2028\u2029]+$"
SLUG_PATTERN = r"^[A-Za-z0-9](?:[A-Za-z0-9_-]*[A-Za-z0-9])?$"

Id = Annotated[int, Meta(ge=-(2**63), le=2**63 - 1)]
"""An id as the database can compare it; opaque to clients."""

Name = Annotated[str, Meta(min_length=1, max_length=100, pattern=NAMED)]
ShortName = Annotated[str, Meta(min_length=1, max_length=50, pattern=NAMED)]
Note = Annotated[str, Meta(max_length=200, pattern=LINES)]
Description = Annotated[str, Meta(max_length=2000, pattern=LINES)]
Reason = Annotated[str, Meta(min_length=1, max_length=200, pattern=r"^(?=[\s\S]*\S)[^\x00-\x08\x0b-\x1f\x7f-\x9f]+$")]
Slug = Annotated[str, Meta(min_length=1, max_length=40, pattern=SLUG_PATTERN)]
Username = Annotated[str, Meta(min_length=1, max_length=40, pattern=NAMED)]
StaffPassword = Annotated[str, Meta(min_length=8, max_length=128, pattern=ONE_LINE)]
TablePassword = Annotated[str, Meta(min_length=4, max_length=64, pattern=ONE_LINE)]

"""Pictures for the menu and the store."""

from typing import Any

from litestar import Request, post
from litestar.datastructures import UploadFile
from litestar.di import NamedDependency

from ordering.codes import Code
from ordering.errors import BadImage, Invalid, StorageDown, TooLarge, UnsupportedImage
from ordering.http import callers
from ordering.http.callers import StaffRequest
from ordering.http.forms import Field, fields_of
from ordering.http.openapi import FileForm, answers
from ordering.http.request import READS_BODY
from ordering.http.uploads import ENVELOPE, LARGEST, let_go, on_disk
from ordering.images import actions
from ordering.images.shapes import ImageOut


@post(
    "/images",
    guards=[callers.managers],
    responses=answers(TooLarge, UnsupportedImage, BadImage, StorageDown),
    operation_class=FileForm,
    opt={READS_BODY: True},
    request_max_body_size=LARGEST + ENVELOPE,
    tags=["Menu"],
    summary="Upload a picture",
)
async def upload(request: Request[Any, Any, Any], staff: NamedDependency[StaffRequest]) -> ImageOut:
    """JPEG, PNG or WebP, by what it holds and not what it is called; up to 5 MB and 64 megapixels (WebP 40).

    It is made upright, freed of all metadata (where it was taken, too), and kept as WebP in up to three widths, never
    enlarged. Give the `id` to an item as its `image_id`, or to the store as its `logo_id` or `cover_id`; a picture that
    nothing shows is removed after a day.
    """
    sent, here = await fields_of(request), staff.services
    try:
        file = await on_disk(_only_file(sent))
        image = await actions.upload(here.work, here.storage, here.decoders, staff.caller, file)
    finally:
        await let_go(value for _, value in sent)
    return ImageOut.of(image, staff.services.storage.url)


def _only_file(sent: list[Field]) -> UploadFile:
    unknown = next((name for name, _ in sent if name != "file"), None)
    if unknown == "":
        raise Invalid("", Code.NAMELESS_PART)
    if unknown is not None:
        raise Invalid(unknown, Code.UNKNOWN_FIELD, name=unknown)
    file = sent[0][1] if len(sent) == 1 else None
    if not isinstance(file, UploadFile):
        raise Invalid("file", Code.ONE_FILE)
    return file


STAFF_ROUTES: list[Any] = [upload]

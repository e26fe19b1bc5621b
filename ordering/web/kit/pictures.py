"""Pictures that come with a form: stored at once, their ids kept in the form until that is saved."""

from litestar.datastructures import UploadFile

from ordering.errors import Refusal
from ordering.http.uploads import LARGEST, let_go, on_disk
from ordering.images import actions, queries
from ordering.images.shapes import ImageOut
from ordering.web.kit.forms import Form
from ordering.web.kit.screen import Screen

# Four times what is taken: so a photograph that is too large is told at its field, with all else that was typed there.
MOST_SENT = 4 * LARGEST


async def take(screen: Screen, form: Form, **ids: str) -> None:
    """Store what came in the fields that ``ids`` names, each picture's id in the field that it says; why one can't be
    taken stands at its own.
    """
    sent = await screen.request.form()
    try:
        for name, id_field in ids.items():
            if isinstance(upload := sent.get(name), UploadFile):
                await _take(screen, form, upload, name, id_field)
    finally:
        await let_go(sent.values())


async def _take(screen: Screen, form: Form, upload: UploadFile, name: str, id_field: str) -> None:
    try:
        decoders, file = screen.services.decoders, await on_disk(upload)
        image = await actions.upload(screen.work, screen.storage, decoders, screen.caller, file)
        form.typed[id_field] = [str(image.id)]
    except Refusal as refusal:
        form.errors[name] = refusal


async def shown(screen: Screen, form: Form, id_field: str) -> ImageOut | None:
    """The picture whose id the form has."""
    image_id = form.number(id_field)
    if image_id is None:
        return None
    image = await screen.read(queries.image, image_id)
    return ImageOut.of(image, screen.storage.url) if image else None

"""A dish's picture on its form: stored as soon as it is chosen, its id kept in the form until that is saved."""

from typing import Any

from litestar import Response, post
from litestar.datastructures import UploadFile
from litestar.di import NamedDependency

from ordering.errors import Refusal
from ordering.http.callers import managers
from ordering.http.uploads import LARGEST, let_go, on_disk
from ordering.images import actions, queries
from ordering.images.shapes import ImageOut
from ordering.web.kit.forms import Form, read_form
from ordering.web.kit.screen import Screen

# Four times what is taken: so a photograph that is too large is told at its field, with all else that was typed there.
MOST_SENT = 4 * LARGEST


@post("/menu/pictures", guards=[managers], request_max_body_size=MOST_SENT)
async def choose(screen: NamedDependency[Screen]) -> Response[str]:
    """The form's picture anew: the one that came, or the one before and why not."""
    form = await read_form(screen.request)
    await take(screen, form)
    return screen.show("menu/_picture.html", form=form, image=await shown(screen, form), largest=LARGEST)


async def take(screen: Screen, form: Form) -> None:
    """Store the file that came with the form, if any: ``image_id`` is its id then, or ``file`` has the reason."""
    sent = await screen.request.form()
    try:
        upload = sent.get("file")
        if isinstance(upload, UploadFile):
            decoders, file = screen.services.decoders, await on_disk(upload)
            image = await actions.upload(screen.work, screen.storage, decoders, screen.caller, file)
            form.typed["image_id"] = [str(image.id)]
    except Refusal as refusal:
        form.errors["file"] = refusal
    finally:
        await let_go(sent.values())


async def shown(screen: Screen, form: Form) -> ImageOut | None:
    """The picture whose id the form has."""
    image_id = form.number("image_id")
    if image_id is None:
        return None
    image = await screen.read(queries.image, image_id)
    return ImageOut.of(image, screen.storage.url) if image else None


ROUTES: list[Any] = [choose]

"""A dish's picture on its form: stored as soon as it is chosen, its id kept in the form until that is saved."""

from typing import Any

from litestar import Request, Response, post
from litestar.datastructures import UploadFile
from litestar.di import NamedDependency

from ordering import services
from ordering.database.work import Work
from ordering.errors import Refusal
from ordering.http.callers import managers
from ordering.http.uploads import LARGEST, let_go, on_disk
from ordering.images import actions, queries
from ordering.images.shapes import ImageOut
from ordering.security.callers import StaffCaller
from ordering.storage import Storage
from ordering.web.kit.callers import staff
from ordering.web.kit.forms import Form, read_form
from ordering.web.kit.messages import say_refusal
from ordering.web.kit.render import Pages
from ordering.web.kit.view import View

# Four times what is taken: so a photograph that is too large is told at its field, with all else that was typed there.
MOST_SENT = 4 * LARGEST


@post("/menu/pictures", guards=[staff, managers], request_max_body_size=MOST_SENT)
async def choose(
    request: Request[Any, Any, Any],
    caller: NamedDependency[StaffCaller],
    work: NamedDependency[Work],
    storage: NamedDependency[Storage],
    pages: NamedDependency[Pages],
    view: NamedDependency[View],
) -> Response[str]:
    """The form's picture anew: the one that came, or the one before and why not."""
    form = await read_form(request)
    await take(request, form, caller, work, storage, view)
    image = await shown(form, caller, work, storage)
    status = 422 if form.errors else 200
    return pages.answer("menu/_picture.html", status=status, view=view, form=form, image=image, largest=LARGEST)


async def take(
    request: Request[Any, Any, Any], form: Form, caller: StaffCaller, work: Work, storage: Storage, view: View
) -> None:
    """Store the file that came with the form, if any: ``image_id`` is its id then, or ``file`` has the reason."""
    sent = await request.form()
    try:
        upload = sent.get("file")
        if isinstance(upload, UploadFile):
            image = await actions.upload(work, storage, services.of(request).decoders, caller, await on_disk(upload))
            form.typed["image_id"] = [str(image.id)]
    except Refusal as refusal:
        form.errors["file"] = say_refusal(view.language, refusal)
    finally:
        await let_go(sent.values())


async def shown(form: Form, caller: StaffCaller, work: Work, storage: Storage) -> ImageOut | None:
    """The picture whose id the form has."""
    image_id = form.number("image_id")
    if image_id is None:
        return None
    image = await work.read(queries.image, caller, image_id)
    return ImageOut.of(image, storage.url) if image else None

"""A dish's picture on its form: stored as soon as it is chosen."""

from typing import Any

from litestar import Response, post
from litestar.di import NamedDependency

from ordering.http.callers import managers
from ordering.http.uploads import LARGEST
from ordering.web.kit import pictures
from ordering.web.kit.forms import read_form
from ordering.web.kit.screen import Screen


@post("/menu/pictures", guards=[managers], request_max_body_size=pictures.MOST_SENT)
async def choose(screen: NamedDependency[Screen]) -> Response[str]:
    """The form's picture anew: the one that came, or the one before and why not."""
    form = await read_form(screen.request)
    await pictures.take(screen, form, file="image_id")
    image = await pictures.shown(screen, form, "image_id")
    return screen.show("menu/_picture.html", form=form, image=image, largest=LARGEST)


ROUTES: list[Any] = [choose]

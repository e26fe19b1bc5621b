"""The screen: what the request for a page has, and the ways to answer it."""

from collections.abc import AsyncIterator, Awaitable, Callable
from contextlib import asynccontextmanager
from typing import Any, Literal, TypeVar

from litestar import Request, Response
from litestar.datastructures import Cookie
from msgspec import Struct

from ordering.database.work import Work
from ordering.errors import NotLoggedIn
from ordering.security.callers import StaffCaller
from ordering.services import CallerWork, Services
from ordering.storage import Storage
from ordering.stores.shapes import StoreRef
from ordering.web.kit import htmx
from ordering.web.kit.forms import Form, read_form
from ordering.web.kit.render import NO_STORE, Pages, redirect
from ordering.web.kit.view import View, remembered

F = TypeVar("F", bound=Form)


class Screen(CallerWork[StaffCaller], Struct, frozen=True):
    """A request for a page, by whom, and everything behind it."""

    request: Request[Any, Any, Any]
    view: View
    services: Services
    pages: Pages

    @property
    def caller(self) -> StaffCaller:  # type: ignore[override]  # the mixin has a field
        """Raises ``NotLoggedIn`` where no guard has asked who it is."""
        if self.view.caller is None:
            raise NotLoggedIn
        return self.view.caller

    @property
    def store(self) -> StoreRef:
        """The caller's. Raises ``NotLoggedIn``."""
        if self.view.store is None:
            raise NotLoggedIn
        return self.view.store

    @property
    def work(self) -> Work:
        return self.services.work

    @property
    def storage(self) -> Storage:
        return self.services.storage

    @asynccontextmanager
    async def form(self, form: F, *, respelled: bool = True) -> AsyncIterator[F]:
        """``form`` as it was sent; a refusal of what is done with it goes into it: see ``Form.refused``."""
        await self.fill(form, respelled=respelled)
        with form.keeping_refusals():
            yield form

    async def fill(self, form: Form, *, respelled: bool = True) -> None:
        """``form`` as it was sent, where something comes before what is done with it."""
        form.typed = (await read_form(self.request, respelled=respelled)).typed

    def say(self, message: str, **values: Any) -> str:
        """A message in the viewer's language."""
        said = self.view.gettext(message)
        return said % values if values else said

    def show(
        self,
        template: str,
        *,
        page: str | None = None,
        form: Form | None = None,
        status: int | None = None,
        headers: htmx.Headers | None = None,
        **wants: Any,
    ) -> Response[str]:
        """The template, or the whole ``page`` around it unless htmx asks; 422 for a form that was refused."""
        whole = page if page is not None and not self.view.fragment else template
        refused = form is not None and form.refused
        if form is not None:
            wants["form"] = form
        answer = self.pages.answer(whole, status=status or (422 if refused else 200), view=self.view, **wants)
        answer.headers.update(headers or {})
        return answer

    def drawer(self, template: str, title: str, *, form: Form | None = None, **wants: Any) -> Response[str]:
        """What opens over a page, with its title above; where no script opens a drawer, a page of its own."""
        headers = htmx.BACK_IN_THE_DRAWER if form is not None and form.refused else None
        return self.show(
            "layouts/_drawer.html", page="layouts/alone.html", headers=headers, form=form,
            title=title, inside=template, **wants,
        )  # fmt: skip

    async def done(
        self, fragment: str, wants: Callable[["Screen"], Awaitable[dict[str, Any]]], *, page: str, toast: str
    ) -> Response[Any]:
        """What has changed, looked at now, with a note; without scripts, on to ``page``."""
        if not self.view.fragment:
            return redirect(page)
        return self.show(fragment, headers=htmx.toast(toast), **await wants(self))

    def nothing(self, headers: htmx.Headers | None = None, *, status: int = 200) -> Response[Any]:
        """An empty answer, of which the headers say everything."""
        return Response(b"", status_code=status, headers={**NO_STORE, **(headers or {})})

    def go_to(self, path: str, *cookies: Cookie) -> Response[Any]:
        """On to another page of ours, whole."""
        return self.nothing(htmx.go_to(path)) if self.view.fragment else redirect(path, *cookies)

    def toast(self, message: str, kind: Literal["done", "late"] = "done", **events: Any) -> htmx.Headers:
        return htmx.toast(message, kind, **events)


def provide_screen(request: Request[Any, Any, Any]) -> Screen:
    state = request.app.state
    return Screen(request, remembered(request), state.services, state.pages)

"""The store's settings, for those who manage it."""

from typing import Any

from litestar import Controller, Response, get, post
from litestar.di import NamedDependency

from ordering.http.callers import managers
from ordering.http.uploads import LARGEST
from ordering.orders.actions import has_orders
from ordering.stores import actions, known, queries
from ordering.stores.shapes import StorePatch
from ordering.web.kit import htmx, pictures
from ordering.web.kit.edit_form import EditForm
from ordering.web.kit.formats import hour
from ordering.web.kit.forms import Form
from ordering.web.kit.languages import chosen
from ordering.web.kit.render import redirect
from ordering.web.kit.screen import Screen
from ordering.web.kit.view import View

FORM, PAGE = "store/_form.html", "store/page.html"
PICTURES = {"logo": "logo_id", "cover": "cover_id"}


class StorePage(Controller):
    path = "/store"
    guards = [managers]
    request_max_body_size = pictures.MOST_SENT

    @get()
    async def page(self, screen: NamedDependency[Screen]) -> Response[str]:
        store = await screen.read(queries.settings)
        return await _form(screen, PAGE, EditForm.of_row(StorePatch, store))

    @post()
    async def change(self, screen: NamedDependency[Screen]) -> Response[Any]:
        """The form again: with what is stored now, or as it was typed, with what is wrong."""
        form = EditForm(StorePatch)
        await screen.fill(form)
        await pictures.take(screen, form, **PICTURES)
        if (forgotten := form.value("forget")) in PICTURES:  # which is saved with the rest
            form.typed[PICTURES[forgotten]] = [""]
            return await _form(screen, FORM, form, status=200)
        with form.keeping_refusals():
            patch, seen = form.changes()
            stored = await screen.run(actions.change, patch, has_orders, screen.storage.url, seen)
        if form.refused:
            return await _form(screen, FORM, form)
        if not screen.view.fragment:
            return redirect("/admin/store")
        if chosen(screen.request, stored.locale) is not chosen(screen.request, screen.store.locale):
            return screen.nothing(htmx.REFRESH)
        toast = htmx.toast(screen.say("The store's settings are saved."))
        saved = EditForm.of_row(StorePatch, stored)
        return await _form(screen, "store/_saved.html", saved, stored=stored, headers=toast)


async def _form(screen: Screen, template: str, form: Form, **more: Any) -> Response[str]:
    shown = {name: await pictures.shown(screen, form, id_field) for name, id_field in PICTURES.items()}
    proxy = screen.services.untrusted_proxy
    return screen.show(
        template, page=PAGE, form=form, proxy=proxy, pictures=shown, largest=LARGEST, **_offered(screen.view), **more
    )


def _offered(view: View) -> dict[str, Any]:
    """What there is to choose from; of the time zones those that are named for a place."""
    zones = sorted(name for name in known.timezones() if "/" in name and not name.startswith("Etc/"))
    return {"timezones": zones, "cutoffs": [(at, hour(view, at)) for at in range(13)]}


ROUTES: list[Any] = [StorePage]

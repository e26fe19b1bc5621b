"""The store's settings, for those who manage it."""

from typing import Any

from litestar import Controller, Request, Response, get, post
from litestar.di import NamedDependency

from ordering import services
from ordering.database.work import Work
from ordering.errors import ChangedMeanwhile, Refusal
from ordering.http.callers import managers
from ordering.orders.actions import has_orders
from ordering.security.callers import StaffCaller
from ordering.stores import actions, queries
from ordering.stores.shapes import StorePatch
from ordering.web.kit import edit_form
from ordering.web.kit.callers import staff
from ordering.web.kit.formats import hour
from ordering.web.kit.forms import Form, read_form
from ordering.web.kit.languages import chosen
from ordering.web.kit.render import Pages, redirect
from ordering.web.kit.view import View

FORM, SAVED, PAGE = "store/_form.html", "store/_saved.html", "store/page.html"


class StorePage(Controller):
    path = "/store"
    guards = [staff, managers]  # noqa: RUF012

    @get()
    async def page(
        self,
        request: Request[Any, Any, Any],
        caller: NamedDependency[StaffCaller],
        work: NamedDependency[Work],
        pages: NamedDependency[Pages],
        view: NamedDependency[View],
    ) -> Response[str]:
        form = edit_form.form_of(await work.read(queries.settings, caller), StorePatch)
        return pages.answer(PAGE, view=view, form=form, proxy=services.of(request).untrusted_proxy, **_offered(view))

    @post()
    async def change(
        self,
        request: Request[Any, Any, Any],
        caller: NamedDependency[StaffCaller],
        work: NamedDependency[Work],
        pages: NamedDependency[Pages],
        view: NamedDependency[View],
    ) -> Response[Any]:
        """The form again: with what is stored now, or as it was typed, with what is wrong."""
        form = await read_form(request)
        try:
            patch, seen = edit_form.read(form, StorePatch)
            stored = await work.run(actions.change, caller, patch, has_orders, seen)
        except ChangedMeanwhile as changed:
            edit_form.meet(form, changed, StorePatch)
            return self._refused(request, pages, view, form)
        except Refusal as refusal:
            form.refuse(refusal)
            return self._refused(request, pages, view, form)
        if not view.fragment:
            return redirect("/admin/store")
        before = view.store.locale if view.store else None
        if chosen(request, stored.locale) is not chosen(request, before):
            return Response(b"", status_code=200, headers={"hx-refresh": "true", "cache-control": "no-store"})
        form, toast = edit_form.form_of(stored, StorePatch), view.gettext("The store's settings are saved.")
        return pages.answer(SAVED, view=view, stored=stored, form=form, toast=toast, **_offered(view))

    def _refused(self, request: Request[Any, Any, Any], pages: Pages, view: View, form: Form) -> Response[str]:
        template, proxy = FORM if view.fragment else PAGE, services.of(request).untrusted_proxy
        return pages.answer(template, status=422, view=view, form=form, proxy=proxy, **_offered(view))


def _offered(view: View) -> dict[str, Any]:
    """What there is to choose from; of the time zones those that are named for a place."""
    places = sorted(name for name in actions.timezones() if "/" in name and not name.startswith("Etc/"))
    return {"timezones": places, "cutoffs": [(at, hour(view, at)) for at in range(13)]}

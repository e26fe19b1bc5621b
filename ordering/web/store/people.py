"""The people who work here, for owners."""

from typing import Any

from litestar import Controller, Request, Response, get, post
from litestar.di import NamedDependency

from ordering.database.work import Work
from ordering.errors import ChangedMeanwhile, Refusal
from ordering.http.callers import owners
from ordering.http.paging import PathId
from ordering.security.authenticator import Authenticator
from ordering.security.callers import Role, StaffCaller
from ordering.stores import actions, queries
from ordering.stores.shapes import NewStaff, StaffOut, StaffPatch
from ordering.web.kit import edit_form
from ordering.web.kit.callers import staff
from ordering.web.kit.drawer import drawer
from ordering.web.kit.formats import ROLES
from ordering.web.kit.forms import Form, read_form
from ordering.web.kit.languages import N_
from ordering.web.kit.render import Pages, redirect
from ordering.web.kit.view import HOME as BOARD
from ordering.web.kit.view import View

HOME = "/admin/staff"
TYPED_AGAIN = N_("Type the new password again, please.")
LIST, ONE, NEW = "people/_list.html", "people/_person.html", "people/_new.html"


class PeoplePages(Controller):
    path = "/staff"
    guards = [staff, owners]  # noqa: RUF012

    @get()
    async def page(
        self,
        caller: NamedDependency[StaffCaller],
        work: NamedDependency[Work],
        pages: NamedDependency[Pages],
        view: NamedDependency[View],
    ) -> Response[str]:
        return pages.answer("people/page.html", view=view, people=await work.read(queries.people, caller))

    @get("/new")
    async def blank(self, pages: NamedDependency[Pages], view: NamedDependency[View]) -> Response[str]:
        return self._new(pages, view, Form({"role": [Role.STAFF]}))

    @post()
    async def hire(
        self,
        request: Request[Any, Any, Any],
        caller: NamedDependency[StaffCaller],
        work: NamedDependency[Work],
        authenticator: NamedDependency[Authenticator],
        pages: NamedDependency[Pages],
        view: NamedDependency[View],
    ) -> Response[Any]:
        form = await read_form(request)
        try:
            new = form.read(NewStaff)
            person = await work.run(actions.hire, caller, new, await authenticator.passwords.hash(new.password))
        except Refusal as refusal:
            form.refuse(refusal)
            return self._new(pages, view, form, status=422)
        return await self._done(caller, work, pages, view, view.gettext("%(name)s may log in now."), person.username)

    @get("/{staff_id:int}")
    async def one(
        self,
        staff_id: PathId,
        caller: NamedDependency[StaffCaller],
        work: NamedDependency[Work],
        pages: NamedDependency[Pages],
        view: NamedDependency[View],
    ) -> Response[str]:
        person = await work.read(queries.person, caller, staff_id)
        return self._one(pages, view, person, edit_form.form_of(person, StaffPatch))

    @post("/{staff_id:int}")
    async def change(
        self,
        staff_id: PathId,
        request: Request[Any, Any, Any],
        caller: NamedDependency[StaffCaller],
        work: NamedDependency[Work],
        authenticator: NamedDependency[Authenticator],
        pages: NamedDependency[Pages],
        view: NamedDependency[View],
    ) -> Response[Any]:
        """Only what was changed is written; a blank password leaves it as it is."""
        person = await work.read(queries.person, caller, staff_id)
        form = await read_form(request)
        try:
            patch, seen = edit_form.read(form, StaffPatch, blank_is_absent=("password",))
            password_hash = (
                await authenticator.passwords.hash(patch.password) if isinstance(patch.password, str) else None
            )
            changed = await work.run(actions.change_staff, caller, staff_id, patch, password_hash, seen)
        except ChangedMeanwhile as refusal:
            edit_form.meet(form, refusal, StaffPatch)
            return self._one(pages, view, person, form, status=422)
        except Refusal as refusal:
            form.refuse(refusal)
            return self._one(pages, view, person, form, status=422)
        if staff_id == caller.staff_id and (changed != person or password_hash is not None):
            return _out(view)
        return await self._done(caller, work, pages, view, view.gettext("%(name)s is changed."), changed.username)

    @post("/{staff_id:int}/dismissal")
    async def dismiss(
        self,
        staff_id: PathId,
        caller: NamedDependency[StaffCaller],
        work: NamedDependency[Work],
        pages: NamedDependency[Pages],
        view: NamedDependency[View],
    ) -> Response[Any]:
        person = await work.read(queries.person, caller, staff_id)
        try:
            await work.run(actions.dismiss, caller, staff_id)
        except Refusal as refusal:
            form = edit_form.form_of(person, StaffPatch)
            form.refuse(refusal)
            return self._one(pages, view, person, form, status=422)
        if staff_id == caller.staff_id:
            return _out(view)
        return await self._done(caller, work, pages, view, view.gettext("%(name)s is removed."), person.username)

    def _new(self, pages: Pages, view: View, form: Form, *, status: int = 200) -> Response[str]:
        form.forget("password")
        title = view.gettext("Add a person")
        return drawer(pages, NEW, status=status, view=view, title=title, form=form, roles=_roles(view))

    def _one(self, pages: Pages, view: View, person: StaffOut, form: Form, *, status: int = 200) -> Response[str]:
        if form.value("password"):  # left blank it would stay as it was, and nobody would notice
            form.errors.setdefault("password", TYPED_AGAIN)
        form.forget("password")
        wants = {"person": person, "form": form, "roles": _roles(view)}
        return drawer(pages, ONE, status=status, view=view, title=person.username, **wants)

    async def _done(
        self, caller: StaffCaller, work: Work, pages: Pages, view: View, told: str, name: str
    ) -> Response[Any]:
        """The people as they are now."""
        if not view.fragment:
            return redirect(HOME)
        people = await work.read(queries.people, caller)
        return pages.answer(LIST, view=view, people=people, toast=told % {"name": name})


def _out(view: View) -> Response[Any]:
    """One's own login has ended: on by way of the door, to where anybody may go."""
    if not view.fragment:
        return redirect(BOARD)
    return Response(b"", headers={"hx-redirect": BOARD, "cache-control": "no-store"})


def _roles(view: View) -> list[tuple[str, str]]:
    return [(role.value, view.gettext(words)) for role, words in reversed(ROLES.items())]

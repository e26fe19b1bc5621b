"""The people who work here, for owners."""

from typing import Any

from litestar import Controller, Response, get, post
from litestar.di import NamedDependency

from ordering.codes import Code
from ordering.errors import Invalid, Refusal
from ordering.http.callers import owners
from ordering.http.paging import PathId
from ordering.security.callers import Role
from ordering.stores import actions, queries
from ordering.stores.shapes import NewStaff, StaffOut, StaffPatch
from ordering.web.kit.edit_form import EditForm
from ordering.web.kit.formats import ROLES
from ordering.web.kit.forms import Form
from ordering.web.kit.screen import Screen
from ordering.web.kit.view import HOME as BOARD

HOME = "/admin/staff"


class PersonForm(EditForm[StaffPatch]):
    """A person's account: a blank password leaves it as it is, so a refused one is asked for again."""

    def __init__(self) -> None:
        super().__init__(StaffPatch, blank_is_absent=("password",))

    def refuse(self, refusal: Refusal) -> None:
        super().refuse(refusal)
        if self.value("password"):
            self.errors.setdefault("password", Invalid("password", Code.PASSWORD_AGAIN))


class PeoplePages(Controller):
    path = "/staff"
    guards = [owners]

    @get()
    async def page(self, screen: NamedDependency[Screen]) -> Response[str]:
        return screen.show("people/page.html", **await _people(screen))

    @get("/new")
    async def blank(self, screen: NamedDependency[Screen]) -> Response[str]:
        return _new_person(screen, Form({"role": [Role.STAFF]}))

    @post()
    async def hire(self, screen: NamedDependency[Screen]) -> Response[Any]:
        async with screen.form(Form()) as form:
            new = form.read(NewStaff)
            password_hash = await screen.services.authenticator.passwords.hash(new.password)
            person = await screen.run(actions.hire, new, password_hash)
        if form.refused:
            return _new_person(screen, form)
        return await _done(screen, screen.say("%(name)s may log in now.", name=person.username))

    @get("/{staff_id:int}")
    async def one(self, staff_id: PathId, screen: NamedDependency[Screen]) -> Response[str]:
        person = await screen.read(queries.person, staff_id)
        return _one_person(screen, person, EditForm.of_row(StaffPatch, person))

    @post("/{staff_id:int}")
    async def change(self, staff_id: PathId, screen: NamedDependency[Screen]) -> Response[Any]:
        """Only what was changed is written."""
        person = await screen.read(queries.person, staff_id)
        async with screen.form(PersonForm()) as form:
            patch, seen = form.changes()
            password = patch.password if isinstance(patch.password, str) else None
            password_hash = await screen.services.authenticator.passwords.hash(password) if password else None
            changed = await screen.run(actions.change_staff, staff_id, patch, password_hash, seen)
        if form.refused:
            return _one_person(screen, person, form)
        if staff_id == screen.caller.staff_id and (changed != person or password_hash is not None):
            return screen.go_to(BOARD)  # one's own login has ended: on by way of the door, to where anybody may go
        return await _done(screen, screen.say("%(name)s is changed.", name=changed.username))

    @post("/{staff_id:int}/dismissal")
    async def dismiss(self, staff_id: PathId, screen: NamedDependency[Screen]) -> Response[Any]:
        person = await screen.read(queries.person, staff_id)
        form = EditForm.of_row(StaffPatch, person)
        with form.keeping_refusals():
            await screen.run(actions.dismiss, staff_id)
        if form.refused:
            return _one_person(screen, person, form)
        if staff_id == screen.caller.staff_id:
            return screen.go_to(BOARD)
        return await _done(screen, screen.say("%(name)s is removed.", name=person.username))


def _new_person(screen: Screen, form: Form) -> Response[str]:
    form.forget("password")
    return screen.drawer("people/_new.html", screen.say("Add a person"), form=form, roles=_roles(screen))


def _one_person(screen: Screen, person: StaffOut, form: Form) -> Response[str]:
    form.forget("password")
    return screen.drawer("people/_person.html", person.username, form=form, person=person, roles=_roles(screen))


async def _people(screen: Screen) -> dict[str, Any]:
    return {"people": await screen.read(queries.people)}


async def _done(screen: Screen, toast: str) -> Response[Any]:
    return await screen.done("people/_list.html", _people, page=HOME, toast=toast)


def _roles(screen: Screen) -> list[tuple[str, str]]:
    return [(role.value, screen.say(words)) for role, words in reversed(ROLES.items())]


ROUTES: list[Any] = [PeoplePages]

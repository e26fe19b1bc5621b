"""The print agents: made, with what starts one, and removed."""

from typing import Any

from litestar import Controller, Response, get, post
from litestar.di import NamedDependency

from ordering.http.callers import managers
from ordering.http.origins import origin_of
from ordering.http.paging import PathId
from ordering.printing import agents
from ordering.printing.agents import NewAgent
from ordering.web.kit.forms import Form, flat
from ordering.web.kit.screen import Screen
from ordering.web.printing.printers import done, listed


class AgentPages(Controller):
    path = "/printers/agents"
    guards = [managers]

    @get("/new")
    async def blank(self, screen: NamedDependency[Screen]) -> Response[str]:
        return _new_agent(screen, Form(flat(NewAgent(""))))

    @post(status_code=200)
    async def add(self, screen: NamedDependency[Screen]) -> Response[str]:
        """Its token is in this answer and nowhere else."""
        async with screen.form(Form()) as form:
            made = await screen.run(agents.add_agent, form.read(NewAgent))
        if form.refused:
            return _new_agent(screen, form)
        return screen.drawer(
            "printing/_agent.html", made.name, made=made, server=origin_of(screen.request), **await listed(screen)
        )

    @post("/{agent_id:int}/removal")
    async def remove(self, agent_id: PathId, screen: NamedDependency[Screen]) -> Response[Any]:
        await screen.run(agents.unpair, agent_id)
        return await done(screen, screen.say("The print agent is removed."))


def _new_agent(screen: Screen, form: Form) -> Response[str]:
    return screen.drawer("printing/_new_agent.html", screen.say("Add a print agent"), form=form)


ROUTES: list[Any] = [AgentPages]

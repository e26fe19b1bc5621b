"""Print agents: programs in a restaurant's network that print where this server can't reach.

An agent is a device with a name. Its token is kept as a hash, as a tablet's is, and shown at each request: so it is
dead at once when the agent is removed, and outlives a new secret and a backup that is put back.
"""

import secrets
from datetime import datetime, timedelta

from msgspec import Struct
from sqlalchemy.ext.asyncio import AsyncSession

from ordering import audit, clock
from ordering.audit import Action
from ordering.errors import NotFound, NotLoggedIn
from ordering.printing import jobs
from ordering.printing.model import Printer
from ordering.printing.repository import Printers
from ordering.security.callers import AgentCaller, StaffCaller
from ordering.security.tokens import device_token_hash
from ordering.tables import pairing
from ordering.tables.model import Device
from ordering.tables.repository import Devices
from ordering.text import ShortName

TOKEN = "agent_"  # noqa: S105 - how each begins, so that no other caller's is taken for one

AWAY = timedelta(seconds=30)
"""An agent asks every few seconds; one that has not for so long is not there."""
NOTED_AFTER = timedelta(seconds=8)
"""Between two times that it is noted that an agent is there."""


class NewAgent(Struct, forbid_unknown_fields=True, frozen=True):
    name: ShortName


class AgentMade(Struct, frozen=True):
    """`token` is shown this once."""

    id: int
    name: str
    token: str


class AgentOut(Struct, frozen=True):
    id: int
    name: str
    last_seen_at: datetime | None
    """None if it never was there."""

    @property
    def online(self) -> bool:
        return self.last_seen_at is not None and clock.now() - self.last_seen_at < AWAY


async def add_agent(session: AsyncSession, by: StaffCaller, new: NewAgent) -> AgentMade:
    """A new agent, which nothing prints by yet."""
    token = TOKEN + secrets.token_urlsafe(32)
    agent = Device.paired(by.store_id, token, None, clock.now(), agent_name=new.name.strip())
    session.add(agent)
    await session.flush()
    audit.record(session, by, Action.AGENT_ADDED, agent.id, after={"name": agent.agent_name})
    return AgentMade(agent.id, new.name.strip(), token)


async def unpair(session: AsyncSession, by: StaffCaller, device_id: int) -> int | None:
    """A device's end, as ``pairing.unpair``; of an agent also: its printers are the server's own again."""
    table_id = await pairing.unpair(session, by, device_id)
    if await Printers(session).leave_agent(by.store_id, device_id):
        jobs.announce(session, by.store_id)
    return table_id


async def all_agents(session: AsyncSession, staff: StaffCaller) -> list[AgentOut]:
    found = await Devices(session).agents(staff.store_id)
    return [AgentOut(one.id, one.agent_name or "", one.last_seen_at if one.used else None) for one in found]


async def is_there(session: AsyncSession, agent: AgentCaller) -> None:
    """It asks for papers. Back after a while away, it tries at once what could not be printed meanwhile."""
    device = await Devices(session).of(agent.store_id, agent.agent_id)
    now = clock.now()
    if now - device.last_seen_at < NOTED_AFTER and device.used:
        return
    if now - device.last_seen_at > AWAY:
        await Printers(session).hurry_agents(agent.store_id, agent.agent_id)
    await Devices(session).seen(agent.store_id, [agent.agent_id], now)


async def printer(session: AsyncSession, agent: AgentCaller, printer_id: int) -> Printer:
    """One of the agent's. Raises ``NotFound``."""
    found = await Printers(session).find(agent.store_id, id=printer_id, agent_id=agent.agent_id)
    if found is None:
        raise NotFound
    return found


async def caller_of(session: AsyncSession, token: str) -> AgentCaller:
    """The agent that has this token. Raises ``NotLoggedIn``."""
    agent = await Devices(session).agent_by_token(device_token_hash(token))
    if agent is None:
        raise NotLoggedIn
    return AgentCaller(agent.store_id, agent.id, agent.agent_name or "")

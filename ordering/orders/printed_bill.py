"""A bill on paper."""

from zoneinfo import ZoneInfo

from sqlalchemy.ext.asyncio import AsyncSession

from ordering import clock
from ordering.orders import queries
from ordering.printing.actions import print_once, printer_for_bills
from ordering.printing.paper import Paper, PaperKind, PaperLine
from ordering.printing.shapes import BillPrint, JobOut
from ordering.security.callers import StaffCaller
from ordering.stores.repository import Stores


async def print_bill(session: AsyncSession, staff: StaffCaller, table_id: int, wanted: BillPrint) -> JobOut:
    """What a table's party owes, on paper. Raises ``NotFound`` where nobody sits, ``NoPrinter``, ``PrinterOff``."""
    bill = await queries.bill(session, staff, table_id, None)
    printer = await printer_for_bills(session, staff, wanted.printer_id)
    store = await Stores(session).of(staff.store_id)
    paper = Paper(
        kind=PaperKind.BILL,
        locale=store.locale,
        title=store.name,
        at=clock.now().astimezone(ZoneInfo(store.timezone)),
        table=str(bill.table.number),
        lines=[PaperLine(line.quantity, line.name, line.options, amount=line.subtotal) for line in bill.lines],
        total=bill.total,
        currency=bill.currency,
    )
    return await print_once(session, staff, printer, paper)

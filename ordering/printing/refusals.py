"""What printing can refuse."""

from ordering.errors import Refusal


class NoPrinter(Refusal):
    code = "no_printer"
    detail = "No printer is set up that does this."

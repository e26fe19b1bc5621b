"""What printing can refuse."""

from ordering.errors import Refusal


class PrinterOff(Refusal):
    code = "printer_off"
    detail = "This printer is switched off."


class NoPrinter(Refusal):
    code = "no_printer"
    detail = "No printer is set up that does this."

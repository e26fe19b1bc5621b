"""Codes of what can be wrong with a value, each with its English as the API says it.

Pages look that English up in their catalogues: there it has a person's words. ``%(…)s`` is what ``Invalid`` is given.
"""

from enum import StrEnum
from typing import Self


class Code(StrEnum):
    message: str

    def __new__(cls, value: str, message: str) -> Self:
        code = str.__new__(cls, value)
        code._value_, code.message = value, message
        return code

    MISSING = "missing", "Object missing required field `%(name)s`"
    UNKNOWN_FIELD = "unknown_field", "Object contains unknown field `%(name)s`"
    NOT_RIGHT = "not_right", "%(reason)s"

    EMPTY = "empty", "Expected `str` of length >= 1"
    TOO_SHORT = "too_short", "Expected `str` of length >= %(n)s"
    TOO_LONG = "too_long", "Expected `str` of length <= %(n)s"
    ONE_LINE = "one_line", "Expected one line of text without control characters"
    LINES = "lines", "Expected text without control characters"
    NOT_BLANK = "not_blank", "Expected one line of text that is not blank and has no control characters"
    NOT_BLANK_LINES = "not_blank_lines", "Expected text that is not blank and has no control characters"

    NOT_A_NUMBER = "not_a_number", "Expected `%(expected)s`, got `%(got)s`"
    TOO_LOW = "too_low", "Expected `int` >= %(n)s"
    TOO_HIGH = "too_high", "Expected `int` <= %(n)s"
    NOT_A_DATE = "not_a_date", "Invalid RFC3339 encoded date"
    NOT_A_CHOICE = "not_a_choice", "Invalid enum value %(value)s"
    OUT_OF_RANGE = "out_of_range", "A value is too long or out of range"

    SLUG = "slug", "Expected letters a-z, digits, and - or _ between them"
    USERNAME = "username", "Expected letters of one script, digits, and . _ or -"
    CURRENCY = "currency", "Expected an ISO 4217 currency code such as KRW"
    COLOUR = "colour", "Expected a colour such as #c2410c"
    CONTRAST = "contrast", "Expected a darker colour: white text on it has a contrast of %(ratio)s, and needs %(least)s"
    TIMEZONE = "timezone", "Expected an IANA time zone such as Asia/Seoul"
    BOARD_MINUTES = "board_minutes", "Expected the second to be no less than the first"
    TABLE_NUMBERS = "table_numbers", "Expected no less than the first number, and at most 30 tables at once"
    KEY_TWICE = "key_twice", "Expected a key that nothing else here has"
    CHOICES = "choices", "Expected no more than max_choices, nor than there are options"
    PRICE = "price", "Expected a price that no choice of options takes below 0"
    DEFAULT = "default", "Expected one default at most, in a group of which exactly one must be chosen"
    ID_OF_LIST = "id_of_list", "Expected an id of this list, and once only"
    EVERY_ID = "every_id", "Expected every id of the list exactly once"
    PREP_STATION = "prep_station", "Expected a station where dishes are made"
    LOCAL_HOST = "local_host", "Expected an address in the local network, or a name of one"
    OTHER_PRINTER = "other_printer", "Expected another printer than this one"
    OPTION_TWICE = "option_twice", "Expected every option once at most"
    ORDER_NUMBER = "order_number", "Expected an order number such as 20261123-0042, or 42"
    IDEMPOTENCY_KEY = "idempotency_key", "Expected 16-64 visible ASCII characters"

    NOT_JSON = "not_json", "Expected JSON: %(reason)s"
    NO_BODY = "no_body", "Expected no body"
    ONE_FILE = "one_file", "Expected one file"
    NAMELESS_PART = "nameless_part", "A part of the form has no name"
    UNKNOWN_PARAMETER = "unknown_parameter", "Unknown query parameter"
    REPEATED = "repeated", "Expected once"
    NULL = "null", "Expected a value, or nothing at all"
    CURSOR = "cursor", "Expected a next_cursor of this list"

    AMOUNT = "amount", "Enter an amount, such as %(example)s."
    AMOUNT_UNCLEAR = "amount_unclear", "Thousands or cents? Write %(example)s if you mean that."
    AMOUNT_TOO_LOW = "amount_too_low", "%(amount)s at least."
    AMOUNT_TOO_HIGH = "amount_too_high", "%(amount)s at most."
    OTHERS_PRICE = "others_price", "Somebody has made it %(amount)s meanwhile. Save again to overwrite that."
    ITEM_GONE = "item_gone", "Somebody has deleted this item meanwhile. Saved again, it comes back as a new one."
    NUMBERS_TAKEN = "numbers_taken", "Other tables have these numbers: %(numbers)s. No table was added."
    PASSWORD_AGAIN = "password_again", "Type the new password again, please."
    FORM = "form", "The request has a field that is not right."
    FORM_KEY = "form_key", "Open the form again: it has lost its key"
    LAST_DAY = "last_day", "Choose a day that is not before the first one."

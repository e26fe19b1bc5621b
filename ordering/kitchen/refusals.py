"""What the kitchen can refuse."""

from ordering.errors import BadCredentials, Refusal


class NameTaken(Refusal):
    code = "name_taken"
    fields = ("name",)
    detail = "Another station has this name."


class ExpoTaken(Refusal):
    code = "expo_taken"
    fields = ("kind",)
    detail = "Another station puts the dishes together already: there is one at most."


class StationInUse(Refusal):
    code = "station_in_use"
    detail = "It is the last station that makes dishes, and has some to make: let it finish first."


class WrongCode(BadCredentials):
    detail = "Store or code is wrong, or the code was used already or is older than ten minutes."

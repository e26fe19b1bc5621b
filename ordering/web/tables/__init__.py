"""The tables, their tablets and the pairing sheet."""

from typing import Any

from ordering.web.kit.languages import N_
from ordering.web.kit.navigation import NavigationEntry
from ordering.web.tables import bulk, devices, page, pairing, pairing_sheet

ROUTES: list[Any] = [
    page.TablePages,
    bulk.blank,
    bulk.add_many,
    pairing_sheet.sheet,
    devices.DevicePages,
    pairing.open_pairing,
]
NAVIGATION = [NavigationEntry("/admin/tables", N_("Tables"), icon="armchair", position=4)]

"""The tables, their tablets and the pairing sheet."""

from ordering.web.tables import bulk, devices, page, pairing, pairing_sheet

ROUTES = [
    page.TablePages,
    bulk.blank,
    bulk.add_many,
    pairing_sheet.sheet,
    devices.DevicePages,
    pairing.open_pairing,
]

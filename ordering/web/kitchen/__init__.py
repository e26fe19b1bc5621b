"""The kitchen's screens: pairing one, what a station has to make, and what is done there."""

from ordering.web.kit.languages import N_
from ordering.web.kit.navigation import NavigationEntry

NAVIGATION = [
    NavigationEntry("/admin/kitchen", N_("Kitchen"), icon="chef-hat", position=2, kitchen=True),
    NavigationEntry("/admin/stations", N_("Stations"), icon="chef-hat", position=5, daily=False),
]

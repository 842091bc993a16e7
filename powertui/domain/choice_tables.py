"""NetBox 4.6's other choices that a plant is described with: cables, statuses, faces, colours; data, not code."""

from powertui.domain.cable_profiles import CABLE_PROFILES as _PROFILES
from powertui.domain.vocabulary_entry import Choice, choices

CABLE_TYPES: tuple[Choice, ...] = (
    *choices(
        "Copper - Twisted Pair (UTP/STP)",
        {
            "cat3": "CAT3",
            "cat5": "CAT5",
            "cat5e": "CAT5e",
            "cat6": "CAT6",
            "cat6a": "CAT6a",
            "cat7": "CAT7",
            "cat7a": "CAT7a",
            "cat8": "CAT8",
            "mrj21-trunk": "MRJ21 Trunk",
        },
    ),
    *choices(
        "Copper - Twinax (DAC)",
        {"dac-active": "Direct Attach Copper (Active)", "dac-passive": "Direct Attach Copper (Passive)"},
    ),
    *choices(
        "Copper - Coaxial",
        {
            "coaxial": "Coaxial",
            "rg-6": "RG-6",
            "rg-8": "RG-8",
            "rg-11": "RG-11",
            "rg-59": "RG-59",
            "rg-62": "RG-62",
            "rg-213": "RG-213",
            "lmr-100": "LMR-100",
            "lmr-200": "LMR-200",
            "lmr-400": "LMR-400",
        },
    ),
    *choices(
        "Fiber - Multimode",
        {
            "mmf": "Multimode Fiber",
            "mmf-om1": "Multimode Fiber (OM1)",
            "mmf-om2": "Multimode Fiber (OM2)",
            "mmf-om3": "Multimode Fiber (OM3)",
            "mmf-om4": "Multimode Fiber (OM4)",
            "mmf-om5": "Multimode Fiber (OM5)",
        },
    ),
    *choices(
        "Fiber - Single-mode",
        {"smf": "Single-mode Fiber", "smf-os1": "Single-mode Fiber (OS1)", "smf-os2": "Single-mode Fiber (OS2)"},
    ),
    *choices("Fiber - Other", {"aoc": "Active Optical Cabling (AOC)"}),
    *choices("Power", {"power": "Power"}),
    *choices("USB", {"usb": "USB"}),
)
CABLE_PROFILES: tuple[Choice, ...] = tuple(Choice(entry.slug, entry.label, entry.group) for entry in _PROFILES)
LENGTH_UNITS = choices(
    "", {"km": "Kilometers", "m": "Meters", "cm": "Centimeters", "mi": "Miles", "ft": "Feet", "in": "Inches"}
)
SITE_STATUSES = choices(
    "",
    {
        "planned": "Planned",
        "staging": "Staging",
        "active": "Active",
        "decommissioning": "Decommissioning",
        "retired": "Retired",
    },
)
LOCATION_STATUSES = choices(
    "",
    {
        "planned": "Planned",
        "staging": "Staging",
        "active": "Active",
        "decommissioning": "Decommissioning",
        "retired": "Retired",
    },
)
RACK_STATUSES = choices(
    "",
    {
        "reserved": "Reserved",
        "available": "Available",
        "planned": "Planned",
        "active": "Active",
        "deprecated": "Deprecated",
    },
)
DEVICE_STATUSES = choices(
    "",
    {
        "offline": "Offline",
        "active": "Active",
        "planned": "Planned",
        "staged": "Staged",
        "failed": "Failed",
        "inventory": "Inventory",
        "decommissioning": "Decommissioning",
    },
)
DEVICE_FACES = choices("", {"front": "Front", "rear": "Rear"})

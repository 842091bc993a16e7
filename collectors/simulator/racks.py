"""What stands in each of the demo's fourteen racks, from the bottom up: data."""

from dataclasses import dataclass

from collectors.simulator import catalogue as pdus
from collectors.simulator import equipment as kinds
from collectors.simulator.equipment import Kind
from collectors.simulator.hardware import PduModel


@dataclass(frozen=True, slots=True)
class RackPlan:
    """A rack: its PDUs on side A and side B, and its equipment."""

    a: PduModel
    b: PduModel
    contents: tuple[tuple[Kind, int], ...]
    """Kind and how many."""
    a_credential: str = "demo"
    b_credential: str = "demo"
    idle: tuple[Kind, ...] = ()
    """Modelled, cabled, and switched off: they draw nothing."""
    unmodelled_w: int = 0
    """What something draws on side A that the model does not know of."""


HALL_ONE = (
    RackPlan(pdus.APC_THREE_16, pdus.APC_THREE_16, ((kinds.VIRTUAL_HOST, 9), (kinds.WEB, 3))),
    RackPlan(
        pdus.RARITAN_THREE_16,
        pdus.RARITAN_THREE_16,
        ((kinds.DATABASE, 9), (kinds.APPLICATION, 4)),
        b_credential="demo-v3",
    ),
    RackPlan(
        pdus.SENTRY_THREE_32, pdus.SENTRY_THREE_32, ((kinds.COMPUTE, 12), (kinds.STORAGE, 2), (kinds.APPLICATION, 2))
    ),
    RackPlan(pdus.APC_THREE_16, pdus.RARITAN_THREE_16, ((kinds.GPU, 6), (kinds.LAB, 1))),
    RackPlan(
        pdus.EATON_SINGLE_32, pdus.EATON_SINGLE_32, ((kinds.WEB, 11), (kinds.APPLICATION, 3)), b_credential="demo-v3"
    ),
    RackPlan(
        pdus.VERTIV_THREE_16, pdus.VERTIV_THREE_16, ((kinds.VIRTUAL_HOST, 8), (kinds.APPLICATION, 5)), unmodelled_w=210
    ),
    RackPlan(
        pdus.APC_SINGLE_16_METERED, pdus.VERTIV_SINGLE_16, ((kinds.FIREWALL, 2), (kinds.CORE_SWITCH, 1), (kinds.LAB, 2))
    ),
)

HALL_TWO = (
    RackPlan(
        pdus.RARITAN_THREE_32, pdus.APC_THREE_32, ((kinds.COMPUTE, 11), (kinds.DATABASE, 5)), a_credential="demo-v3"
    ),
    RackPlan(pdus.SENTRY_THREE_16, pdus.SENTRY_THREE_16, ((kinds.STORAGE, 4), (kinds.BACKUP, 3), (kinds.TAPE, 1))),
    RackPlan(
        pdus.APC_SINGLE_32,
        pdus.APC_SINGLE_32,
        ((kinds.DATABASE, 6), (kinds.WEB, 4)),
        idle=(kinds.DATABASE,),
        b_credential="demo-v3",
    ),
    RackPlan(
        pdus.EATON_THREE_16, pdus.EATON_THREE_16, ((kinds.DATABASE, 9), (kinds.APPLICATION, 3), (kinds.STORAGE, 3))
    ),
    RackPlan(pdus.RARITAN_SINGLE_32, pdus.EATON_SINGLE_32, ((kinds.VIRTUAL_HOST, 6), (kinds.LAB, 3))),
    RackPlan(pdus.VERTIV_THREE_16, pdus.SENTRY_THREE_16, ((kinds.DATABASE, 10), (kinds.STORAGE, 2))),
    RackPlan(pdus.VERTIV_SINGLE_16, pdus.APC_SINGLE_16_METERED, ((kinds.CORE_SWITCH, 2), (kinds.FIREWALL, 1))),
)

HALLS = (("Hall 1", HALL_ONE), ("Hall 2", HALL_TWO))

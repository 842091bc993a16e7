"""How a PDU's outlets are arranged: labels as each vendor prints them, branches, legs, sockets."""

from collectors.simulator.hardware import Connector, Family, PduModel, SimulatedOutlet
from powertui.domain.choices import FeedLeg


def lay_out(model: PduModel, first_id: int) -> tuple[SimulatedOutlet, ...]:
    """The outlets of a new PDU, unnamed. Branches follow each other; legs take turns over them."""
    return tuple(
        SimulatedOutlet(
            id=first_id + number - 1,
            number=number,
            label=_label(model, number),
            name="",
            leg=_leg(model, number),
            branch=_branch(model, number),
            connector=_connector(model, number),
        )
        for number in range(1, model.outlet_count + 1)
    )


def _branch(model: PduModel, number: int) -> int:
    return (number - 1) * model.branch_count // model.outlet_count + 1 if model.branch_count else 0


def _leg(model: PduModel, number: int) -> FeedLeg:
    turn = _branch(model, number) or number
    return model.legs[(turn - 1) % len(model.legs)]


def _connector(model: PduModel, number: int) -> Connector:
    """The big sockets are spread evenly, so that each branch has its part."""
    before = (number - 1) * model.c19_count // model.outlet_count
    after = number * model.c19_count // model.outlet_count
    return Connector.C19 if after > before else Connector.C13


def _label(model: PduModel, number: int) -> str:
    match model.family:
        case Family.SENTRY4:
            return f"AA{number}"
        case Family.EATON_EPDU_G3:
            branch = _branch(model, number)
            first = next(each for each in range(1, number + 1) if _branch(model, each) == branch)
            return f"{chr(ord('A') + branch - 1)}{number - first + 1}"
        case _:
            return f"Outlet {number}"

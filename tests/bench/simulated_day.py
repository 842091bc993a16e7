"""A day of the simulator's plant as batches: what its PDUs would answer, at the resolution that meters have."""

from array import array
from collections.abc import Iterator
from dataclasses import dataclass

from sqlalchemy import Connection

from collectors.simulator.electricity import Electricity, Flow
from collectors.simulator.hardware import SimulatedPdu
from collectors.simulator.plant import build_demo_plant
from powertui.domain.measured import Binding
from powertui.domain.poll_target import PollTarget
from powertui.domain.reading import Quantity, ReadingBatch, SubjectDescription, SubjectKind, TargetDescription
from powertui.storage.history_layout import HistoryLayout, history_layout
from powertui.storage.latest_store import Attempt
from powertui.storage.object_store import write_objects
from powertui.storage.target_store import save_description

MIDNIGHT_S = 20_717 * 86_400
INTERVAL_S = 30
SLOTS = range(MIDNIGHT_S, MIDNIGHT_S + 86_400, INTERVAL_S)

WHOLE = (
    Quantity.CURRENT,
    Quantity.VOLTAGE,
    Quantity.ACTIVE_POWER,
    Quantity.APPARENT_POWER,
    Quantity.POWER_FACTOR,
    Quantity.ENERGY,
)
"""Of units and phases."""
BRANCH = (Quantity.CURRENT,)
OUTLET = (Quantity.STATE, Quantity.CURRENT, Quantity.ACTIVE_POWER, Quantity.ENERGY)


@dataclass(frozen=True, slots=True)
class Polled:
    """A simulated PDU in a database."""

    target_id: int
    pdu: SimulatedPdu
    layout: HistoryLayout
    outlet_ids: tuple[int, ...]


def described(pdu: SimulatedPdu) -> TargetDescription:
    """Its unit, legs, branches and outlets."""
    parts = [SubjectDescription(SubjectKind.UNIT, "1", quantities=WHOLE)]
    parts += (SubjectDescription(SubjectKind.PHASE, f"L{at}", quantities=WHOLE) for at, _ in enumerate(pdu.model.legs))
    parts += (SubjectDescription(SubjectKind.BRANCH, f"B{at}", quantities=BRANCH) for at, _ in enumerate(pdu.branches))
    parts += (SubjectDescription(SubjectKind.OUTLET, outlet.label, quantities=OUTLET) for outlet in pdu.outlets)
    return TargetDescription(pdu.model.family.value, "simulated", subjects=tuple(parts))


def stage(connection: Connection, count: int) -> tuple[Electricity, tuple[Polled, ...]]:
    """The first PDUs of the plant as devices to poll."""
    plant = build_demo_plant()
    staged: list[Polled] = []
    for target_id, pdu in enumerate(plant.pdus[:count], start=1):
        write_objects(connection, PollTarget, added=[PollTarget(target_id, pdu.name, "192.0.2.1", 161, "lab")])
        description = described(pdu)
        ids = save_description(connection, target_id, description, [Binding()] * len(description.subjects))
        layout = history_layout(ids, description.subjects)
        staged.append(Polled(target_id, pdu, layout, ids[-len(pdu.outlets) :]))
    return Electricity(plant), tuple(staged)


def attempts(electricity: Electricity, staged: tuple[Polled, ...], slot_s: int) -> list[Attempt]:
    """One cycle; each PDU a little later than the one before, none exactly on time."""
    return [_attempt(electricity, polled, slot_s, at) for at, polled in enumerate(staged)]


def _attempt(electricity: Electricity, polled: Polled, slot_s: int, at: int) -> Attempt:
    sampled_at_s = slot_s + 0.4 + 0.9 * at + (slot_s * 7919 + at * 104_729) % 977 / 20_000
    state = electricity.pdu(polled.pdu, sampled_at_s - MIDNIGHT_S)
    values = array("q", _values(state.total, WHOLE))
    for flows, quantities in ((state.legs, WHOLE), (state.branches, BRANCH), (state.outlets, OUTLET)):
        for flow in flows:
            values.extend(_values(flow, quantities))
    batch = ReadingBatch(sampled_at_s, values, bytes(len(values)))
    return Attempt(polled.target_id, slot_s, sampled_at_s, 0.1, batch, None, polled.layout)


def _values(flow: Flow, quantities: tuple[Quantity, ...]) -> Iterator[int]:
    """Scaled, in steps of 10 mA, 100 mV, 1 W, 1 VA, 0.01 and 0.1 kWh."""
    for quantity in quantities:
        match quantity:
            case Quantity.CURRENT:
                yield round(flow.current_a * 100) * 10
            case Quantity.VOLTAGE:
                yield round(flow.voltage_v * 10) * 100
            case Quantity.ACTIVE_POWER:
                yield round(flow.active_power_w) * 1000
            case Quantity.APPARENT_POWER:
                yield round(flow.apparent_power_va) * 1000
            case Quantity.POWER_FACTOR:
                yield round(flow.power_factor * 100) * 10
            case Quantity.ENERGY:
                yield round(flow.energy_wh / 100) * 100
            case _:
                yield 1000

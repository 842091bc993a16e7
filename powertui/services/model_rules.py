"""What the model's own rules refuse, until they are there: nothing."""

from importlib import import_module
from typing import Protocol

from powertui.domain.topology import Topology


class Refusal(Protocol):
    """As `domain.validate` has it."""

    kind: str
    name: str
    field: str
    message: str


def refusals(topology: Topology) -> tuple[Refusal, ...]:
    """What NetBox would refuse in a topology."""
    try:
        validate = import_module("powertui.domain.validate")
    except ModuleNotFoundError:
        return ()
    found: tuple[Refusal, ...] = validate.refusals(topology)
    return found

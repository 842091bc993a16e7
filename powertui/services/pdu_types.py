"""The device type of a PDU that was read: the model's own where one fits, else a new one."""

import re
from dataclasses import dataclass, replace

from powertui.domain.pdu_parts import plain
from powertui.domain.reading import TargetDescription
from powertui.domain.renewed import next_id
from powertui.domain.topology import Device, DeviceType, Topology
from powertui.exchange.slugs import slug_of

LONGEST = 100
_WORDS = re.compile(r"[a-z0-9]+")


@dataclass(frozen=True, slots=True)
class Typed:
    """The device types there are then, and which one is the PDU's."""

    device_types: tuple[DeviceType, ...]
    chosen: DeviceType | None
    """None: the PDU does not say what it is."""
    model: str
    """As the PDU says it."""

    def given_to(self, device: Device) -> Device:
        """A device of no type yet, with this one."""
        if self.chosen is None:
            return replace(device, model=device.model or self.model)
        return replace(device, device_type_id=self.chosen.id, model=self.chosen.model, height_u=self.chosen.u_height)


def type_for(topology: Topology, description: TargetDescription, known: Device | None) -> Typed:
    """A type by model or part number and a word of the manufacturer's name; a device that has a type keeps it.

    A new type has neither ports nor outlets: what this one PDU has set up need not be what all of its kind have.
    """
    kinds = topology.device_types
    model, maker = plain(description.model, LONGEST), plain(description.vendor, LONGEST)
    if known is not None and known.device_type_id is not None:
        return Typed(kinds, next((kind for kind in kinds if kind.id == known.device_type_id), None), model)
    if not (model and maker):
        return Typed(kinds, None, model)
    fitting = [
        kind
        for kind in kinds
        if model.casefold() in {kind.model.casefold(), kind.part_number.casefold()}
        and _words(maker) & _words(kind.manufacturer)
    ]
    if fitting:
        return Typed(kinds, fitting[0], model)
    taken = {kind.slug for kind in kinds}
    slug = slug_of(f"{maker} {model}")
    numbered = (slug, *(f"{slug[:90]}-{number}" for number in range(2, len(taken) + 3)))
    made = DeviceType(next_id(kinds), maker, model, next(one for one in numbered if one not in taken))
    return Typed((*kinds, made), made, model)


def _words(text: str) -> set[str]:
    return set(_WORDS.findall(text.casefold()))

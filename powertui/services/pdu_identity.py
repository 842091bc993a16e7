"""Which device of the model a PDU that was read is, and what a new one is called."""

from dataclasses import dataclass

from powertui.domain.pdu_parts import LONGEST_NAME, plain
from powertui.domain.poll_target import PollTarget
from powertui.domain.reading import TargetDescription
from powertui.domain.reported import ReportedDevice, reported_devices
from powertui.domain.topology import Device, Topology
from powertui.errors import ModelError
from powertui.services.pdu_places import Place

LONGEST_SERIAL = 50
SHORTEST_SERIAL = 5
MOST_OF_UNIT = 20
"""Letters of a unit's own name that go into that of a device without one."""


@dataclass(frozen=True, slots=True)
class PduRead:
    """One agent, as it was read."""

    description: TargetDescription
    host: str
    port: int
    credential: str
    """The credential's name."""
    family: str = ""
    """A family that is not to be guessed."""
    role: str = "pdu"


@dataclass(frozen=True, slots=True)
class Wish:
    """What a person says about a new PDU; empty: what follows from the model and the PDU."""

    name: str = ""
    site: str = ""
    rack: str = ""
    panel: str = ""
    """The panel whose own meter it is: no device is made then."""


def known_head(topology: Topology, read: PduRead, wish: Wish, target: PollTarget | None, place: Place) -> Device | None:
    """The device that a PDU is already."""
    by_id = {device.id: device for device in topology.devices}
    if target is not None and target.device_id is not None:
        return by_id.get(target.device_id)
    serial = telling_serial(read.description.serial)
    of_serial = [
        device
        for device in topology.devices
        if serial and device.serial == serial and _may_be_of_model(device, read.description)
    ]
    if len(of_serial) == 1 and not wish.name:
        return of_serial[0]
    name = wish.name or own_name(read, reported_devices(read.description)[0])
    named = [
        device
        for device in topology.devices
        if device.name.casefold() == name.casefold() and (place.site_id is None or device.site_id == place.site_id)
    ]
    if len(named) != 1:
        return None
    other = next((one for one in topology.poll_targets if one.device_id == named[0].id), None)
    if other is not None and not (serial and named[0].serial == serial):
        if not wish.name:
            # Half of the world's PDUs are called as they left the factory.
            return None
        raise ModelError(
            f"{named[0].name} is polled at {other.host} port {other.port} already; --name gives {address_of(read)}"
            " another name"
        )
    return named[0]


def telling_serial(text: str) -> str:
    """A serial number that tells one device from all others; empty for `N/A`, `0000000` and the like."""
    serial = plain(text, LONGEST_SERIAL)
    letters = [letter for letter in serial if letter.isalnum()]
    has_digit = any(letter.isdecimal() for letter in letters)
    return serial if len(letters) >= SHORTEST_SERIAL and has_digit and len(set(letters)) > 1 else ""


def _may_be_of_model(device: Device, description: TargetDescription) -> bool:
    model = plain(description.model)
    return not model or not device.model or device.model.casefold() == model.casefold()


def known_member(topology: Topology, head: Device, unit: ReportedDevice) -> Device | None:
    """The device that a further unit of a chain is already."""
    return next(
        (one for one in topology.devices if one.polled_via_id == head.id and one.polled_unit == unit.unit), None
    )


def own_name(read: PduRead, unit: ReportedDevice) -> str:
    """What a PDU calls itself: its only cord's name, else the agent's; else its address, if it is the first."""
    named = plain(unit.inlets[0].name) if len(unit.inlets) == 1 else ""
    is_first = unit == reported_devices(read.description)[0]
    return named or ((plain(read.description.name) or read.host) if is_first else "")


def unique_name(topology: Topology, site_id: int, name: str) -> str:
    """The name, with a number behind it where the site has a device of that name."""
    taken = {one.name.casefold() for one in topology.devices if one.site_id == site_id and one.tenant_id is None}
    if name.casefold() not in taken:
        return name
    numbered = (f"{name[: LONGEST_NAME - 8]} {number}" for number in range(2, len(taken) + 3))
    return next(free for free in numbered if free.casefold() not in taken)


def numbered(name: str, unit: ReportedDevice) -> str:
    """A name for a further unit of a chain: cut short where both would be too long for one."""
    told = plain(unit.unit)[:MOST_OF_UNIT]
    return f"{name[: LONGEST_NAME - len(told) - 1]}-{told}"


def address_of(read: PduRead) -> str:
    """As sentences have it."""
    return f"{read.host} port {read.port}"


def is_at(target: PollTarget, read: PduRead) -> bool:
    """Whether a target is where a PDU was read."""
    return target.host.casefold().rstrip(".") == read.host.casefold().rstrip(".") and target.port == read.port


def target_at(topology: Topology, read: PduRead) -> PollTarget | None:
    """The target at the address where a PDU was read."""
    return next((target for target in topology.poll_targets if is_at(target, read)), None)

"""Several devices behind one poll target: who is which unit, and what is bound to which."""

from dataclasses import replace

from powertui.domain.graph import PowerGraph
from powertui.domain.measured import bind
from powertui.domain.reading import SubjectDescription, SubjectKind, TargetDescription
from powertui.domain.reported import key_within_unit, reported_devices
from powertui.domain.topology import Device, PowerOutlet, PowerPort, Site, Topology

OUTLETS = ("1", "2")


def subject(kind: SubjectKind, key: str, unit: str = "", index: str = "") -> SubjectDescription:
    return SubjectDescription(kind, key, unit=unit, index=index)


def chain(*subjects: SubjectDescription) -> TargetDescription:
    return TargetDescription("test", "Test", subjects=subjects)


TWO_UNITS = chain(
    subject(SubjectKind.UNIT, "1", "1"),
    subject(SubjectKind.UNIT, "2", "2"),
    subject(SubjectKind.PHASE, "L1", "1"),
    subject(SubjectKind.PHASE, "2:L1", "2"),
    subject(SubjectKind.OUTLET, "1", "1"),
    subject(SubjectKind.OUTLET, "2", "1"),
    subject(SubjectKind.OUTLET, "2:1", "2"),
    subject(SubjectKind.OUTLET, "2:2", "2"),
)


def modelled(*devices: Device) -> PowerGraph:
    ports = tuple(PowerPort(device.id * 10, device.id, "Inlet") for device in devices)
    outlets = tuple(
        PowerOutlet(device.id * 100 + number, device.id, name, power_port_id=device.id * 10)
        for device in devices
        for number, name in enumerate(OUTLETS, start=1)
    )
    return PowerGraph(Topology(sites=(Site(1, "S", "s"),), devices=devices, power_ports=ports, power_outlets=outlets))


def bound(graph: PowerGraph, description: TargetDescription) -> list[int | None]:
    return [one.power_outlet_id or one.power_port_id for one in bind(graph, 1, description)]


def test_the_units_of_a_chain_are_the_devices_that_they_are() -> None:
    head = Device(1, 1, "A", "pdu", polled_unit="1")
    second = Device(2, 1, "B", "pdu", polled_via_id=1, polled_unit="2")
    assert bound(modelled(head, second), TWO_UNITS) == [10, 20, 10, 20, 101, 102, 201, 202]


def test_a_unit_that_the_model_lacks_takes_nothing_from_the_first() -> None:
    assert bound(modelled(Device(1, 1, "A", "pdu")), TWO_UNITS) == [10, None, 10, None, 101, 102, None, None]
    head = Device(1, 1, "A", "pdu", polled_unit="1")
    assert bound(modelled(head), TWO_UNITS) == [10, None, 10, None, 101, 102, None, None]


def test_a_device_that_is_not_in_the_model_binds_nothing() -> None:
    assert bound(modelled(), TWO_UNITS) == [None] * 8


def test_two_cords_of_one_unit_are_inlets_of_one_device() -> None:
    description = chain(
        subject(SubjectKind.UNIT, "I1", "1", "1.1"),
        subject(SubjectKind.UNIT, "I2", "1", "1.2"),
        subject(SubjectKind.PHASE, "I2:L1", "1.2"),
        subject(SubjectKind.OUTLET, "1", "1"),
    )
    (device,) = reported_devices(description)
    assert [inlet.key for inlet in device.inlets] == ["I1", "I2"]
    assert [device.inlet_of(part) for part in device.parts] == [1, None]


def test_an_index_of_one_unit_is_not_taken_for_the_name_of_another() -> None:
    first = replace(subject(SubjectKind.UNIT, "1", "1"), index="2")
    second = replace(subject(SubjectKind.UNIT, "2", "2"), index="3")
    devices = reported_devices(chain(first, second, subject(SubjectKind.OUTLET, "2:1", "2")))
    assert [len(device.parts) for device in devices] == [0, 1]


def test_a_pdu_that_measures_no_cord_is_a_device_all_the_same() -> None:
    devices = reported_devices(chain(subject(SubjectKind.OUTLET, "1", "1"), subject(SubjectKind.SENSOR, "T1", "x")))
    assert [(device.unit, device.inlets, len(device.parts)) for device in devices] == [("1", (), 2)]
    assert [device.unit for device in reported_devices(chain())] == [""]


def test_keys_lose_only_the_unit_that_stands_before_them() -> None:
    assert key_within_unit(subject(SubjectKind.OUTLET, "2:1", "2")) == "1"
    assert key_within_unit(subject(SubjectKind.OUTLET, "2:1", "1")) == "2:1"

"""Several devices behind one poll target: who is which unit, and what is bound to which."""

from dataclasses import replace

from powertui.domain.assemble import assemble_view
from powertui.domain.graph import PowerGraph
from powertui.domain.measured import MeasuredSubject, bind
from powertui.domain.plant import PlantView
from powertui.domain.reading import (
    Quality,
    Quantity,
    Reading,
    SubjectDescription,
    SubjectKind,
    TargetDescription,
)
from powertui.domain.reported import key_within_unit, reported_devices
from powertui.domain.topology import Device, PowerOutlet, PowerPort, Site, Topology
from powertui.presenters.outlets import consumers
from powertui.presenters.picture import Picture
from powertui.presenters.tree import PowerTree
from tests.measured import LIVING_POLLER, measured_target
from tests.plants import NOW_S, two_sided_topology

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


def chained_view() -> PlantView:
    """The plant with two sides, where both PDUs are units of one chain: the first draws 100 VA, the second 250 VA."""
    plant = two_sided_topology()
    first, second, *others = plant.devices
    chained = (replace(first, polled_unit="1"), replace(second, polled_via_id=first.id, polled_unit="2"))
    graph = PowerGraph(replace(plant, devices=(*chained, *others)))
    subjects = (
        subject(SubjectKind.UNIT, "1", "1"),
        subject(SubjectKind.UNIT, "2", "2"),
        *(subject(SubjectKind.OUTLET, f"{unit}{n}", unit.strip(":") or "1") for unit in ("", "2:") for n in (1, 2, 3)),
    )
    description = chain(*subjects)
    bindings = bind(graph, first.id, description)

    def readings(place: int) -> tuple[Reading, ...]:
        va = (100.0, 250.0, *(10.0 * place for place in range(6)))[place]
        quantity = Quantity.APPARENT_POWER if place < 2 else Quantity.ACTIVE_POWER
        return (Reading(quantity, va, Quality.GOOD, NOW_S),)

    parts = [MeasuredSubject(place + 1, one, readings(place), bindings[place]) for place, one in enumerate(subjects)]
    target = measured_target(1, parts, name="chain", device_id=first.id)
    return assemble_view(graph=graph, targets=[target], alerts=(), poller=LIVING_POLLER, now_s=NOW_S)


def test_each_feed_carries_what_its_own_unit_of_the_chain_draws() -> None:
    view = chained_view()
    assert [view.feeds[feed_id].apparent_power.value for feed_id in (1, 2)] == [100.0, 250.0]
    assert [view.feeds[feed_id].inlet_target_ids for feed_id in (1, 2)] == [(1,), (1,)]


def test_no_outlet_of_a_chain_is_shown_twice_or_on_another_units_feed() -> None:
    view = chained_view()
    shown = [load.outlet.id for load in view.outlets_of_target[1] if load.outlet is not None]
    assert sorted(shown) == [1, 2, 3, 4, 5, 6]
    picture = Picture.of(view)
    for feed_id, own in ((1, {1, 2, 3}), (2, {4, 5, 6})):
        rows = [entry.record for entry in consumers(picture, view.feeds[feed_id], {}) if entry.record is not None]
        assert {row.load.outlet.id for row in rows if row.load.outlet is not None} <= own
        assert rows


def test_a_chain_stands_in_the_tree_once() -> None:
    tree = PowerTree(Picture.of(chained_view()))
    nodes = list(tree.roots())
    keys = []
    while nodes:
        node = nodes.pop()
        keys.append(node.key)
        nodes.extend(tree.children(node))
    assert len(keys) == len(set(keys))


def test_two_chained_units_on_one_feed_are_counted_once_each() -> None:
    view = chained_view()
    cables = {cable.id: cable for cable in view.graph.topology.cables}
    one_cable = replace(cables[1], b=(*cables[1].b, *cables[2].b))
    graph = PowerGraph(
        replace(
            view.graph.topology,
            cables=tuple(one_cable if cable.id == 1 else cable for cable in cables.values() if cable.id != 2),
        )
    )
    again = assemble_view(graph=graph, targets=view.targets.values(), alerts=(), poller=view.poller, now_s=NOW_S)
    assert again.feeds[1].apparent_power.value == 350.0

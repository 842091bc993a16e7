"""From what a PDU reports to the model: what is made, what is filled in, what is left to people."""

from dataclasses import replace

import pytest
from hypothesis import given
from hypothesis import strategies as st

from powertui.domain.choices import FeedLeg
from powertui.domain.poll_target import PollTarget
from powertui.domain.reading import Leg, Quality, Quantity, Reading, SubjectDescription, SubjectKind, TargetDescription
from powertui.domain.topology import (
    Device,
    DeviceType,
    PduBranch,
    PowerFeed,
    PowerOutlet,
    PowerOutletTemplate,
    PowerPanel,
    PowerPort,
    PowerPortTemplate,
    Rack,
    Site,
    Topology,
)
from powertui.errors import ModelError, UsageError
from powertui.services.model_sync import CurrentModel
from powertui.services.pdu_adding import Adding, PduRead, Wish, plan_pdus

KIND = SubjectKind
SITE = Site(1, "Ams 1", "ams1")
EMPTY = Topology(sites=(SITE,))


def rated(amperes: float) -> tuple[Reading, ...]:
    return (Reading(Quantity.RATED_CURRENT, amperes, Quality.GOOD),)


def three_phase(name: str = "pdu-a", serial: str = "SN0001") -> TargetDescription:
    """One inlet, three legs, a branch on each, two outlets on each branch; the last is line-to-line."""
    legs = (Leg.A, Leg.B, Leg.CA)
    return TargetDescription(
        "acme",
        "Acme",
        model="P 6",
        serial=serial,
        subjects=(
            SubjectDescription(KIND.UNIT, "1", unit="1", name=name, facts=rated(32)),
            *(
                SubjectDescription(KIND.BRANCH, f"B{n}", unit="1", label=f"Br {n}", leg=leg, facts=rated(16))
                for n, leg in enumerate(legs, start=1)
            ),
            *(
                SubjectDescription(
                    KIND.OUTLET, str(n), unit="1", leg=legs[(n - 1) // 2], branch=f"B{(n + 1) // 2}", name=f"srv {n}"
                )
                for n in range(1, 7)
            ),
        ),
    )


def read(description: TargetDescription | None = None, host: str = "192.0.2.1") -> PduRead:
    return PduRead(description or three_phase(), host, 161, "lab")


def added(model: Topology, *reads: PduRead, wish: Wish = Wish()) -> Adding:  # noqa: B008 - frozen
    return plan_pdus(CurrentModel(model, 1), reads or (read(),), wish)


def result(model: Topology, *reads: PduRead, wish: Wish = Wish()) -> Topology:  # noqa: B008 - frozen
    adding = added(model, *reads, wish=wish)
    assert adding.plan.refusals == ()
    return adding.plan.result


def test_a_new_pdu_has_its_type_rating_inlet_outlets_legs_branches_and_target() -> None:
    plant = result(EMPTY)
    (kind,), (device,), (port,), (target,) = plant.device_types, plant.devices, plant.power_ports, plant.poll_targets
    assert (kind.manufacturer, kind.model, kind.slug) == ("Acme", "P 6", "acme-p-6")
    assert (device.name, device.role, device.serial, device.rated_current_a) == ("pdu-a", "pdu", "SN0001", 32)
    assert (device.device_type_id, device.polled_unit, device.polled_via_id) == (kind.id, "", None)
    assert (port.name, port.maximum_draw_w, port.allocated_draw_w) == ("Inlet", None, None)
    assert target == PollTarget(1, "pdu-a", "192.0.2.1", 161, "lab", device_id=device.id)
    outlets = plant.power_outlets
    assert [outlet.name for outlet in outlets] == ["1", "2", "3", "4", "5", "6"]
    assert [outlet.reported_as for outlet in outlets] == ["1", "2", "3", "4", "5", "6"]
    assert [outlet.feed_leg for outlet in outlets] == [FeedLeg.A] * 2 + [FeedLeg.B] * 2 + [None] * 2
    assert [outlet.line_pair for outlet in outlets] == [None] * 4 + [Leg.CA] * 2
    assert {outlet.power_port_id for outlet in outlets} == {port.id}
    assert outlets[0].description == "srv 1"
    assert [(one.name, one.rated_current_a, one.leg, one.outlet_ids) for one in plant.pdu_branches] == [
        ("Br 1", 16, Leg.A, (1, 2)),
        ("Br 2", 16, Leg.B, (3, 4)),
        ("Br 3", 16, Leg.CA, (5, 6)),
    ]


def test_a_second_run_changes_nothing_and_a_third_after_edits_keeps_them() -> None:
    plant = result(EMPTY)
    assert added(plant).plan.changes == ()
    edited = replace(
        plant,
        devices=(replace(plant.devices[0], name="mine", rated_current_a=24.0),),
        power_outlets=tuple(replace(one, name=f"X{one.name}", feed_leg=FeedLeg.C) for one in plant.power_outlets),
    )
    assert [change.fields for change in added(edited).plan.changes] == []


def test_what_netbox_has_already_is_filled_in_and_nothing_is_doubled() -> None:
    known = Topology(
        sites=(SITE,),
        devices=(Device(7, 1, "PDU-A", "pdu", netbox_id=70),),
        power_ports=(PowerPort(8, 7, "Input"),),
        power_outlets=tuple(PowerOutlet(n, 7, f"Outlet {n}", feed_leg=FeedLeg.B) for n in range(1, 7)),
        pdu_branches=(PduBranch(1, 7, "br1", None),),
    )
    plant = result(known)
    (device,) = plant.devices
    assert (device.id, device.name, device.netbox_id, device.serial) == (7, "PDU-A", 70, "SN0001")
    assert [port.name for port in plant.power_ports] == ["Input"]
    assert [outlet.name for outlet in plant.power_outlets] == [f"Outlet {n}" for n in range(1, 7)]
    assert {outlet.feed_leg for outlet in plant.power_outlets} == {FeedLeg.B}
    assert {outlet.power_port_id for outlet in plant.power_outlets} == {8}
    assert [(one.name, one.rated_current_a) for one in plant.pdu_branches] == [("br1", 16), ("Br 2", 16), ("Br 3", 16)]


def test_outlets_that_cannot_be_told_apart_are_left_to_a_person() -> None:
    names = ("Left 1", "Right 1", "a", "b", "c", "d")
    known = Topology(
        sites=(SITE,),
        devices=(Device(7, 1, "pdu-a", "pdu"),),
        power_outlets=tuple(PowerOutlet(n, 7, name) for n, name in enumerate(names, start=1)),
    )
    adding = added(known)
    assert [outlet.name for outlet in adding.plan.result.power_outlets] == list(names)
    assert "6 reported outlets could not be told" in adding.notes[0]
    assert "powertui pdu match pdu-a" in adding.notes[0]


def test_a_type_that_fits_gives_its_connectors_and_is_not_made_again() -> None:
    kind = DeviceType(
        3,
        "ACME Power",
        "p 6",
        "p6",
        u_height=0,
        power_ports=(PowerPortTemplate("Inlet A", type="iec-60309-3p-n-e-6h"),),
        power_outlets=tuple(
            PowerOutletTemplate(f"{n}", type="iec-60320-c13", power_port="Inlet A") for n in range(1, 7)
        ),
    )
    plant = result(replace(EMPTY, device_types=(kind,)))
    assert plant.device_types == (kind,)
    assert (plant.devices[0].model, plant.devices[0].height_u) == ("p 6", 0)
    assert [port.name for port in plant.power_ports] == ["Inlet A"]
    assert {(outlet.type, bool(outlet.reported_as)) for outlet in plant.power_outlets} == {("iec-60320-c13", True)}
    assert len(plant.power_outlets) == 6


def test_a_pdu_that_moved_is_known_by_its_serial_number() -> None:
    plant = result(result(EMPTY), read(three_phase(name="other"), host="192.0.2.9"))
    assert [device.name for device in plant.devices] == ["pdu-a"]
    assert [(target.host, target.device_id) for target in plant.poll_targets] == [("192.0.2.9", 1)]


@pytest.mark.parametrize("serial", ["N/A", "", "000000000", "unknown", "1234", "-----"])
def test_what_is_no_serial_number_makes_no_two_pdus_one(serial: str) -> None:
    plant = result(EMPTY, read(three_phase("a", serial)), read(three_phase("b", serial), host="192.0.2.2"))
    assert [device.name for device in plant.devices] == ["a", "b"]
    assert [target.host for target in plant.poll_targets] == ["192.0.2.1", "192.0.2.2"]


def test_two_pdus_with_the_name_that_the_factory_gave_them_are_two_devices() -> None:
    second = read(three_phase(serial="SN0002"), host="192.0.2.2")
    plant = result(EMPTY, read(), second)
    assert [device.name for device in plant.devices] == ["pdu-a", "pdu-a 2"]
    assert len(plant.poll_targets) == 2
    assert added(plant, read(), second).plan.changes == ()
    with pytest.raises(ModelError, match=r"pdu-a is polled at 192\.0\.2\.1 port 161 already; --name gives"):
        added(plant, read(three_phase(serial="SN0003"), host="192.0.2.3"), wish=Wish(name="pdu-a"))


def test_each_unit_of_a_chain_is_a_device_behind_one_target() -> None:
    units = tuple(SubjectDescription(KIND.UNIT, key, unit=key) for key in ("1", "2", "3"))
    outlets = tuple(
        SubjectDescription(KIND.OUTLET, key, unit=unit) for unit, key in (("1", "1"), ("2", "2:1"), ("3", "3:1"))
    )
    chain = read(TargetDescription("acme", "Acme", model="P 1", name="head", subjects=(*units, *outlets)))
    plant = result(EMPTY, chain)
    head, *others = plant.devices
    assert [device.name for device in plant.devices] == ["head", "head-2", "head-3"]
    assert [device.polled_unit for device in plant.devices] == ["1", "2", "3"]
    assert [device.polled_via_id for device in others] == [head.id] * 2
    assert [outlet.reported_as for outlet in plant.power_outlets] == ["1"] * 3
    assert len(plant.poll_targets) == 1
    assert added(plant, chain).plan.changes == ()


@pytest.mark.parametrize(
    ("model", "wish", "site", "rack"),
    [
        (Topology(), Wish(site="New Hall"), "New Hall", None),
        (Topology(), Wish(site="New Hall", rack="R1"), "New Hall", "R1"),
        (EMPTY, Wish(), "Ams 1", None),
        (EMPTY, Wish(rack="R7"), "Ams 1", "R7"),
        (replace(EMPTY, racks=(Rack(1, 1, "r7"),)), Wish(site="AMS1", rack="R7"), "Ams 1", "r7"),
        (replace(EMPTY, sites=(SITE, Site(2, "B", "b")), racks=(Rack(1, 2, "R7"),)), Wish(rack="R7"), "B", "R7"),
    ],
)
def test_where_it_stands(model: Topology, wish: Wish, site: str, rack: str | None) -> None:
    plant = result(model, wish=wish)
    (device,) = plant.devices
    assert next(one.name for one in plant.sites if one.id == device.site_id) == site
    assert next((one.name for one in plant.racks if one.id == device.rack_id), None) == rack


@pytest.mark.parametrize(
    ("model", "wish", "sentence"),
    [
        (Topology(), Wish(), "the model has no site yet: --site NAME makes one"),
        (Topology(), Wish(rack="R1"), "the model has no site yet"),
        (replace(EMPTY, sites=(SITE, Site(2, "B", "b"))), Wish(), "in which site is it?"),
        (EMPTY, Wish(site="Ams 2"), "there is no site 'Ams 2'; did you mean 'Ams 1'?"),
        (replace(EMPTY, racks=(Rack(1, 1, "R7"),)), Wish(rack="R8"), "there is no rack 'R8'"),
        (EMPTY, Wish(panel="P9"), 'there is no power panel "P9"'),
    ],
)
def test_a_place_that_is_not_there_is_told(model: Topology, wish: Wish, sentence: str) -> None:
    with pytest.raises(UsageError) as caught:
        added(model, wish=wish)
    assert sentence in str(caught.value)


def test_a_panels_own_meter_makes_no_device() -> None:
    model = replace(EMPTY, power_panels=(PowerPanel(5, 1, "PP-1"),))
    plant = result(model, wish=Wish(panel="PP-1"))
    assert plant.devices == ()
    assert [(target.name, target.power_panel_id) for target in plant.poll_targets] == [("PP-1", 5)]
    assert added(plant, wish=Wish(panel="PP-1")).plan.changes == ()
    with pytest.raises(ModelError, match="is polled for a panel already"):
        added(plant)


def test_a_device_that_only_says_who_it_is_has_an_inlet_and_a_note() -> None:
    adding = added(EMPTY, read(TargetDescription("acme", "Acme", name="quiet")))
    assert [port.name for port in adding.plan.result.power_ports] == ["Inlet"]
    assert adding.notes == ("quiet was recognised (acme), but gives nothing to read",)


texts = st.text(max_size=80)
kinds = st.sampled_from([KIND.UNIT, KIND.PHASE, KIND.BRANCH, KIND.OUTLET, KIND.SENSOR, KIND.INPUT])
subjects = st.builds(
    SubjectDescription,
    kinds,
    st.text(min_size=1, max_size=20),
    unit=st.sampled_from(["", "1", "2", "\x1b[31m"]),
    index=st.sampled_from(["", "1", "1.2"]),
    label=texts,
    name=texts,
    leg=st.none() | st.sampled_from(Leg),
    branch=texts,
)
descriptions = st.builds(
    TargetDescription,
    st.just("acme"),
    texts,
    model=texts,
    serial=texts,
    name=texts,
    subjects=st.lists(subjects, max_size=12, unique_by=lambda one: (one.kind, one.key)).map(tuple),
)


@given(descriptions)
def test_whatever_a_device_says_is_no_invalid_model_and_the_second_run_changes_nothing(
    description: TargetDescription,
) -> None:
    adding = added(EMPTY, read(description))
    assert adding.plan.refusals == ()
    assert added(adding.plan.result, read(description)).plan.changes == ()
    plant = adding.plan.result
    names = [one.name for one in plant.devices] + [one.name for one in plant.power_ports]
    names += [one.name for one in plant.power_outlets] + [one.name for one in plant.pdu_branches]
    assert all(name.isprintable() for name in names)
    reported = sum(one.kind is KIND.OUTLET for one in description.subjects)
    assert len(plant.power_outlets) == reported


def test_the_circuits_of_a_new_panel_meter_become_links_of_the_panels_feeds() -> None:
    feeds = (PowerFeed(1, 1, "A-01"), PowerFeed(2, 1, "Hall"), PowerFeed(3, 2, "B-01"))
    panels = (PowerPanel(1, 1, "PP-A"), PowerPanel(2, 1, "PP-B"))
    circuits = tuple(SubjectDescription(KIND.BRANCH, key) for key in ("1", "2"))
    adding = added(
        replace(EMPTY, power_panels=panels, power_feeds=feeds),
        read(TargetDescription("m", "M", subjects=circuits)),
        wish=Wish(panel="PP-A"),
    )
    plant = adding.plan.result
    assert [one.reported_as for one in plant.power_feeds] == ["1", "", ""]
    assert [(one.power_panel_id, one.device_id) for one in plant.poll_targets] == [(1, None)]
    assert adding.notes == (
        "PP-A: 1 of 2 circuits are feeds of the model; 1 are unclear or fit none: powertui pdu match PP-A asks",
    )
    again = added(plant, read(TargetDescription("m", "M", subjects=circuits)), wish=Wish(panel="PP-A"))
    assert again.plan.changes == ()


def test_a_meter_without_circuits_is_told_to_measure_the_panel_as_a_whole() -> None:
    model = replace(EMPTY, power_panels=(PowerPanel(1, 1, "PP-A"),), power_feeds=(PowerFeed(1, 1, "1"),))
    whole = TargetDescription("m", "M", subjects=(SubjectDescription(KIND.UNIT, "1"),))
    adding = added(model, read(whole), wish=Wish(panel="PP-A"))
    assert adding.notes == ("PP-A: its meter reports the panel as a whole and no circuits",)
    assert [one.reported_as for one in adding.plan.result.power_feeds] == [""]

"""Vectors from RITTAL-CMC-III-MIB: one table of named variables, each with its own scale."""

import pytest

from powertui.domain.reading import Leg, LoadState, OutletState, Quantity, SubjectKind
from tests.collectors.devices import Device, Raw, read
from tests.collectors.families.walks import facts, system

Variable = tuple[str, int, int, str]
"""Name, scale, number, text twin."""
TABLE = "2606.7.4.2.2.1"
PDU: list[Variable] = [
    ("Total.Frequency.Value", -10, 500, "50.0 Hz"),
    ("Total.Neutral Current.Value", -100, 311, "3.14 A"),
    ("Total.Power.Active.Value", 1, 2742, "2747 W"),
    ("Total.Power.Active.SetPtHighAlarm", 1, 10000, "10000 W"),
    ("Total.Power.Active.SetPtHighWarning", 1, 0, "0 W"),
    ("Total.Power.Active.Status", 0, 6, "High Warn"),
    ("Total.Energy.Active.Value", -10, 26418, "2641.8 kWh"),
    ("Total.Energy.Active Custom.Value", -10, 25759, "2575.9 kWh"),
    ("Phase L2.Voltage.Value", -10, 2291, "229.2 V"),
    ("Phase L2.Current.Value", -100, 556, "5.55 A"),
    ("Phase L2.Current.SetPtHighAlarm", -100, 3000, "30.00 A"),
    ("Phase L2.Power.Factor.Value", -100, -97, "-0.97"),
    ("Phase L2.Fuses.Fuse 1.DescName", 0, 0, "Fuse L2_1"),
    ("Phase L2.Fuses.Fuse 1.Type", 0, 4, "C16"),
    ("Phase L2.Fuses.Fuse 1.Status", 0, 5, "Alarm"),
    ("Phase L3.Voltage.Value", -10, 2301, "230.1 V"),
    ("Sockets.General.Power On Delay Multiplier", 1, 0, "0"),
    ("Sockets.Socket 09.General.DescName", 0, 0, "core switch"),
    ("Sockets.Socket 09.General.Circuit", 0, 0, "L2_F1"),
    ("Sockets.Socket 09.General.Relay", 0, 0, "Off"),
]


def device(*by_device: list[Variable]) -> Device:
    objects: dict[str, Raw] = {**system("2606.7"), "2606.7.4.1.2.1.2.1": "PDU-Controller"}
    for number, variables in enumerate(by_device, start=1):
        for row, (name, scale, raw, text) in enumerate(variables, start=1):
            place = f"{number}.{row}"
            objects |= {f"{TABLE}.3.{place}": name, f"{TABLE}.7.{place}": scale, f"{TABLE}.11.{place}": raw}
            objects[f"{TABLE}.10.{place}"] = text
    return read(objects)


def test_a_pdu_is_the_device_after_its_controller() -> None:
    pdu = device([("System.V24 Port.Status", 0, 4, "OK")], PDU)
    assert pdu.description.family == "rittal-cmciii-pdu"
    assert facts(pdu) == {
        "unit 1": {
            "active_power_w": 2742.0,
            "energy_kwh": 2641.8,
            "energy_resettable_kwh": 2575.9,
            "frequency_hz": 50.0,
            "neutral_current_a": 3.11,
            "load_state": LoadState.HIGH_WARNING,
            "overload_w": 10000.0,
        },
        "phase L2": {"current_a": 5.56, "voltage_v": 229.1, "power_factor": 0.97, "overload_a": 30.0},
        "phase L3": {"voltage_v": 230.1},
        "branch L2_F1": {"status": LoadState.BREAKER_TRIPPED, "rated_a": 16.0},
        "outlet 9": {"state": OutletState.OFF},
    }


def test_a_socket_hangs_on_its_fuse_and_has_its_leg() -> None:
    outlet = device([], PDU).subject(SubjectKind.OUTLET, "9")
    assert (outlet.name, outlet.branch, outlet.leg) == ("core switch", "L2_F1", Leg.B)


def test_each_device_on_the_bus_is_a_unit() -> None:
    pdu = device([], PDU, PDU)
    assert pdu.keys(SubjectKind.UNIT) == ["1", "2"]
    assert pdu.subject(SubjectKind.OUTLET, "2:9").branch == "2:L2_F1"


@pytest.mark.parametrize(("scale", "value"), [(-100, 20.9), (-10, 209.0), (0, 2090.0), (1, 2090.0), (100, 209000.0)])
def test_a_negative_scale_divides_and_a_positive_one_multiplies(scale: int, value: float) -> None:
    pdu = device([], [("Total.Power.Active.Value", scale, 2090, "")])
    assert pdu.value(SubjectKind.UNIT, "1", Quantity.ACTIVE_POWER) == value


def test_a_processing_unit_alone_has_sensors_and_no_pdu() -> None:
    old_module: list[Variable] = [
        ("PSM_P1_1.Unit.Value", -10, 14, "1.4 A"),
        ("PSM_P1_1.Plug1.Relay", 0, 1, "On"),
    ]
    own: list[Variable] = [
        ("Temperature.DescName", 0, 0, "rack front"),
        ("Temperature.Value", -100, 2090, "20.90 degree C"),
        ("System.Temperature.Value", -100, 4320, "43.20 degree C"),
        ("Output.Relay", 0, 1, "On"),
    ]
    unit = device(own, old_module, [("Humidity.Value", -100, 4150, "41.50 %")])
    assert facts(unit) == {"sensor 1:Temperature": {"temperature_c": 20.9}, "sensor 3:Humidity": {"humidity_pct": 41.5}}
    assert unit.subject(SubjectKind.SENSOR, "1:Temperature").name == "rack front"

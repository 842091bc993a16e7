"""Vectors from BACHMANN-BLUENET2-MIB: one table of values by GUID and type, each with its exponent."""

from powertui.domain.reading import Quality, Quantity, SubjectKind
from tests.collectors.devices import Device, Raw, read
from tests.collectors.families.walks import facts, system

ROOT = "31770.2.2"
PHASE = (0, 0, 0, 1, 255, 255, 0)
SOCKET = (0, 0, 0, 1, 4, 255, 0)
SENSOR = (0, 0, 0, 255, 255, 2, 0)


def values(guid: tuple[int, ...], by_type: dict[int, tuple[int, int]]) -> dict[str, Raw]:
    objects: dict[str, Raw] = {}
    for kind, (raw, exponent) in by_type.items():
        place = ".".join(map(str, (*guid, kind)))
        objects |= {f"{ROOT}.8.4.1.5.{place}": raw, f"{ROOT}.8.2.1.9.{place}": exponent}
    return objects


def pdu(objects: dict[str, Raw]) -> Device:
    tables: dict[str, Raw] = {
        f"{ROOT}.6.2.1.4.0.0": "Feed A",
        f"{ROOT}.6.3.1.4.0.0.0": bytes((*PHASE, 0)),
        f"{ROOT}.6.6.1.7.0.0.0.1.0.4": bytes((*SOCKET, 0)),
    }
    return read(system("31770.2.1") | tables | objects)


MEASURED = {
    1: (23350, -2),
    4: (412, -2),
    17: (-981, -3),
    18: (9620, -1),
    19: (9437, -1),
    23: (4998, -2),
    36: (1842643, -4),
}


def test_a_phases_values_have_exponents_of_their_own() -> None:
    device = pdu(values(PHASE, MEASURED))
    assert device.description.family == "bachmann-bluenet2"
    assert facts(device)["phase 0.0:0"] == {
        "voltage_v": 233.5,
        "current_a": 4.12,
        "active_power_w": 943.7,
        "apparent_power_va": 962.0,
        "power_factor": 0.981,
        "frequency_hz": 49.98,
        "energy_kwh": 184.264,
    }


def test_a_value_without_its_exponent_is_none_rather_than_wrong() -> None:
    objects = values(PHASE, MEASURED)
    del objects[f"{ROOT}.8.2.1.9.{'.'.join(map(str, PHASE))}.19"]
    assert "active_power_w" not in facts(pdu(objects))["phase 0.0:0"]


def test_sockets_are_told_from_phases_by_their_guid() -> None:
    device = pdu(values(PHASE, MEASURED) | values(SOCKET, {4: (52, -2), 36: (10000, -4)}))
    assert facts(device)["outlet 0.0:0.1.4"] == {"current_a": 0.52, "energy_kwh": 1.0}


def test_an_inlets_total_is_the_sum_of_its_phases() -> None:
    device = pdu(values(PHASE, MEASURED))
    power = device.reading(SubjectKind.UNIT, "0.0", Quantity.ACTIVE_POWER)
    assert (power.value, power.quality) == (943.7, Quality.ESTIMATED)
    assert device.subject(SubjectKind.UNIT, "0.0").name == "Feed A"


def test_types_256_and_257_are_sensors() -> None:
    device = pdu(values(SENSOR, {256: (231, -1), 257: (405, -1)}))
    assert facts(device)["sensor 0.0.0.255.255.2.0"] == {"temperature_c": 23.1, "humidity_pct": 40.5}

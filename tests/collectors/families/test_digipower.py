"""Vectors from DigiPower-PDU-MIB: a chain in blocks of scalars, and lists with commas."""

from powertui.domain.reading import OutletState, Quality, Quantity, SubjectKind
from tests.collectors.devices import Raw, read
from tests.collectors.families.walks import measured, system

CHAIN = ",".join(["37", "5", *["-1"] * 14])
IDENTITY: dict[str, Raw] = {"17420.1.2.9.1.19.0": "SWH-2313A-08N1", "17420.1.2.4.0": "1.04"}


def block(pdu: int, current: int, switches: str, names: dict[int, str] | None = None) -> dict[str, Raw]:
    scalars: dict[int, Raw] = {11: current, 13: switches, 15: 120, 16: 150, 17: 230}
    objects: dict[str, Raw] = {f"17420.1.2.9.{pdu}.{item}.0": raw for item, raw in scalars.items()}
    return objects | {f"17420.1.2.9.{pdu}.14.{outlet}.0": name for outlet, name in (names or {}).items()}


def test_a_chain_is_a_block_for_each_pdu_and_a_field_for_each_outlet() -> None:
    first = block(1, 37, "1,0,1,-1,-1,-1,-1,-1", {2: "SAN head,3,0", 3: ""})
    device = read(system("17420.1") | IDENTITY | first | block(2, 5, "0,1,-1,-1") | {"17420.1.2.6.0": CHAIN})
    description = device.description
    assert (description.family, description.model, description.firmware) == ("digipower", "SWH-2313A-08N1", "1.04")
    ratings = {"nominal_voltage_v": 230.0, "near_overload_a": 12.0, "overload_a": 15.0}
    assert {part: read for part, read in measured(device).items() if part.startswith("unit")} == {
        "unit 1": {"current_a": 3.7, **ratings},
        "unit 2": {"current_a": 0.5, **ratings},
    }
    states = {key: device.value(SubjectKind.OUTLET, key, Quantity.STATE) for key in device.keys(SubjectKind.OUTLET)}
    on, off = OutletState.ON, OutletState.OFF
    assert states == {"1": on, "2": off, "3": on, "2:1": off, "2:2": on}
    assert device.subject(SubjectKind.OUTLET, "2").name == "SAN head"


def test_the_voltage_is_a_setting_and_so_an_estimate() -> None:
    device = read(system("17420.1") | block(1, 37, "1"))
    assert device.reading(SubjectKind.UNIT, "1", Quantity.VOLTAGE).quality is Quality.ESTIMATED


def test_a_block_of_a_pdu_that_the_chain_does_not_have_is_padding() -> None:
    device = read(system("17420.1") | block(1, 37, "1") | block(2, -1, "0,0,0,0") | {"17420.1.2.6.0": "37,-1,-1"})
    assert (device.keys(SubjectKind.UNIT), device.keys(SubjectKind.OUTLET)) == (["1"], ["1"])


def test_a_card_without_blocks_is_read_from_the_chains_list() -> None:
    device = read(system("17420.1") | {"17420.1.2.6.0": CHAIN})
    assert {key: device.value(SubjectKind.UNIT, key, Quantity.CURRENT) for key in device.keys(SubjectKind.UNIT)} == {
        "1": 3.7,
        "2": 0.5,
    }


def test_numbers_may_be_texts() -> None:
    numbers = system("17420.1") | block(1, 37, "1")
    texts = {name: str(raw) if isinstance(raw, int) else raw for name, raw in numbers.items()}
    assert measured(read(texts)) == measured(read(numbers))

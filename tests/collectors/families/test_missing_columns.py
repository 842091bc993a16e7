"""Devices that do not tell everything: a column that says what a row is may be missing, the rows are still there."""

import pytest

from powertui.domain.reading import Leg, SubjectKind
from tests.collectors.devices import Raw, read
from tests.collectors.families.walks import Cells, columns, facts, measured, system

RPDU, EPDU, EATON, SENTRY3 = "318.1.1.12", "3808.1.1.3", "534.6.6.7", "1718.3"
LOADS: Cells = {"2.3.1.1.2": {"1": 71, "2": 22, "3": 30, "4": 48, "5": 45}}


def currents(objects: dict[str, Raw]) -> dict[str, object]:
    """By phase and branch."""
    return {
        part: readings["current_a"]
        for part, readings in facts(read(objects)).items()
        if "current_a" in readings and not part.startswith(("unit", "outlet"))
    }


@pytest.mark.parametrize("count", ["1.9.0", "2.1.2.0"], ids=["the unit's count", "the loads' count"])
@pytest.mark.parametrize(("root", "sys_object_id"), [(RPDU, "318.1.3.4.5"), (EPDU, "3808.1.1.3")])
def test_phases_and_banks_are_told_apart_by_their_order(root: str, sys_object_id: str, count: str) -> None:
    objects = system(sys_object_id) | {f"{root}.1.5.0": "made up"} | columns(root, LOADS)
    assert currents(objects | {f"{root}.{count}": 1}) == {
        "phase L1": 7.1,
        "branch B1": 2.2,
        "branch B2": 3.0,
        "branch B3": 4.8,
        "branch B4": 4.5,
    }
    assert currents(objects | {f"{root}.{count}": 3}) == {
        "phase L1": 7.1,
        "phase L2": 2.2,
        "phase L3": 3.0,
        "branch B1": 4.8,
        "branch B2": 4.5,
    }


def test_of_rows_whose_order_means_nothing_only_the_first_is_a_phase() -> None:
    assert currents(system("318.1.3.4.5") | {f"{RPDU}.1.5.0": "AP7952"} | columns(RPDU, LOADS)) == {"phase L1": 7.1}


def test_a_row_of_no_bank_is_the_phase_of_its_number() -> None:
    banks: Cells = {"2.3.1.1.5": {"1": 0, "2": 0, "3": 0, "4": 1, "5": 2}}
    found = currents(system("318.1.3.4.5") | {f"{RPDU}.1.5.0": "AP7952"} | columns(RPDU, {**LOADS, **banks}))
    assert found == {"phase L1": 7.1, "phase L2": 2.2, "phase L3": 3.0, "branch B1": 4.8, "branch B2": 4.5}


def test_the_later_trees_count_orders_the_rows_of_the_older_one() -> None:
    objects = system("318.1.3.4.6") | columns(RPDU, LOADS) | {"318.1.1.26.4.2.1.7.1": 3, "318.1.1.26.4.2.1.4.1": 24}
    assert currents(objects) == {
        "phase L1": 7.1,
        "phase L2": 2.2,
        "phase L3": 3.0,
        "branch B1": 4.8,
        "branch B2": 4.5,
    }


@pytest.mark.parametrize("column", ["26.6.3.1.5", "26.8.3.1.5", "26.9.2.3.1.5", "26.9.4.3.1.6"])
def test_any_of_the_later_trees_tables_tells_it_from_the_older_one(column: str) -> None:
    older: dict[str, Raw] = {f"{RPDU}.1.5.0": "AP7900B", f"{RPDU}.1.16.0": 312, "318.1.1.4.1.4.0": "AP7900B"}
    assert read(system("318.1.3.4.5") | older | {f"318.1.1.{column}.1": 2}).description.family == "apc-rpdu2"


def test_without_the_number_of_monitored_outlets_a_load_counts_where_it_is_not_0() -> None:
    loads: Cells = {"3.5.1.1.4": {"1": 1, "2": 1}, "3.5.1.1.7": {"1": 13, "2": 0}}
    found = measured(read(system("318.1.3.4.5") | columns(RPDU, loads)))
    assert found["outlet 1"]["current_a"] == 1.3
    assert "current_a" not in found["outlet 2"]


def test_three_rows_whose_type_is_not_told_are_the_phases() -> None:
    rows = {"0.1.1": 5000, "0.1.2": 6000, "0.1.3": 7000, "0.1.4": 800}
    cells: Cells = {
        "3.3.1.4": dict(rows),
        "3.2.1.3": {"0.1.1": 230100, "0.1.2": 230200, "0.1.3": 230300},
        "3.4.1.4": {"0.1.1": 1100, "0.1.2": 1200, "0.1.3": 1300},
    }
    device = read(system("534.6.6.7") | columns(EATON, cells))
    found = measured(device)
    assert found == {
        f"phase L{phase}": {
            "current_a": 4.0 + phase,
            "voltage_v": pytest.approx(230 + phase / 10),
            "active_power_w": 1000.0 + 100 * phase,
        }
        for phase in (1, 2, 3)
    }
    assert device.subject(SubjectKind.PHASE, "L2").leg is Leg.B


def test_a_type_that_is_told_is_never_guessed() -> None:
    cells: Cells = {"3.4.1.2": {"0.1.1": 4, "0.1.2": 0}, "3.4.1.4": {"0.1.1": 3300, "0.1.2": 7}}
    assert measured(read(system("534.6.6.7") | columns(EATON, cells))) == {"unit Input 1": {"active_power_w": 3300.0}}


PADDED = [
    ("19536.10.1", "19536.10.1.3.1.1", {"name": "2", "rated": "11", "amps": "12"}, "branch {name}", "branch G{n}"),
    ("19536.10.1", "19536.10.1.5.1.1", {"name": "2", "rated": "4", "amps": "5"}, "outlet {n}", "outlet {n}"),
    ("232.165.7", "232.165.7.5.1.1", {"name": "2", "rated": "4", "amps": "5"}, "outlet {n}", "outlet {n}"),
    ("232.165.11", "232.165.11.5.1.1", {"name": "2", "rated": "4", "amps": "5"}, "outlet {n}", "outlet {n}"),
]


@pytest.mark.parametrize(("sys_object_id", "table", "column", "named", "bare"), PADDED)
def test_padding_has_neither_name_nor_rating_and_what_nobody_tells_is_no_padding(
    sys_object_id: str, table: str, column: dict[str, str], named: str, bare: str
) -> None:
    def cells(name: str, *values: Raw) -> dict[str, Raw]:
        return {f"{table}.{column[name]}.1.{place}": raw for place, raw in enumerate(values, 1)}

    def parts(*told: dict[str, Raw]) -> list[str]:
        objects = system(sys_object_id) | cells("amps", 310, 0, 0)
        for more in told:
            objects |= more
        return [part.replace(" 1:", " ") for part in facts(read(objects))]

    first, second = (named.format(n=n, name=f"B{n}") for n in (1, 2))
    names, ratings = cells("name", "B1", "B2", "\0"), cells("rated", 1600, 1600, 0)
    assert parts(names, ratings) == [first, second]
    assert parts(names) == [first, second]
    assert parts(ratings) == [bare.format(n=1), bare.format(n=2)]
    assert parts() == [bare.format(n=n) for n in (1, 2, 3)]


def test_a_fourth_infeed_that_calls_itself_neutral_is_left_out_of_the_sum() -> None:
    cells: Cells = {
        "2.2.1.3": {"1.1": "TowerA_A", "1.2": "TowerA_B", "1.3": "TowerA_C", "1.4": "TowerA_Neutral"},
        "2.2.1.7": {"1.1": 100, "1.2": 110, "1.3": 120, "1.4": 15},
        "2.2.1.12": {"1.1": 200, "1.2": 210, "1.3": 220, "1.4": -1},
        "2.1.1.7": {"1": "CW-24V2"},
    }
    device = read(system("1718.3") | columns(SENTRY3, cells))
    assert facts(device)["unit A"]["active_power_w"] == 630.0
    assert device.subject(SubjectKind.PHASE, "AD").leg is Leg.NEUTRAL


def test_a_systems_power_is_the_towers_if_no_second_has_an_infeed() -> None:
    objects = system("1718.3") | columns(SENTRY3, {"1": {"6.0": 279}, "2.2.1.7": {"1.1": 100}})
    assert facts(read(objects))["unit A"]["active_power_w"] == 279.0
    assert "unit A" not in facts(read(objects | {f"{SENTRY3}.2.2.1.7.2.1": 1}))


def test_phases_without_labels_have_no_leg() -> None:
    device = read(system("1718.4") | columns("1718.4.1", {"5.3.1.6": {"1.1.1": 209}}))
    assert facts(device) == {"phase AA:1": {"current_a": 2.09}}
    assert device.subject(SubjectKind.PHASE, "AA:1").leg is None


def test_an_inlet_that_tells_no_voltage_is_there_if_it_has_a_current() -> None:
    found = facts(read(system("2634.6.8") | {"2634.3.200.20.0": 5, "2634.3.200.51.0": 21, "2634.3.200.53.0": 0}))
    assert found == {"branch A": {"current_a": 0.5}, "branch C": {"current_a": 2.1}}


def test_a_console_with_nothing_but_its_name_is_no_pdu() -> None:
    device = read(
        system("21239.42.1.32", "Watchdog 100") | {"21239.5.1.1.1.0": "Watchdog 100", "21239.5.1.1.2.0": "3.4"}
    )
    assert (device.description.family, device.description.model) == ("geist-v4", "Watchdog 100")
    assert read(system("21239.42.1.52") | {"21239.5.2.3.2.1.8.1": 95}).description.family == "vertiv-v5"


@pytest.mark.parametrize("root", ["31034", "28402"])
def test_a_unit_without_name_and_totals_has_the_sums_of_its_inputs(root: str) -> None:
    rows = {"210.1": 10000, "210.2": 5000}
    cells: Cells = {
        "6.1.1.5": {"210.1": 30, "210.2": 26},
        "6.1.1.9": {"210.1": 70, "210.2": 60},
        "6.1.1.4": dict(rows),
    }
    objects = system(f"{root}.11.1") | columns(f"{root}.12.1.1.2", cells)
    assert facts(read(objects))["unit 210:210"] == {"active_power_w": 100.0, "apparent_power_va": 130.0}
    serial = {f"{root}.12.1.1.2.1.1.1.6.210": "SVNL01"}
    assert facts(read(objects | serial))["unit 210:SVNL01"]["apparent_power_va"] == 130.0


def test_of_42_outlets_whose_state_nobody_tells_only_those_with_values_are_there() -> None:
    root = "21317.1.3.2.2.2.2"
    integers: dict[str, Raw] = {str(n): 610 if n <= 8 else -2000000 for n in range(1, 43)}
    texts: dict[str, Raw] = {str(n): "0.61" if n <= 8 else "not-support" for n in range(1, 43)}
    told: list[Cells] = [{"99.1.2": integers}, {"1.1.2": texts}, {"99.1.2": integers, "1.1.2": texts}]
    for cells in told:
        found = facts(read(system("21317.1.3") | columns(root, cells)))
        assert found == {f"outlet {n}": {"current_a": 0.61} for n in range(1, 9)}


def test_an_inlet_without_voltage_and_current_is_none_and_one_with_a_voltage_alone_is_one() -> None:
    scalars: dict[str, Raw] = {"2634.3.200.20.0": 5, "2634.3.200.40.0": 0, "2634.3.200.51.0": 0}
    volts: dict[str, Raw] = {f"2634.3.200.10.1.{column}.1": raw for column, raw in (("5", 234), ("8", 0), ("11", 0))}
    assert set(facts(read(system("2634.6.8") | scalars | volts))) == {"branch A"}
    assert set(facts(read(system("2634.6.8") | scalars))) == {"branch A", "branch B"}
    assert facts(read(system("2634.6.8") | volts)) == {"branch A": {"voltage_v": 234.0}}

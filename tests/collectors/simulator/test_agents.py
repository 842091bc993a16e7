"""Known electricity in, raw values out: each expectation was worked out by hand from the vendor's MIB."""

import pytest
from pyasn1.codec.ber import decoder

from collectors.simulator.agents import mib_of
from collectors.simulator.electricity import Flow, PduState
from collectors.simulator.hardware import SimulatedPdu
from collectors.simulator.mib import Mib, MibBuilder, parsed
from collectors.simulator.plant import build_demo_plant

PDUS = {pdu.name: pdu for pdu in build_demo_plant().pdus}
MIBS = {name: mib_of(pdu) for name, pdu in PDUS.items()}

OUTLET = Flow(229.64, 0.912, 203.4, 209.43, 12345.6)
BRANCH = Flow(230.06, 5.127, 1150.2, 1179.52, 98765.4)
LEGS = (
    Flow(230.12, 2.7, 604.3, 621.32, 1_234_567.8),
    Flow(231.08, 4.044, 921.6, 934.49, 2_345_678.9),
    Flow(229.31, 6.158, 1398.2, 1412.09, 3_456_789.1),
)
TOTAL = Flow(230.17, 12.902, 2924.1, 2967.9, 7_037_035.8)

APC = "1.3.6.1.4.1.318.1.1.26"
RARITAN = "1.3.6.1.4.1.13742.6"
SENTRY = "1.3.6.1.4.1.1718.4.1"
EATON = "1.3.6.1.4.1.534.6.6.7"
VERTIV = "1.3.6.1.4.1.21239.5.2"


def _state(pdu: SimulatedPdu, uptime_s: float = 86400.5) -> PduState:
    legs = LEGS[: len(pdu.model.legs)]
    return PduState(
        at_s=1.0,
        uptime_s=uptime_s,
        frequency_hz=49.97,
        outlets=(OUTLET,) * len(pdu.outlets),
        branches=(BRANCH,) * len(pdu.branches),
        legs=legs,
        total=TOTAL if len(legs) == 3 else legs[0],
    )


def _raw(name: str, oid: str, state: PduState | None = None) -> int | bytes | str:
    """What an agent answers: a number, octets, or an OID's dotted form."""
    encoded = MIBS[name].value(parsed(oid), state or _state(PDUS[name]))
    assert encoded is not None, f"{name} has no {oid}"
    value = decoder.decode(_untagged(encoded))[0]
    if hasattr(value, "asTuple"):
        return ".".join(map(str, value.asTuple()))
    return bytes(value) if hasattr(value, "asOctets") else int(value)


def _untagged(encoded: bytes) -> bytes:
    """Gauge32 and TimeTicks are integers with another tag."""
    return b"\x02" + encoded[1:] if encoded[0] in {0x42, 0x43} else encoded


APC_VECTORS = [
    ("rPDU2DeviceStatusPower, hundredths of kW", "4.3.1.5.1", 292),
    ("rPDU2DeviceStatusApparentPower, hundredths of kVA", "4.3.1.16.1", 297),
    ("rPDU2DeviceStatusPowerFactor, hundredths", "4.3.1.17.1", 99),
    ("rPDU2DeviceStatusEnergy, tenths of kWh", "4.3.1.9.1", 70370),
    ("rPDU2DeviceConfigNearOverloadPowerThreshold, tenths of kW", "4.1.1.8.1", 177),
    ("rPDU2DeviceConfigOverloadPowerThreshold, tenths of kW", "4.1.1.9.1", 221),
    ("rPDU2DevicePropertiesNumOutlets", "4.2.1.4.1", 24),
    ("rPDU2DevicePropertiesNumPhases", "4.2.1.7.1", 3),
    ("rPDU2DevicePropertiesNumMeteredBanks", "4.2.1.8.1", 6),
    ("rPDU2DevicePropertiesMaxCurrentRating, A", "4.2.1.9.1", 32),
    ("rPDU2PhaseTableSize", "5.0", 3),
    ("rPDU2PhaseStatusModule", "6.3.1.2.2", 1),
    ("rPDU2PhaseStatusNumber", "6.3.1.3.2", 2),
    ("rPDU2PhaseStatusLoadState, normal", "6.3.1.4.1", 2),
    ("rPDU2PhaseStatusCurrent, tenths of A", "6.3.1.5.1", 27),
    ("rPDU2PhaseStatusVoltage, V", "6.3.1.6.2", 231),
    ("rPDU2PhaseStatusPower, hundredths of kW", "6.3.1.7.3", 140),
    ("rPDU2PhaseConfigNearOverloadCurrentThreshold, whole A", "6.1.1.6.1", 25),
    ("rPDU2PhaseToPhaseStatusVoltage1to2, V", "13.1.1.3.1", 399),
    ("rPDU2BankTableSize", "7.0", 6),
    ("rPDU2BankStatusCurrent, tenths of A", "8.3.1.5.6", 51),
    ("rPDU2BankPropertiesBreakerRating, A", "8.2.1.5.1", 16),
    ("rPDU2OutletSwitchedStatusState, on", "9.2.3.1.5.1", 2),
    ("rPDU2OutletMeteredStatusCurrent, tenths of A", "9.4.3.1.6.1", 9),
    ("rPDU2OutletMeteredStatusPower, W", "9.4.3.1.7.1", 203),
    ("rPDU2OutletMeteredStatusEnergy, tenths of kWh", "9.4.3.1.11.1", 123),
    ("rPDU2OutletMeteredPropertiesBank", "9.4.2.1.7.24", 6),
]


@pytest.mark.parametrize(("meaning", "oid", "raw"), APC_VECTORS)
def test_apc_rpdu2(meaning: str, oid: str, raw: int) -> None:
    assert _raw("pdu-r08-b", f"{APC}.{oid}") == raw, meaning


RARITAN_VECTORS = [
    ("measurementsInletSensorValue, rmsCurrent: greatest pole, mA", "5.2.3.1.4.1.1.1", 6158),
    ("inletSensorDecimalDigits, rmsCurrent", "3.3.4.1.7.1.1.1", 3),
    ("inletSensorUnits, rmsCurrent: ampere", "3.3.4.1.6.1.1.1", 2),
    ("inletSensorUpperCriticalThreshold, rmsCurrent: 80 % of 32 A", "3.3.4.1.23.1.1.1", 25600),
    ("inletSensorUpperWarningThreshold, rmsCurrent: 65 % of 32 A", "3.3.4.1.24.1.1.1", 20800),
    ("measurementsInletSensorValue, activePower, W", "5.2.3.1.4.1.1.5", 2924),
    ("measurementsInletSensorValue, activeEnergy, Wh", "5.2.3.1.4.1.1.8", 7037035),
    ("measurementsInletSensorSignedValue, activeEnergy: always 0", "5.2.3.1.6.1.1.8", 0),
    ("measurementsInletSensorValue, powerFactor, hundredths", "5.2.3.1.4.1.1.7", 99),
    ("measurementsInletSensorValue, frequency, tenths of Hz", "5.2.3.1.4.1.1.23", 500),
    ("measurementsInletSensorValue, rmsVoltage: line to line", "5.2.3.1.4.1.1.4", 399),
    ("measurementsInletPoleSensorValue, L1 rmsCurrent, mA", "5.2.4.1.4.1.1.1.1", 2700),
    ("measurementsInletPoleSensorValue, L2 rmsVoltageLN, V", "5.2.4.1.4.1.1.2.25", 231),
    ("measurementsInletPoleSensorValue, L3 activePower, W", "5.2.4.1.4.1.1.3.5", 1398),
    ("measurementsOverCurrentProtectorSensorValue, C6 rmsCurrent, mA", "5.3.3.1.4.1.6.1", 5127),
    ("measurementsOverCurrentProtectorSensorState, C6 trip: closed", "5.3.3.1.3.1.6.15", 1),
    ("measurementsOutletSensorValue, rmsCurrent, mA", "5.4.3.1.4.1.1.1", 912),
    ("measurementsOutletSensorValue, apparentPower, VA", "5.4.3.1.4.1.1.6", 209),
    ("measurementsOutletSensorIsAvailable, powerFactor: true", "5.4.3.1.2.1.1.7", 1),
    ("measurementsOutletSensorState, onOff: on", "5.4.3.1.3.1.1.14", 7),
    ("outletSwitchingState: on", "4.1.2.1.3.1.1", 7),
    ("inletRatedCurrent", "3.3.3.1.7.1.1", b"32A"),
    ("outletPowerSource: the OCP's row", "3.5.3.1.33.1.24", f"{RARITAN}.3.4.3.1.2.1.6"),
    ("inletSensorEnabledThresholds, rmsCurrent: both upper", "3.3.4.1.25.1.1.1", b"\x30"),
    ("inletSensorEnabledThresholds, activePower: none", "3.3.4.1.25.1.1.5", b"\x00"),
]


@pytest.mark.parametrize(("meaning", "oid", "raw"), RARITAN_VECTORS)
def test_raritan_pdu2(meaning: str, oid: str, raw: int | bytes | str) -> None:
    assert _raw("pdu-r08-a", f"{RARITAN}.{oid}") == raw, meaning


SENTRY_VECTORS = [
    ("st4InputCordActivePower, W", "3.3.1.3.1.1", 2924),
    ("st4InputCordApparentPower, VA", "3.3.1.5.1.1", 2968),
    ("st4InputCordPowerUtilized, tenths of % of 22080 VA", "3.3.1.7.1.1", 134),
    ("st4InputCordPowerFactor, hundredths", "3.3.1.8.1.1", 99),
    ("st4InputCordEnergy, tenths of kWh", "3.3.1.10.1.1", 70370),
    ("st4InputCordFrequency, tenths of Hz", "3.3.1.11.1.1", 500),
    ("st4InputCordCurrentCapacity, A", "3.2.1.10.1.1", 32),
    ("st4InputCordActivePowerHighAlarm, W", "3.4.1.5.1.1", 17664),
    ("st4LineLabel", "4.2.1.4.1.1.1", b"AA:L1"),
    ("st4LineLabel, neutral", "4.2.1.4.1.1.4", b"AA:N"),
    ("st4LineCurrent, hundredths of A", "4.3.1.3.1.1.1", 270),
    ("st4LineCurrentHighWarning, tenths of A", "4.4.1.4.1.1.1", 224),
    ("st4PhaseLabel", "5.2.1.4.1.1.3", b"AA:L3-N"),
    ("st4PhaseVoltage, tenths of V", "5.3.1.3.1.1.2", 2311),
    ("st4PhaseCurrent, hundredths of A", "5.3.1.6.1.1.3", 616),
    ("st4PhaseActivePower, W", "5.3.1.8.1.1.1", 604),
    ("st4PhaseEnergy, tenths of kWh", "5.3.1.13.1.1.1", 12345),
    ("st4BranchLabel", "7.2.1.4.1.1.4", b"AA:L1-N-BR4"),
    ("st4BranchCurrent, hundredths of A", "7.3.1.3.1.1.4", 513),
    ("st4BranchCurrentHighAlarm, tenths of A", "7.4.1.5.1.1.4", 128),
    ("st4BranchPhaseID", "7.2.1.20.1.1.4", b"AA1"),
    ("st4OcpStatus", "6.3.1.1.1.1.4", 0),
    ("st4OutletID", "8.2.1.2.1.1.7", b"AA7"),
    ("st4OutletState, on", "8.3.1.1.1.1.1", 1),
    ("st4OutletCurrent, hundredths of A", "8.3.1.3.1.1.1", 91),
    ("st4OutletVoltage, tenths of V", "8.3.1.6.1.1.1", 2296),
    ("st4OutletActivePower, W", "8.3.1.7.1.1.1", 203),
    ("st4OutletEnergy, Wh", "8.3.1.14.1.1.1", 12345),
    ("st4OutletBranchID", "8.2.1.32.1.1.24", b"AA6"),
]


@pytest.mark.parametrize(("meaning", "oid", "raw"), SENTRY_VECTORS)
def test_sentry4(meaning: str, oid: str, raw: int | bytes) -> None:
    assert _raw("pdu-r03-a", f"{SENTRY}.{oid}") == raw, meaning


EATON_VECTORS = [
    ("unitsPresent", "1.1.0", b"0"),
    ("inputType, three-phase wye", "3.1.1.2.0.1", 4),
    ("inputFrequency, tenths of Hz", "3.1.1.3.0.1", 500),
    ("inputVoltageMeasType, L1 to neutral", "3.2.1.2.0.1.1", 2),
    ("inputVoltage, L1 to neutral, mV", "3.2.1.3.0.1.1", 230120),
    ("inputVoltageMeasType, L1 to L2", "3.2.1.2.0.1.4", 5),
    ("inputCurrentMeasType, phase 1", "3.3.1.2.0.1.1", 3),
    ("inputCurrent, phase 1, mA", "3.3.1.4.0.1.1", 2700),
    ("inputCurrentMeasType, neutral", "3.3.1.2.0.1.4", 2),
    ("inputCurrent, neutral, mA: the square root of 61.565 - 52.448", "3.3.1.4.0.1.4", 3019),
    ("inputCurrentCapacity, mA", "3.3.1.3.0.1.1", 16000),
    ("inputCurrentThUpperWarning, mA", "3.3.1.8.0.1.1", 12800),
    ("inputCurrentPercentLoad, %", "3.3.1.11.0.1.3", 38),
    ("inputPowerMeasType, total", "3.4.1.2.0.1.4", 4),
    ("inputWatts, phase 3", "3.4.1.4.0.1.3", 1398),
    ("inputTotalVA", "3.5.1.3.0.1", 2968),
    ("inputTotalWatts", "3.5.1.4.0.1", 2924),
    ("inputTotalWh", "3.5.1.5.0.1", 7037035),
    ("inputTotalPowerFactor, thousandths", "3.5.1.7.0.1", 985),
    ("groupType, breaker of one pole", "5.1.1.4.0.1", 1),
    ("groupCurrent, mA", "5.4.1.3.0.3", 5127),
    ("groupCurrentCapacity, mA", "5.4.1.2.0.3", 16000),
    ("groupWatts", "5.5.1.3.0.3", 1150),
    ("outletDesignator", "6.1.1.6.0.9", b"B1"),
    ("outletPhaseID, phase 2 to neutral", "6.1.1.7.0.9", 3),
    ("outletVoltage, mV", "6.3.1.2.0.1", 229640),
    ("outletCurrent, mA", "6.4.1.3.0.1", 912),
    ("outletVA", "6.5.1.2.0.1", 209),
    ("outletWatts", "6.5.1.3.0.1", 203),
    ("outletWh", "6.5.1.4.0.1", 12345),
    ("outletPowerFactor, thousandths", "6.5.1.6.0.1", 971),
    ("outletControlStatus, on", "6.6.1.2.0.1", 1),
]


@pytest.mark.parametrize(("meaning", "oid", "raw"), EATON_VECTORS)
def test_eaton_epdu_g3(meaning: str, oid: str, raw: int | bytes) -> None:
    assert _raw("pdu-r11-a", f"{EATON}.{oid}") == raw, meaning


VERTIV_VECTORS = [
    ("pduMeterType, wye", "3.1.1.6.1", 0),
    ("pduTotalRealPower, W", "3.1.1.9.1", 2924),
    ("pduTotalApparentPower, VA", "3.1.1.10.1", 2968),
    ("pduTotalPowerFactor, %", "3.1.1.11.1", 99),
    ("pduTotalEnergy, Wh", "3.1.1.12.1", 7037035),
    ("pduPhaseName", "3.2.1.2.1", b"Phase A"),
    ("pduPhaseVoltage, tenths of V", "3.2.1.4.1", 2301),
    ("pduPhaseCurrent, hundredths of A", "3.2.1.8.2", 404),
    ("pduPhaseRealPower, W", "3.2.1.12.3", 1398),
    ("pduPhaseEnergy, Wh", "3.2.1.15.1", 1234567),
    ("pduBreakerCurrent, hundredths of A", "3.3.1.4.3", 513),
    ("pduLineCurrent: not measured on wye", "3.4.1.4.1", 0),
    ("pduOutletSwitchState, on", "3.5.1.4.1", 1),
    ("pduOutletMeterVoltage, tenths of V", "3.6.1.4.1", 2296),
    ("pduOutletMeterCurrent, hundredths of A", "3.6.1.8.1", 91),
    ("pduOutletMeterRealPower, W", "3.6.1.12.1", 203),
    ("pduOutletMeterPowerFactor, %", "3.6.1.14.1", 97),
    ("pduOutletMeterEnergy, Wh", "3.6.1.15.1", 12345),
]


@pytest.mark.parametrize(("meaning", "oid", "raw"), VERTIV_VECTORS)
def test_vertiv_v5(meaning: str, oid: str, raw: int | bytes) -> None:
    assert _raw("pdu-r06-a", f"{VERTIV}.{oid}") == raw, meaning


@pytest.mark.parametrize("name", PDUS)
def test_every_agent_introduces_itself(name: str) -> None:
    assert _raw(name, "1.3.6.1.2.1.1.3.0") == 8_640_050
    assert _raw(name, "1.3.6.1.2.1.1.5.0") == name.encode()
    assert str(_raw(name, "1.3.6.1.2.1.1.2.0")).startswith("1.3.6.1.4.1.")


@pytest.mark.parametrize("name", PDUS)
def test_objects_come_in_order_and_all_have_a_value(name: str) -> None:
    mib, state = MIBS[name], _state(PDUS[name])
    oid, seen = mib.after((0,)), 0
    while oid is not None:
        assert mib.value(oid, state)
        following = mib.after(oid)
        assert following is None or following > oid
        oid, seen = following, seen + 1
    assert seen == len(mib)


def test_uptime_wraps_after_497_days() -> None:
    state = _state(PDUS["pdu-r01-a"], uptime_s=2**32 / 100 + 5)
    assert _raw("pdu-r01-a", "1.3.6.1.2.1.1.3.0", state) == 500


def test_metered_apc_units_have_no_outlet_tables() -> None:
    mib, state = MIBS["pdu-r07-a"], _state(PDUS["pdu-r07-a"])
    assert _raw("pdu-r07-a", f"{APC}.9.1.0", state) == 0
    assert _raw("pdu-r07-a", f"{APC}.9.3.0", state) == 0
    assert not _has_below(mib, f"{APC}.9.4.3")


def test_single_phase_apc_units_have_no_voltage_between_phases() -> None:
    assert _raw("pdu-r10-a", f"{APC}.13.1.1.3.1") == -1


def test_raritan_has_no_power_factor_without_a_load() -> None:
    pdu = PDUS["pdu-r08-a"]
    state = _state(pdu)
    idle = PduState(state.at_s, 1.0, 50.0, (Flow(230.0),) * len(pdu.outlets), state.branches, state.legs, state.total)
    assert _raw(pdu.name, f"{RARITAN}.5.4.3.1.2.1.1.7", idle) == 2
    assert _raw(pdu.name, f"{RARITAN}.5.4.3.1.3.1.1.7", idle) == -1
    assert _raw(pdu.name, f"{RARITAN}.5.4.3.1.4.1.1.7", idle) == 0


def test_eaton_shows_a_leading_power_factor_with_a_minus() -> None:
    pdu = PDUS["pdu-r11-a"]
    state = _state(pdu)
    leading = Flow(230.0, 1.0, 211.6, 230.0)
    led = PduState(state.at_s, 1.0, 50.0, (leading,) * len(pdu.outlets), state.branches, state.legs, state.total)
    assert _raw(pdu.name, f"{EATON}.6.5.1.6.0.1", led) == -920
    assert _raw(pdu.name, f"{EATON}.6.5.1.7.0.1", led) == -90


def test_vertiv_energy_wraps_where_its_mib_ends() -> None:
    pdu = PDUS["pdu-r06-a"]
    state = _state(pdu)
    much = PduState(
        state.at_s, 1.0, 50.0, state.outlets, state.branches, state.legs, Flow(230.0, energy_wh=10_000_012.0)
    )
    assert _raw(pdu.name, f"{VERTIV}.3.1.1.12.1", much) == 12


@pytest.mark.parametrize(
    ("name", "oid", "off"),
    [
        ("pdu-r01-a", APC + ".9.2.3.1.5.{}", 1),
        ("pdu-r02-a", RARITAN + ".4.1.2.1.3.1.{}", 8),
        ("pdu-r03-a", SENTRY + ".8.3.1.1.1.1.{}", 2),
        ("pdu-r11-a", EATON + ".6.6.1.2.0.{}", 0),
        ("pdu-r06-a", VERTIV + ".3.5.1.4.{}", 2),
    ],
)
def test_a_switched_off_outlet_in_each_familys_own_word(name: str, oid: str, off: int) -> None:
    number = next(outlet.number for outlet in PDUS[name].outlets if not outlet.is_on)
    assert _raw(name, oid.format(number)) == off


@pytest.mark.parametrize(("current_a", "load_state"), [(11.9, 2), (12.0, 3), (15.9, 3), (16.0, 4)])
def test_apc_judges_a_phase_by_its_thresholds(current_a: float, load_state: int) -> None:
    pdu = PDUS["pdu-r01-a"]
    state = _state(pdu)
    loaded = PduState(state.at_s, 1.0, 50.0, state.outlets, (), (Flow(230.0, current_a), *state.legs[1:]), state.total)
    assert _raw(pdu.name, f"{APC}.6.3.1.4.1", loaded) == load_state


def test_two_values_at_one_place_are_refused() -> None:
    builder = MibBuilder()
    builder.integer("1.3.6.1.1.0", 1)
    with pytest.raises(AssertionError, match=r"1\.3\.6\.1\.1\.0 twice"):
        builder.integer("1.3.6.1.1.0", 2)


def _has_below(mib: Mib[PduState], oid: str) -> bool:
    root = parsed(oid)
    following = mib.after(root)
    return following is not None and following[: len(root)] == root

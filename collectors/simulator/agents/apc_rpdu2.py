"""APC Rack PDU 2G: PowerNet-MIB, rPDU2 (318.1.1.26).

Tables are flat; a row says in its own columns which module (unit of a chain) it belongs to. Currents are tenths of
amperes, powers hundredths of kilowatts on the device and phase but whole watts on outlets, energies tenths of kWh.
"""

from collectors.simulator.agents.common import FlowOf, add_system_group, branch, leg, outlet, rated_va
from collectors.simulator.electricity import PduState
from collectors.simulator.hardware import SimulatedOutlet, SimulatedPdu
from collectors.simulator.mib import MibBuilder, Reader
from powertui.domain.choices import FeedLeg

_RPDU2 = "1.3.6.1.4.1.318.1.1.26"
_OBJECT_ID = "1.3.6.1.4.1.318.1.3.4.6"
_MODULE = 1
_NOT_SUPPORTED = -1
_OUTLET_OFF, _OUTLET_ON = 1, 2
_NO_COMMAND_PENDING = 2
_NO_OPERATION = 1
_NORMAL, _NEAR_OVERLOAD, _OVERLOAD = 2, 3, 4
_NEAR = 0.8
_METERS_SINCE = "03/02/2026 08:15:00"
_PEAK_AT = "09/14/2026 14:41:07"
_LINK = "http://www.apc.com"


def describe(mib: MibBuilder, pdu: SimulatedPdu) -> None:
    """All objects of a stand-alone unit."""
    packed = pdu.model.firmware.replace(".", "")
    add_system_group(
        mib,
        pdu,
        f"APC Web/SNMP Management Card (MB:v4.1.0 PF:v{pdu.model.firmware} PN:apc_hw05_aos_{packed}.bin "
        f"AF1:v{pdu.model.firmware} AN1:apc_hw05_rpdu2g_{packed}.bin MN:{pdu.model.name} HR:02 SN: {pdu.serial} "
        "MD:09/01/2024) ",
        _OBJECT_ID,
    )
    _identify(mib, pdu)
    _device(mib, pdu)
    _phases(mib, pdu)
    _banks(mib, pdu)
    switched = pdu.outlets if pdu.model.switched_outlets else ()
    metered = pdu.outlets if pdu.model.metered_outlets else ()
    mib.integer(f"{_RPDU2}.9.1.0", len(switched))
    for each in switched:
        _switched_outlet(mib, each)
    mib.integer(f"{_RPDU2}.9.3.0", len(metered))
    for each in metered:
        _metered_outlet(mib, each)


def _identify(mib: MibBuilder, pdu: SimulatedPdu) -> None:
    """Fill rPDU2IdentTable."""
    row = f"{_RPDU2}.2.1"
    mib.integer(f"{_RPDU2}.1.0", 1)
    mib.integer(f"{row}.1.1", 1)
    mib.integer(f"{row}.2.1", _MODULE)
    mib.text(f"{row}.3.1", pdu.name)
    mib.text(f"{row}.4.1", pdu.location)
    mib.text(f"{row}.5.1", "02")
    mib.text(f"{row}.6.1", pdu.model.firmware)
    mib.text(f"{row}.7.1", "09/01/2024")
    mib.text(f"{row}.8.1", pdu.model.name)
    mib.text(f"{row}.9.1", pdu.serial)


def _device(mib: MibBuilder, pdu: SimulatedPdu) -> None:
    """Fill rPDU2DeviceConfigTable (thresholds in tenths of kW), rPDU2DevicePropertiesTable, rPDU2DeviceStatusTable."""
    model = pdu.model
    config, properties, status = (f"{_RPDU2}.4.{table}.1" for table in (1, 2, 3))
    mib.integer(f"{_RPDU2}.3.0", 1)
    for table in (config, properties, status):
        mib.integer(f"{table}.1.1", 1)
        mib.integer(f"{table}.2.1", _MODULE)
        mib.text(f"{table}.3.1", pdu.name)
    rated_w = rated_va(pdu)
    mib.text(f"{config}.4.1", pdu.location)
    mib.integer(f"{config}.7.1", 0)
    mib.integer(f"{config}.8.1", round(_NEAR * rated_w / 100))
    mib.integer(f"{config}.9.1", round(rated_w / 100))
    mib.integer(f"{properties}.4.1", model.outlet_count)
    mib.integer(f"{properties}.5.1", model.outlet_count if model.switched_outlets else 0)
    mib.integer(f"{properties}.6.1", model.outlet_count if model.metered_outlets else 0)
    mib.integer(f"{properties}.7.1", len(model.legs))
    mib.integer(f"{properties}.8.1", model.branch_count)
    mib.integer(f"{properties}.9.1", model.rated_a)
    mib.integer(f"{properties}.12.1", model.rated_a)
    mib.integer(f"{properties}.13.1", round(rated_w / 100))
    mib.integer(f"{status}.4.1", _load_state(lambda state: state.total.active_power_w, rated_w))
    mib.integer(f"{status}.5.1", lambda state: state.total.active_power_w / 10)
    mib.integer(f"{status}.6.1", lambda state: max(state.total.active_power_w, 0.7 * rated_w) / 10)
    mib.text(f"{status}.7.1", _PEAK_AT)
    mib.text(f"{status}.8.1", _METERS_SINCE)
    mib.integer(f"{status}.9.1", lambda state: int(state.total.energy_wh / 100))
    mib.text(f"{status}.10.1", _METERS_SINCE)
    mib.integer(f"{status}.11.1", _NO_COMMAND_PENDING)
    mib.integer(f"{status}.16.1", lambda state: state.total.apparent_power_va / 10)
    mib.integer(f"{status}.17.1", lambda state: state.total.power_factor * 100)


def _phases(mib: MibBuilder, pdu: SimulatedPdu) -> None:
    """Fill rPDU2PhaseConfigTable, rPDU2PhasePropertiesTable, rPDU2PhaseStatusTable, rPDU2PhaseToPhaseStatusTable."""
    config, properties, status = (f"{_RPDU2}.6.{table}.1" for table in (1, 2, 3))
    mib.integer(f"{_RPDU2}.5.0", len(pdu.model.legs))
    for number in range(1, len(pdu.model.legs) + 1):
        for table in (config, properties, status):
            _numbered(mib, table, number)
        flow = leg(number - 1)
        _current_thresholds(mib, config, number, pdu.model.rated_a)
        _phase_status(mib, status, number, flow, pdu.model.rated_a)
    pairs = f"{_RPDU2}.13.1.1"
    mib.integer(f"{pairs}.1.1", 1)
    mib.integer(f"{pairs}.2.1", _MODULE)
    for position in range(3):
        three_phase = len(pdu.model.legs) == 3
        mib.integer(f"{pairs}.{3 + position}.1", _line_voltage(position) if three_phase else _NOT_SUPPORTED)


def _phase_status(mib: MibBuilder, status: str, number: int, flow: FlowOf, rated_a: int) -> None:
    mib.integer(f"{status}.4.{number}", _load_state(lambda state: flow(state).current_a, rated_a))
    mib.integer(f"{status}.5.{number}", lambda state: flow(state).current_a * 10)
    mib.integer(f"{status}.6.{number}", lambda state: flow(state).voltage_v)
    mib.integer(f"{status}.7.{number}", lambda state: flow(state).active_power_w / 10)
    mib.integer(f"{status}.8.{number}", lambda state: flow(state).apparent_power_va / 10)
    mib.integer(f"{status}.9.{number}", lambda state: flow(state).power_factor * 100)
    mib.integer(f"{status}.10.{number}", lambda state: max(flow(state).current_a, 0.75 * rated_a) * 10)
    mib.text(f"{status}.11.{number}", _PEAK_AT)
    mib.text(f"{status}.12.{number}", _METERS_SINCE)


def _banks(mib: MibBuilder, pdu: SimulatedPdu) -> None:
    """Fill rPDU2BankConfigTable, rPDU2BankPropertiesTable, rPDU2BankStatusTable; empty without branch breakers."""
    config, properties, status = (f"{_RPDU2}.8.{table}.1" for table in (1, 2, 3))
    rated_a = pdu.model.branch_rated_a
    mib.integer(f"{_RPDU2}.7.0", pdu.model.branch_count)
    for number in pdu.branches:
        for table in (config, properties, status):
            _numbered(mib, table, number)
        flow = branch(number)
        _current_thresholds(mib, config, number, rated_a)
        mib.integer(f"{properties}.4.{number}", _phase_layout(pdu.branch_leg(number)))
        mib.integer(f"{properties}.5.{number}", rated_a)
        mib.integer(f"{status}.4.{number}", _load_state(_current(flow), rated_a))
        mib.integer(f"{status}.5.{number}", _current(flow, 10))
        mib.integer(f"{status}.6.{number}", 7 * rated_a)
        mib.text(f"{status}.7.{number}", _PEAK_AT)
        mib.text(f"{status}.8.{number}", _METERS_SINCE)


def _switched_outlet(mib: MibBuilder, each: SimulatedOutlet) -> None:
    """Fill rPDU2OutletSwitchedConfig-, Properties-, Status- and ControlTable."""
    number = each.number
    config, properties, status, control = (f"{_RPDU2}.9.2.{table}.1" for table in (1, 2, 3, 4))
    for table in (config, properties, status, control):
        _outlet_row(mib, table, each)
    for column, value in ((5, 0), (6, 0), (7, 5)):
        mib.integer(f"{config}.{column}.{number}", value)
    mib.text(f"{config}.8.{number}", _LINK)
    mib.integer(f"{properties}.5.{number}", _phase_layout(each.leg))
    mib.integer(f"{properties}.6.{number}", each.branch or _NOT_SUPPORTED)
    mib.integer(f"{status}.5.{number}", _OUTLET_ON if each.is_on else _OUTLET_OFF)
    mib.integer(f"{status}.6.{number}", _NO_COMMAND_PENDING)
    mib.text(f"{status}.7.{number}", _LINK)
    mib.integer(f"{control}.5.{number}", _NO_OPERATION)


def _metered_outlet(mib: MibBuilder, each: SimulatedOutlet) -> None:
    """Fill rPDU2OutletMeteredConfig- (thresholds in watts, whatever their names say), Properties- and StatusTable."""
    number, flow = each.number, outlet(each.number)
    rated_w = each.connector.rated_a * 230
    config, properties, status = (f"{_RPDU2}.9.4.{table}.1" for table in (1, 2, 3))
    for table in (config, properties, status):
        _outlet_row(mib, table, each)
    mib.integer(f"{config}.5.{number}", 0)
    mib.integer(f"{config}.6.{number}", round(_NEAR * rated_w))
    mib.integer(f"{config}.7.{number}", rated_w)
    mib.text(f"{config}.8.{number}", _LINK)
    mib.integer(f"{properties}.5.{number}", _phase_layout(each.leg))
    mib.integer(f"{properties}.6.{number}", rated_w)
    mib.integer(f"{properties}.7.{number}", each.branch or _NOT_SUPPORTED)
    mib.integer(f"{status}.5.{number}", _load_state(lambda state: flow(state).active_power_w, rated_w))
    mib.integer(f"{status}.6.{number}", _current(flow, 10))
    mib.integer(f"{status}.7.{number}", lambda state: flow(state).active_power_w)
    mib.integer(f"{status}.8.{number}", lambda state: max(flow(state).active_power_w, 0.4 * rated_w))
    mib.text(f"{status}.9.{number}", _PEAK_AT)
    mib.text(f"{status}.10.{number}", _METERS_SINCE)
    mib.integer(f"{status}.11.{number}", lambda state: int(flow(state).energy_wh / 100))
    mib.text(f"{status}.12.{number}", each.connector.value)
    mib.text(f"{status}.13.{number}", _LINK)


def _numbered(mib: MibBuilder, table: str, number: int) -> None:
    """Index, module, number: how phase and bank rows begin."""
    mib.integer(f"{table}.1.{number}", number)
    mib.integer(f"{table}.2.{number}", _MODULE)
    mib.integer(f"{table}.3.{number}", number)


def _outlet_row(mib: MibBuilder, table: str, each: SimulatedOutlet) -> None:
    """Index, module, name, number: how outlet rows begin."""
    mib.integer(f"{table}.1.{each.number}", each.number)
    mib.integer(f"{table}.2.{each.number}", _MODULE)
    mib.text(f"{table}.3.{each.number}", each.name or each.label)
    mib.integer(f"{table}.4.{each.number}", each.number)


def _current_thresholds(mib: MibBuilder, config: str, number: int, rated_a: int) -> None:
    """Whole amperes, unlike the readings."""
    for column, value in ((4, 1), (5, 0), (6, int(_NEAR * rated_a)), (7, rated_a), (8, _NO_OPERATION)):
        mib.integer(f"{config}.{column}.{number}", value)


def _load_state(load: Reader, rated: float) -> Reader:
    near = int(_NEAR * rated)

    def judged(state: PduState) -> int:
        now = load(state)
        if now >= rated:
            return _OVERLOAD
        return _NEAR_OVERLOAD if now >= near else _NORMAL

    return judged


def _current(flow: FlowOf, scale: float = 1) -> Reader:
    return lambda state: flow(state).current_a * scale


def _line_voltage(position: int) -> Reader:
    return lambda state: state.line_voltages_v[position]


def _phase_layout(of: FeedLeg) -> int:
    """PhaseLayout: 1 to 3 are phase 1 to 3 to neutral."""
    return tuple(FeedLeg).index(of) + 1

"""Rules about a change, which a topology alone does not show: what may not move, and what a new cable needs."""

from powertui.domain.topology import PowerOutlet, PowerPort, Topology
from powertui.domain.validate.report import Report


def check_changes(report: Report, before: Topology) -> None:
    """Check how the report's topology came about from one with the same ids."""
    old_ports = {port.id: port for port in before.power_ports}
    for port in report.topology.power_ports:
        _check_moved(report, port, old_ports.get(port.id))
    old_outlets = {outlet.id: outlet for outlet in before.power_outlets}
    for outlet in report.topology.power_outlets:
        _check_moved(report, outlet, old_outlets.get(outlet.id))
    old_cables = {cable.id for cable in before.cables}
    for cable in report.topology.cables:
        if cable.id not in old_cables and not (cable.a and cable.b):
            report.refuse(cable, None, "is new and lacks an end; a new cable needs something at both")


def _check_moved(report: Report, item: PowerPort | PowerOutlet, old: PowerPort | PowerOutlet | None) -> None:
    if old is not None and old.device_id != item.device_id:
        message = "cannot be moved to another device; remove it here and make one there"
        report.refuse(item, "device", message)

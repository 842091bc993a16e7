"""Where devices are polled, against what is modelled."""

from collections.abc import Iterator

from powertui.domain.lint.codes import LintCode
from powertui.domain.lint.finding import LintFinding, ObjectKind, Subject, device_name
from powertui.domain.poll_target import PollTarget


def polling_findings(subject: Subject) -> Iterator[LintFinding]:
    """All of this family; nothing of PDUs that nobody polls while nothing is polled at all."""
    targets = subject.graph.topology.poll_targets
    by_address: dict[tuple[str, int], PollTarget] = {}
    by_device: dict[int, PollTarget] = {}
    for target in targets:
        address = (target.host.casefold().rstrip("."), target.port)
        first = by_address.setdefault(address, target)
        if first is not target:
            what = f"asks {target.host}:{target.port}, and so does {first.name}"
            yield of_target(subject, LintCode.POLL_ADDRESS_TWICE, target, what)
        if target.device_id is not None:
            other = by_device.setdefault(target.device_id, target)
            if other is not target:
                yield of_target(subject, LintCode.POLL_DEVICE_TWICE, target, f"reads the same device as {other.name}")
        known = target.device_id in subject.graph.devices or target.power_panel_id in subject.graph.panels
        if not known:
            yield of_target(subject, LintCode.POLLED_WITHOUT_MODEL, target, "is bound to no device and no panel")
    if targets:
        chained = {device.id for device in subject.graph.devices.values() if device.polled_via_id in by_device}
        yield from _not_polled(subject, set(by_device) | chained)


def _not_polled(subject: Subject, polled: set[int]) -> Iterator[LintFinding]:
    graph = subject.graph
    told: set[int] = set()
    for feed in graph.feeds.values():
        for inlet in graph.inlets_of_feed(feed.id):
            device = graph.devices[inlet.device_id]
            if device.id in polled or device.id in told or not graph.outlets_of_port(inlet.id):
                continue
            told.add(device.id)
            what = f"{device_name(device)} on {feed.name} has no polling address"
            yield subject.of_device(LintCode.PDU_NOT_POLLED, device, what)


def of_target(subject: Subject, code: LintCode, target: PollTarget, what: str) -> LintFinding:
    device = subject.graph.devices.get(target.device_id) if target.device_id is not None else None
    place = subject.device_place(device) if device else ()
    return LintFinding(code, ObjectKind.POLL_TARGET, target.id, target.name, place, what)

"""What NetBox refuses, we refuse, naming the object, the field (by NetBox's name) and what would be right.

`refusals` judges a topology as it is, `change_refusals` also how it came about: some rules of NetBox are about a
change (a new cable needs both ends, though a deletion may leave it one). NetBox 4.6's rules, and a few of ours for the
fields that NetBox has no place for.
"""

from powertui.domain.topology import Topology
from powertui.domain.validate.cables import check_cables
from powertui.domain.validate.changes import check_changes
from powertui.domain.validate.components import check_components
from powertui.domain.validate.device_types import check_device_types
from powertui.domain.validate.devices import check_devices
from powertui.domain.validate.ours import check_ours
from powertui.domain.validate.places import check_places
from powertui.domain.validate.rack_space import check_rack_space
from powertui.domain.validate.report import Refusal, Report
from powertui.domain.validate.supply import check_supply
from powertui.domain.validate.texts import check_texts
from powertui.domain.vocabulary import NETBOX_VOCABULARY, Vocabulary

__all__ = ["Refusal", "change_refusals", "refusals"]

_CHECKS = (
    check_texts,
    check_places,
    check_supply,
    check_device_types,
    check_devices,
    check_rack_space,
    check_components,
    check_cables,
    check_ours,
)


def refusals(topology: Topology, vocabulary: Vocabulary = NETBOX_VOCABULARY) -> tuple[Refusal, ...]:
    """All that NetBox would refuse of a topology; nothing: it takes it."""
    report = Report(topology, vocabulary)
    for check in _CHECKS:
        check(report)
    return report.refusals


def change_refusals(
    before: Topology, after: Topology, vocabulary: Vocabulary = NETBOX_VOCABULARY
) -> tuple[Refusal, ...]:
    """All that NetBox would refuse of a topology and of the way to it from one with the same ids."""
    report = Report(after, vocabulary)
    for check in _CHECKS:
        check(report)
    check_changes(report, before)
    return report.refusals

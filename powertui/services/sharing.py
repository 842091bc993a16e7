"""What polling has to know where several pollers share the devices: which are this one's, and since when."""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field
from typing import Protocol

from powertui.domain.poll_target import PollTarget
from powertui.domain.sharding import JUDGING, NOWHERE, Claim, shard_number
from powertui.domain.topology import Topology


@dataclass(frozen=True, slots=True, eq=False)
class Held:
    """A shard that this poller has; the same object as long as nobody else has had it."""

    claim: Claim
    turns_after_s: float
    """Turns up to this moment were the poller's before; by the time that all pollers share."""


@dataclass(frozen=True, slots=True)
class Holding:
    """All that is this poller's at a moment."""

    revision: int = 0
    """Another one for each change."""
    shards_of_site: Mapping[int, tuple[int, ...]] = field(default_factory=dict)
    """Ids of all of a site's shards, by their number."""
    held: Mapping[int, Held] = field(default_factory=dict)
    """By the shard's id."""

    def of_target(self, target_id: int, site_id: int) -> Held | None:
        """The shard that entitles to poll a device; None where it is another poller's."""
        shards = self.shards_of_site.get(site_id)
        return self.held.get(shards[shard_number(target_id, len(shards))]) if shards else None

    @property
    def judging(self) -> Held | None:
        """What entitles to judge, and to be shown as the poller; None where that is another poller's."""
        shards = self.shards_of_site.get(JUDGING)
        return self.held.get(shards[0]) if shards else None


class Share(Protocol):
    """A poller's share. Asked on the event loop; `holding` and `want` from any thread."""

    @property
    def holding(self) -> Holding:
        """As of now."""

    @property
    def is_sure(self) -> bool:
        """Whether the holding is true at this moment; else no turn may be taken before it is known again."""

    @property
    def is_away(self) -> bool:
        """Whether the database cannot be reached: what was held is polled on, since nobody else is known to."""

    def want(self, site_ids: frozenset[int]) -> None:
        """These are the sites that devices are at: let them have shards."""

    def now_s(self) -> float:
        """The time that all pollers share; it only goes forward."""


def sites_of(targets: Iterable[PollTarget], topology: Topology) -> dict[int, int]:
    """The site of each target, by its id."""
    of_device = {device.id: device.site_id for device in topology.devices}
    of_panel = {panel.id: panel.site_id for panel in topology.power_panels}
    return {
        target.id: of_device.get(target.device_id or 0) or of_panel.get(target.power_panel_id or 0) or NOWHERE
        for target in targets
    }

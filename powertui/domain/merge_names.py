"""What people call an object of a model: with as much around its name as it takes to find it."""

from collections.abc import Sequence

from powertui.domain.merge_kinds import CABLED, KIND_OF, ModelKind, ModelObject, objects_of
from powertui.domain.poll_target import PollTarget
from powertui.domain.topology import (
    Cable,
    Device,
    DeviceType,
    Location,
    PduBranch,
    PowerFeed,
    PowerOutlet,
    PowerPanel,
    PowerPort,
    Rack,
    Site,
    Tenant,
    Termination,
    Topology,
)

NOWHERE = "nothing"
"""The free end of a one-ended cable."""


class ModelNames:
    """Names of a Topology's objects. Ids that lead nowhere are shown as `#7`, so that a broken model can be told of."""

    def __init__(self, topology: Topology) -> None:
        self._topology = topology
        self._by_id: dict[ModelKind, dict[int, ModelObject]] = {}

    def get(self, kind: ModelKind, item_id: int) -> ModelObject | None:
        """The object of an id."""
        index = self._by_id.get(kind)
        if index is None:
            index = self._by_id[kind] = {item.id: item for item in objects_of(self._topology, kind)}
        return index.get(item_id)

    def name(self, kind: ModelKind, item_id: int | None) -> str:
        """What an id of a kind is called."""
        if item_id is None:
            return ""
        item = self.get(kind, item_id)
        return f"#{item_id}" if item is None else self.of(item)

    def of(self, item: ModelObject) -> str:  # noqa: PLR0911 - one line for each kind
        """`PP-A1 / A1-01`, `srv-db03 / PSU1`."""
        match item:
            case Tenant() | Site() | Rack() | PowerPanel() | PollTarget():
                return item.name
            case Location():
                return " / ".join(self._path(item))
            case DeviceType():
                return f"{item.manufacturer} {item.model}".strip()
            case Device():
                return item.name or self._unnamed(item)
            case PowerFeed():
                return f"{self.name(ModelKind.POWER_PANEL, item.power_panel_id)} / {item.name}"
            case PowerPort() | PowerOutlet() | PduBranch():
                return f"{self.name(ModelKind.DEVICE, item.device_id)} / {item.name}"
            case Cable():
                return f"{self.end(item.a)} – {self.end(item.b)}"

    def site_of(self, item: ModelObject | None) -> str:
        """The name of the site that an object is in; empty where it is in none, or in two, as a cable may be."""
        match item:
            case PowerFeed():
                return self.site_of(self.get(ModelKind.POWER_PANEL, item.power_panel_id))
            case PowerPort() | PowerOutlet() | PduBranch():
                return self.site_of(self.get(ModelKind.DEVICE, item.device_id))
            case Rack() | PowerPanel() | Device() | Location():
                return self.name(ModelKind.SITE, item.site_id)
            case _:
                return ""

    def end(self, terminations: Sequence[Termination]) -> str:
        """One end of a cable."""
        return ", ".join(self.name(CABLED[end.kind], end.id) for end in terminations) or NOWHERE

    def with_kind(self, item: ModelObject) -> str:
        """`power feed PP-A1 / A1-01`."""
        return f"{KIND_OF[type(item)].value} {self.of(item)}"

    def _path(self, location: Location) -> list[str]:
        names = [location.name]
        seen = {location.id}
        parent_id = location.parent_id
        while parent_id is not None and parent_id not in seen:
            seen.add(parent_id)
            parent = self.get(ModelKind.LOCATION, parent_id)
            if not isinstance(parent, Location):
                break
            names.append(parent.name)
            parent_id = parent.parent_id
        return names[::-1]

    def _unnamed(self, device: Device) -> str:
        what = f"unnamed {device.role or 'device'}"
        if device.rack_id is None:
            return f"{what} #{device.id}"
        place = self.name(ModelKind.RACK, device.rack_id)
        return (
            f"{what} #{device.id} in {place}"
            if device.position_u is None
            else f"{what} in {place} U{device.position_u:g}"
        )

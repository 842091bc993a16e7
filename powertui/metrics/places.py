"""Labels from the topology: where a thing stands, what feeds it, whose it is. One plant's, made once for its model."""

from collections.abc import Iterable

from powertui.domain.graph import PowerGraph
from powertui.domain.sides import sides_of
from powertui.domain.topology import Device, Location, PowerFeed, PowerPanel, PowerPort, Rack, Site
from powertui.metrics.labels import MOST_CHARACTERS, LabelSet, label_set

Labels = dict[str, str]


class Places:
    """The labels of what the model has. What is asked for twice is computed once."""

    def __init__(self, graph: PowerGraph) -> None:
        self._graph = graph
        self._sides = graph.kept(sides_of)
        self._tenants = {tenant.id: tenant.name for tenant in graph.topology.tenants}
        self._owners: dict[tuple[str, LabelSet], tuple[int, str]] = {}
        self._claims: dict[int, set[tuple[str, LabelSet]]] = {}
        self._feeds_of_ports: dict[int, PowerFeed | None] = {}

    def unique(self, kind: str, labels: Labels, own: str, number: str, target_id: int = 0) -> LabelSet:
        """The label set of `unique_labels`."""
        return self._claim(kind, labels, own, number, target_id)[1]

    def unique_labels(self, kind: str, labels: Labels, own: str, number: str, target_id: int = 0) -> Labels:
        """Labels that no other of its kind has: names may be empty or the same, series may not.

        The second one of a name has its number, which is ours and lasts, behind the name. `own`: the label of its name;
        `target_id`: whose it is, for `forget`.
        """
        return self._claim(kind, labels, own, number, target_id)[0]

    def forget(self, target_id: int) -> None:
        """Let go of the label sets of a target that is to be laid out again."""
        for claim in self._claims.pop(target_id, ()):
            self._owners.pop(claim, None)

    def site(self, site: Site) -> Labels:
        return {"site": site.name, "tenant": self._tenant(site.tenant_id)}

    def location(self, location: Location) -> Labels:
        """With all above it in its name, for two buildings may both have a first floor."""
        names: list[str] = []
        tenant = ""
        seen: set[int] = set()
        found: Location | None = location
        while found is not None and found.id not in seen:
            seen.add(found.id)
            names.append(found.name)
            tenant = tenant or self._tenant(found.tenant_id)
            found = self._graph.locations.get(found.parent_id) if found.parent_id is not None else None
        return self._at(location.site_id, None) | _said(location="/".join(reversed(names)), tenant=tenant)

    def rack(self, rack: Rack) -> Labels:
        return self._at(rack.site_id, rack.location_id) | _said(rack=rack.name, tenant=self._tenant(rack.tenant_id))

    def panel(self, panel: PowerPanel) -> Labels:
        side = self._sides.of_panel(panel.id)
        return self._at(panel.site_id, panel.location_id) | _said(panel=panel.name, side=side.value if side else "")

    def feed(self, feed: PowerFeed) -> Labels:
        """Where its panel stands, or its rack, which is nearer to what it feeds."""
        rack = self._graph.racks.get(feed.rack_id) if feed.rack_id is not None else None
        side = self._sides.of_feed(feed.id)
        return (
            self.panel(self._graph.panels[feed.power_panel_id])
            | (self.rack(rack) if rack else {})
            | _said(feed=feed.name, side=side.value if side else "", tenant=self._tenant(feed.tenant_id))
        )

    def device(self, device: Device) -> Labels:
        rack = self._graph.racks.get(device.rack_id) if device.rack_id is not None else None
        place = self.rack(rack) if rack else self._at(device.site_id, device.location_id)
        return place | _said(device=device.name, tenant=self._tenant(device.tenant_id))

    def supply(self, feeds: Iterable[PowerFeed]) -> Labels:
        """Panel, feed and side, where there is one of each and not several."""
        found = {feed.id: feed for feed in feeds}
        if len(found) != 1:
            return {}
        (feed,) = found.values()
        side = self._sides.of_feed(feed.id)
        panel = self._graph.panels[feed.power_panel_id]
        return _said(panel=panel.name, feed=feed.name, side=side.value if side else "")

    def feed_of_port(self, port: PowerPort) -> PowerFeed | None:
        """The feed at the end of the chain of PDUs that an inlet hangs on."""
        if port.id not in self._feeds_of_ports:
            self._feeds_of_ports[port.id] = self._climb(port)
        return self._feeds_of_ports[port.id]

    def feeds_of_device(self, device: Device) -> list[PowerFeed]:
        feeds = (self.feed_of_port(port) for port in self._graph.ports_of_device(device.id))
        return [feed for feed in feeds if feed is not None]

    def tenant_of(self, device: Device | None) -> Labels:
        """The tenant of a device itself."""
        return _said(tenant=self._tenant(device.tenant_id)) if device else {}

    def _claim(self, kind: str, labels: Labels, own: str, number: str, target_id: int) -> tuple[Labels, LabelSet]:
        found = label_set(labels)
        owner = (target_id, number)
        while not labels.get(own) or self._owners.get((kind, found), owner) != owner:
            labels = labels | {own: _numbered(labels.get(own, ""), number)}
            found = label_set(labels)
        self._owners[kind, found] = owner
        self._claims.setdefault(target_id, set()).add((kind, found))
        return labels, found

    def _climb(self, port: PowerPort) -> PowerFeed | None:
        seen: set[int] = set()
        found: PowerPort | None = port
        while found is not None and found.id not in seen:
            seen.add(found.id)
            feed = self._graph.feed_of_port(found.id)
            if feed is not None:
                return feed
            outlet = self._graph.outlet_of_port(found.id)
            above_id = outlet.power_port_id if outlet else None
            found = self._graph.ports.get(above_id) if above_id is not None else None
        return None

    def _at(self, site_id: int, location_id: int | None) -> Labels:
        location = self._graph.locations.get(location_id) if location_id is not None else None
        if location is not None:
            return self.location(location)
        site = self._graph.sites.get(site_id)
        return self.site(site) if site else {}

    def _tenant(self, tenant_id: int | None) -> str:
        return self._tenants.get(tenant_id, "") if tenant_id is not None else ""


def _numbered(name: str, number: str) -> str:
    """A name with a number behind it, which is not what is cut off where both are too long."""
    behind = f" #{number}"
    return (name[: MOST_CHARACTERS - len(behind)] + behind).strip()


def _said(**labels: str) -> Labels:
    """Those that have a value: what is nearer says more than what is above, unless it says nothing."""
    return {name: value for name, value in labels.items() if value}

"""What objects are called in results: as a person may write them again, with no more than tells them apart."""

from collections import Counter

from powertui.domain.graph import PowerGraph
from powertui.domain.redundancy.network import Network, NodeSort


class Naming:
    """The names of one model."""

    def __init__(self, graph: PowerGraph) -> None:
        self._graph = graph
        self._feeds = Counter(feed.name for feed in graph.feeds.values())
        self._panels = Counter(panel.name for panel in graph.panels.values())
        self._devices = Counter(device.name for device in graph.devices.values())
        self._branches = {branch.id: branch for branch in graph.topology.pdu_branches}

    def feed(self, feed_id: int) -> str:
        """`feed:NAME`, with its panel where another one is called so."""
        feed = self._graph.feeds[feed_id]
        alone = self._feeds[feed.name] == 1
        return f"feed:{feed.name}" if alone else f"feed:{self._graph.panels[feed.power_panel_id].name}/{feed.name}"

    def panel(self, panel_id: int) -> str:
        """`panel:NAME`, with its site where another one is called so."""
        panel = self._graph.panels[panel_id]
        alone = self._panels[panel.name] == 1
        return f"panel:{panel.name}" if alone else f"panel:{self._graph.sites[panel.site_id].name}/{panel.name}"

    def device(self, device_id: int) -> str:
        """Its name alone, with its site where another one is called so; by its number without a name."""
        device = self._graph.devices[device_id]
        if not device.name:
            return f"device:#{device.id}"
        alone = self._devices[device.name] == 1
        return device.name if alone else f"{self._graph.sites[device.site_id].name}/{device.name}"

    def node(self, network: Network, node: int) -> str:
        """A node of the distribution."""
        sort, object_id = network.sorts[node], network.ids[node]
        if sort is NodeSort.FEED:
            return self.feed(object_id)
        if sort is NodeSort.PANEL:
            return self.panel(object_id)
        if sort is NodeSort.PORT:
            port = self._graph.ports[object_id]
            return f"port:{self.device(port.device_id)}/{port.name}"
        if sort is NodeSort.OUTLET:
            outlet = self._graph.outlets[object_id]
            return f"outlet:{self.device(outlet.device_id)}/{outlet.name}"
        if sort is NodeSort.BRANCH:
            branch = self._branches[object_id]
            return f"branch:{self.device(branch.device_id)}/{branch.name}"
        return f"device:{self.device(object_id)}"

"""The sums behind NetBox's draws: what hangs below each inlet, each load once, exactly as NetBox goes through it.

NetBox hands a set of ports already seen down its recursion. On a tree that set never matters, and one sum for each
port serves all its ancestors. It matters below a port that can be reached in two ways, and in a loop: there a sum
depends on which of the ports *below* were seen before, and is kept for each such set.
"""

from collections.abc import Generator, Iterable

from powertui.domain.choices import FeedLeg, Phase, TerminationKind
from powertui.domain.graph import PowerGraph
from powertui.domain.topology import PowerPort, Termination

Watts = tuple[int, int]
"""Allocated and maximum draw, in W."""

_Seen = frozenset[int]
_NOTHING: _Seen = frozenset()
_Walk = Generator[tuple[PowerPort, _Seen], Watts, Watts]
"""Asks for the sum of another port, given what was seen; ends with its own."""


class DrawSums:
    """Sums of one graph, computed when first asked for."""

    def __init__(self, graph: PowerGraph) -> None:
        self._graph = graph
        self._below: dict[int, list[int]] = {}
        """Below each port whose draw is not stated and that has loads: what it sums, in no order."""
        self._sums: dict[int, Watts] = {}
        """Of ports whose sum does not depend on what was seen."""
        self._sums_of_tangled: dict[tuple[int, _Seen], Watts] = {}
        self._reach: dict[int, _Seen] = {}
        self._sum_trees()

    def of_port(self, port: PowerPort) -> Watts:
        """The port's stated draw, or the sum of what hangs below it."""
        found = self._sums.get(port.id) or self._sums_of_tangled.get((port.id, _NOTHING))
        if found is None:
            found = self._sums_of_tangled[port.id, _NOTHING] = self._finished(self._walk(port, _NOTHING))
        return found

    def of_leg(self, port: PowerPort, leg: FeedLeg) -> Watts:
        """The sum of what hangs on the outlets of one leg of a port."""
        sums = [self._sums.get(port_id) for port_id in self._graph.downstream_ids(port.id, leg) if port_id != port.id]
        settled = [entry for entry in sums if entry is not None]
        if len(settled) == len(sums):
            return _added(settled)
        return self._finished(self._summed(self._graph.downstream_ports(port.id, leg), frozenset({port.id})))

    def is_stated(self, port: PowerPort) -> bool:
        """Whether someone wrote a draw on the port, which hides what hangs below it."""
        return port.allocated_draw_w is not None or port.maximum_draw_w is not None

    def has_legs(self, port: PowerPort) -> bool:
        """Whether a three-phase feed, and nothing else, is the port's link peer."""
        peers = self._graph.peers(Termination(TerminationKind.POWER_PORT, port.id))
        return (
            len(peers) == 1
            and peers[0].kind is TerminationKind.POWER_FEED
            and self._graph.feeds[peers[0].id].phase is Phase.THREE
        )

    def _sum_trees(self) -> None:
        """Sum all that is a tree, from the leaves up; the rest is tangled, and is walked when asked for."""
        graph, sums, below = self._graph, self._sums, self._below
        parents: dict[int, list[int]] = {}
        stated: dict[tuple[int, int], tuple[int, int]] = {}
        for port in graph.topology.power_ports:
            if self.is_stated(port):
                # Hundreds of thousands of ports have a few dozen draws: each is kept once.
                draw = (port.allocated_draw_w or 0, port.maximum_draw_w or 0)
                sums[port.id] = stated.setdefault(draw, draw)
            elif ports := graph.downstream_ids(port.id):
                below[port.id] = ports
                for child_id in ports:
                    parents.setdefault(child_id, []).append(port.id)
            else:
                sums[port.id] = (0, 0)
        # A port reached in two ways has a sum of its own, but whoever goes down to it must look who came before.
        waiting = {port_id: len(ports) for port_id, ports in below.items()}
        shared = {port_id for port_id, above in parents.items() if len(above) > 1}
        unsettled: set[int] = set()
        ready = list(sums)
        while ready:
            port_id = ready.pop()
            for parent_id in parents.get(port_id, ()):
                waiting[parent_id] -= 1
                if port_id in shared or port_id in unsettled:
                    unsettled.add(parent_id)
                if waiting[parent_id] == 0:
                    if parent_id not in unsettled:
                        sums[parent_id] = _added([sums[child_id] for child_id in below[parent_id]])
                    ready.append(parent_id)

    def _finished(self, walk: _Walk) -> Watts:
        """Run a walk and the walks that it asks for, on a stack of our own: chains may be longer than Python's."""
        stack: list[tuple[_Walk, tuple[int, _Seen] | None]] = [(walk, None)]
        answer: Watts | None = None
        while True:
            try:
                port, seen = next(stack[-1][0]) if answer is None else stack[-1][0].send(answer)
            except StopIteration as end:
                finished: Watts = end.value
                answer = finished
                _, key = stack.pop()
                if key is None:
                    return finished
                self._sums_of_tangled[key] = finished
                continue
            wanted = (port.id, seen & self._reachable(port.id))
            answer = self._sums_of_tangled.get(wanted)
            if answer is None:
                stack.append((self._walk(port, seen), wanted))

    def _walk(self, port: PowerPort, seen: _Seen) -> _Walk:
        return self._summed(self._graph.downstream_ports(port.id), seen | {port.id})

    def _summed(self, ports: Iterable[PowerPort], base: _Seen) -> _Walk:
        # NetBox's set grows while it iterates, and each child sees what stood in it then: a port reached twice below
        # one inlet counts once or twice depending on the order.
        seen = set(base)
        allocated_w = maximum_w = 0
        for port in ports:
            if port.id not in seen:
                seen.add(port.id)
                draw = self._sums.get(port.id)
                if draw is None:
                    draw = yield port, frozenset(seen)
                allocated_w += draw[0]
                maximum_w += draw[1]
        return allocated_w, maximum_w

    def _reachable(self, port_id: int) -> _Seen:
        """All ports that a tangled port's sum may come by."""
        found = self._reach.get(port_id)
        if found is None:
            reached: set[int] = set()
            pending = [port_id]
            while pending:
                for child_id in self._below.get(pending.pop(), ()):
                    if child_id not in reached:
                        reached.add(child_id)
                        pending.append(child_id)
            found = self._reach[port_id] = frozenset(reached)
        return found


def _added(sums: Iterable[Watts]) -> Watts:
    allocated_w = maximum_w = 0
    for allocated, maximum in sums:
        allocated_w += allocated
        maximum_w += maximum
    return allocated_w, maximum_w

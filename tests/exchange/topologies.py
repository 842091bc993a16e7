"""Small plants of every shape that the model allows, for properties: hostile names, one-ended cables, all fields."""

from collections.abc import Callable, Iterator

from hypothesis import strategies as st

from powertui.domain.choices import (
    CableStatus,
    FeedLeg,
    FeedStatus,
    FeedType,
    OutletStatus,
    Phase,
    Side,
    Supply,
    TerminationKind,
)
from powertui.domain.poll_target import PollTarget
from powertui.domain.reading import Leg
from powertui.domain.topology import (
    Cable,
    Device,
    DeviceType,
    Location,
    PduBranch,
    PowerFeed,
    PowerOutlet,
    PowerOutletTemplate,
    PowerPanel,
    PowerPort,
    PowerPortTemplate,
    Rack,
    Site,
    Tenant,
    Termination,
    Topology,
)

PLAIN_NAMES = ("R01", "R2", "Panel A", "PSU1", "1", "01", "pdu-9", "pdu-10")
HOSTILE_NAMES = (
    "R01..R03",
    "{rack}",
    "a/b",
    "back\\slash",
    "yes",
    "null",
    "~",
    "- x",
    "a: b",
    "a -- b",
    "#1",
    "'",
    '"q"',
    "=1+1",
    "1..3",
    "é ü 漢",
    "trailing\\",
    "[x]",
    "%",
    "@a",
    "1e3",
    "0x1f",
    "2024-01-01",
    "..",
    ".",
    "site/panel/feed",
)

names = st.one_of(
    st.sampled_from(PLAIN_NAMES),
    st.sampled_from(HOSTILE_NAMES),
    st.text(st.characters(exclude_categories=("Cs", "Cc", "Zl", "Zp", "Zs", "Cf", "Cn", "Co")), min_size=1, max_size=6),
)
texts = st.one_of(
    st.just(""), names, st.sampled_from(("two words", "two\nlines", " padded ", "tab\tbed", "\u2028", "x" * 200))
)
netbox_ids = st.none() | st.integers(1, 10_000)
amperes = st.none() | st.sampled_from((16.0, 20.0, 32.0, 63.5, 1250.0))


def _distinct(draw: st.DrawFn, count: int, key: Callable[[str], str] = lambda name: name) -> list[str]:
    return draw(st.lists(names, min_size=0, max_size=count, unique_by=key))


def _maybe(draw: st.DrawFn, ids: list[int]) -> int | None:
    return draw(st.none() | st.sampled_from(ids)) if ids else None


@st.composite
def topologies(draw: st.DrawFn) -> Topology:
    """A valid plant; ids are scattered."""
    ids = iter(draw(st.permutations(range(1, 400))))
    tenants = [
        Tenant(next(ids), draw(names), slug, draw(netbox_ids))
        for slug in draw(st.lists(st.sampled_from(("acme", "zeta", "t-1")), unique=True, max_size=2))
    ]
    tenant_ids = [tenant.id for tenant in tenants]
    types = [
        _device_type(draw, next(ids), slug)
        for slug in draw(st.lists(st.sampled_from(("apc-ap8853", "dell-r740", "x")), unique=True, max_size=2))
    ]
    sites = [
        Site(
            next(ids),
            name,
            f"slug-{n}",
            draw(st.sampled_from(("active", "planned"))),
            _maybe(draw, tenant_ids),
            draw(texts),
            draw(netbox_ids),
        )
        for n, name in enumerate(_distinct(draw, 2))
    ]
    plant = Topology(tenants=tuple(tenants), device_types=tuple(types), sites=tuple(sites))
    if not sites:
        return plant
    locations: list[Location] = []
    for site in sites:
        local: list[int] = []
        for n, name in enumerate(_distinct(draw, 3)):
            locations.append(
                Location(
                    next(ids),
                    site.id,
                    name,
                    f"loc-{n}",
                    _maybe(draw, local),
                    "active",
                    _maybe(draw, tenant_ids),
                    draw(texts),
                    draw(netbox_ids),
                )
            )
            local.append(locations[-1].id)
    racks: list[Rack] = []
    for site in sites:
        here = [item.id for item in locations if item.site_id == site.id]
        racks += [
            Rack(
                next(ids),
                site.id,
                draw(names),
                _maybe(draw, here),
                draw(st.integers(1, 100)),
                "active",
                facility,
                _maybe(draw, tenant_ids),
                draw(texts),
                draw(netbox_ids),
                draw(st.sampled_from((1, 1, 11))),
            )
            for facility in draw(st.lists(st.sampled_from(("", "F1", "F2")), unique=True, max_size=2))
        ]
    devices = _devices(draw, ids, plant, locations, racks)
    feeds: list[PowerFeed] = []
    panels: list[PowerPanel] = []
    for site in sites:
        here = [item.id for item in locations if item.site_id == site.id]
        near = [item.id for item in racks if item.site_id == site.id]
        for name in _distinct(draw, 2):
            panels.append(
                PowerPanel(
                    next(ids),
                    site.id,
                    name,
                    _maybe(draw, here),
                    draw(st.none() | st.sampled_from(Side)),
                    draw(texts),
                    draw(texts),
                    draw(netbox_ids),
                    draw(amperes),
                    draw(st.none() | st.integers(1, 84)),
                    _maybe(draw, [feed.id for feed in feeds]),
                    _maybe(draw, [device.id for device in devices]),
                )
            )
            feeds += [_feed(draw, next(ids), panels[-1].id, feed, near, tenant_ids) for feed in _distinct(draw, 2)]
    ports, outlets, branches = _components(draw, ids, devices, types)
    ends = [
        *(Termination(TerminationKind.POWER_FEED, item.id) for item in feeds),
        *(Termination(TerminationKind.POWER_OUTLET, item.id) for item in outlets),
    ]
    cables = _cables(draw, ids, ends, [Termination(TerminationKind.POWER_PORT, item.id) for item in ports], tenant_ids)
    return Topology(
        tuple(sites),
        tuple(locations),
        tuple(racks),
        tuple(panels),
        tuple(feeds),
        tuple(devices),
        tuple(ports),
        tuple(outlets),
        tuple(cables),
        tuple(tenants),
        tuple(types),
        tuple(branches),
        tuple(_targets(draw, ids, devices, panels)),
    )


def _device_type(draw: st.DrawFn, number: int, slug: str) -> DeviceType:
    ports = [
        PowerPortTemplate(
            name,
            draw(texts),
            draw(st.sampled_from(("", "iec-60320-c14"))),
            500,
            draw(st.none() | st.just(300)),
            draw(texts),
        )
        for name in [*_distinct(draw, 2), *draw(st.sampled_from(([], ["PS{module}"])))]
    ]
    outlets = [
        PowerOutletTemplate(
            name,
            draw(texts),
            "iec-60320-c13",
            draw(st.sampled_from(("", "aa1409"))),
            draw(st.sampled_from(["", *(port.name for port in ports)])),
            draw(st.none() | st.sampled_from(FeedLeg)),
            draw(texts),
        )
        for name in _distinct(draw, 3)
    ]
    return DeviceType(
        number,
        draw(names),
        draw(names),
        slug,
        draw(st.sampled_from((0.0, 1.0, 2.0, 0.5))),
        draw(st.booleans()),
        draw(texts),
        tuple(ports),
        tuple(outlets),
        draw(netbox_ids),
    )


def _feed(draw: st.DrawFn, number: int, panel_id: int, name: str, racks: list[int], tenants: list[int]) -> PowerFeed:
    return PowerFeed(
        number,
        panel_id,
        name,
        _maybe(draw, racks),
        draw(st.sampled_from(FeedStatus)),
        draw(st.sampled_from(FeedType)),
        draw(st.sampled_from(Supply)),
        draw(st.sampled_from(Phase)),
        draw(st.sampled_from((120, 230, 400))),
        draw(st.integers(1, 63)),
        draw(st.integers(1, 100)),
        False,
        _maybe(draw, tenants),
        draw(texts),
        draw(texts),
        draw(netbox_ids),
        draw(st.none() | st.sampled_from(Side)),
        draw(texts),
    )


def _devices(
    draw: st.DrawFn, ids: Iterator[int], plant: Topology, locations: list[Location], racks: list[Rack]
) -> list[Device]:
    devices: list[Device] = []
    for site in plant.sites:
        near = [rack for rack in racks if rack.site_id == site.id]
        here = [item.id for item in locations if item.site_id == site.id]
        for name in [*_distinct(draw, 3, str.casefold), *draw(st.sampled_from(([], [""], ["", ""])))]:
            rack = draw(st.none() | st.sampled_from(near)) if near else None
            kind = _maybe(draw, [item.id for item in plant.device_types])
            devices.append(
                Device(
                    next(ids),
                    site.id,
                    name,
                    draw(st.sampled_from(("pdu", "server", ""))),
                    rack.location_id if rack else _maybe(draw, here),
                    rack.id if rack else None,
                    float(len(devices) + 1) if rack and draw(st.booleans()) else None,
                    draw(st.sampled_from((0.0, 1.0, 2.5))),
                    draw(names),
                    kind,
                    draw(st.sampled_from(("front", "rear"))) if rack else "",
                    "active",
                    _maybe(draw, [item.id for item in plant.tenants]),
                    draw(texts),
                    draw(texts),
                    draw(texts),
                    draw(netbox_ids),
                    draw(amperes),
                    _maybe(draw, [item.id for item in devices if item.polled_via_id is None]),
                    draw(texts),
                )
            )
    return devices


def _components(
    draw: st.DrawFn, ids: Iterator[int], devices: list[Device], types: list[DeviceType]
) -> tuple[list[PowerPort], list[PowerOutlet], list[PduBranch]]:
    ports: list[PowerPort] = []
    outlets: list[PowerOutlet] = []
    branches: list[PduBranch] = []
    by_id = {item.id: item for item in types}
    for device in devices:
        kind = by_id.get(device.device_type_id or 0)
        own: list[PowerPort] = []
        mine: list[PowerOutlet] = []
        if kind and draw(st.booleans()):
            for template in kind.power_ports:
                own.append(  # noqa: PERF401 - as many as there are, each with its draw
                    PowerPort(
                        next(ids),
                        device.id,
                        template.name,
                        template.type,
                        template.maximum_draw_w,
                        template.allocated_draw_w,
                        label=template.label,
                        description=template.description,
                    )
                )
            by_name = {port.name: port.id for port in own}
            for socket in kind.power_outlets:
                mine.append(  # noqa: PERF401 - as above
                    PowerOutlet(
                        next(ids),
                        device.id,
                        socket.name,
                        socket.type,
                        by_name.get(socket.power_port),
                        socket.feed_leg,
                        label=socket.label,
                        color=socket.color,
                        description=socket.description,
                    )
                )
        else:
            for name in _distinct(draw, 2):
                draws = draw(st.sampled_from(((None, None), (500, None), (None, 300), (500, 300))))
                own.append(
                    PowerPort(
                        next(ids),
                        device.id,
                        name,
                        draw(st.sampled_from(("", "iec-60320-c14"))),
                        *draws,
                        label=draw(texts),
                        description=draw(texts),
                        netbox_id=draw(netbox_ids),
                    )
                )
            for name in _distinct(draw, 3):
                mine.append(  # noqa: PERF401 - as above
                    PowerOutlet(
                        next(ids),
                        device.id,
                        name,
                        draw(st.sampled_from(("", "iec-60320-c13"))),
                        _maybe(draw, [port.id for port in own]),
                        draw(st.none() | st.sampled_from(FeedLeg)),
                        draw(st.sampled_from(OutletStatus)),
                        draw(texts),
                        False,
                        draw(st.sampled_from(("", "aa1409"))),
                        draw(texts),
                        draw(netbox_ids),
                        draw(st.sampled_from((None, Leg.AB, Leg.CA))),
                        draw(texts),
                    )
                )
        ports += own
        outlets += mine
        for name in _distinct(draw, 1):
            chosen = tuple(item.id for item in mine if draw(st.booleans()))
            branches.append(
                PduBranch(
                    next(ids), device.id, name, draw(amperes), draw(st.sampled_from((None, Leg.A, Leg.BC))), chosen
                )
            )
    return ports, outlets, branches


def _cables(
    draw: st.DrawFn, ids: Iterator[int], sources: list[Termination], ports: list[Termination], tenants: list[int]
) -> list[Cable]:
    cables: list[Cable] = []
    for _ in range(draw(st.integers(0, 3))):
        kind = draw(st.sampled_from((TerminationKind.POWER_FEED, TerminationKind.POWER_OUTLET)))
        ends: list[tuple[Termination, ...]] = []
        for free in ([item for item in sources if item.kind is kind], ports):
            taken = draw(st.lists(st.sampled_from(free), unique=True, max_size=2)) if free else []
            ends.append(tuple(taken))
        if not any(ends):
            continue
        sources = [item for item in sources if item not in ends[0]]
        ports = [item for item in ports if item not in ends[1]]
        if draw(st.booleans()):
            ends.reverse()
        length = draw(st.sampled_from(((None, ""), (1.5, "m"), (30.0, "ft"))))
        cables.append(
            Cable(
                next(ids),
                ends[0],
                ends[1],
                draw(st.sampled_from(CableStatus)),
                draw(texts),
                draw(st.sampled_from(("", "power"))),
                draw(st.sampled_from(("", "single-1c2p"))),
                draw(st.sampled_from(("", "aa1409"))),
                *length,
                _maybe(draw, tenants),
                draw(texts),
                draw(netbox_ids),
                draw(st.sampled_from(("", "", "overhead 7"))),
            )
        )
    return cables


def _targets(draw: st.DrawFn, ids: Iterator[int], devices: list[Device], panels: list[PowerPanel]) -> list[PollTarget]:
    bound: list[tuple[int | None, int | None]] = [
        *((item.id, None) for item in devices if draw(st.booleans())),
        *((None, item.id) for item in panels if draw(st.booleans())),
        *draw(st.sampled_from(([], [(None, None)]))),
    ]
    taken = draw(st.lists(names, min_size=len(bound), max_size=len(bound), unique=True))
    return [
        PollTarget(
            next(ids),
            name,
            draw(st.sampled_from(("10.1.2.3", "pdu-1.example.net", "::1"))),
            draw(st.sampled_from((161, 1161))),
            draw(st.sampled_from(("racks", "x y"))),
            draw(st.sampled_from(("", "apc-rpdu2"))),
            draw(st.sampled_from((None, 10.0, 2.5))),
            device,
            panel,
        )
        for name, (device, panel) in zip(taken, bound, strict=True)
    ]

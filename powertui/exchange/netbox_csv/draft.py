"""The model while its files are read: objects so far, and how names lead to them."""

from collections import defaultdict
from dataclasses import dataclass, field
from typing import Generic, TypeVar

from powertui.domain.topology import (
    Cable,
    Device,
    DeviceType,
    Location,
    PowerFeed,
    PowerOutlet,
    PowerPanel,
    PowerPort,
    Rack,
    Site,
    Tenant,
)
from powertui.domain.vocabulary import Vocabulary
from powertui.exchange.netbox_csv.headings import TableKind
from powertui.exchange.netbox_csv.tables import Row
from powertui.exchange.problems import Problems, quoted, shown

_Object = TypeVar("_Object")
Name = tuple[object, ...]


@dataclass(slots=True)
class Shelf(Generic[_Object]):
    """Objects of one kind, found by any of several names."""

    what: str
    objects: list[_Object] = field(default_factory=list)
    by_name: dict[Name, list[_Object]] = field(default_factory=lambda: defaultdict(list))

    @property
    def next_id(self) -> int:
        """What the next object is numbered."""
        return len(self.objects) + 1

    def put(self, item: _Object, *names: Name) -> None:
        """Add an object."""
        self.objects.append(item)
        for name in names:
            self.by_name[name].append(item)

    def find(self, name: Name) -> list[_Object]:
        """All of that name."""
        return self.by_name.get(name, [])

    def one(self, row: Row, column: str, name: Name, problems: Problems, where: str = "") -> _Object | None:
        """The one of that name; nothing else will do, and the problem says so."""
        found = self.find(name)
        if len(found) == 1:
            return found[0]
        text = f"{quoted(row[column])}{f' in {shown(where)}' if where else ''}"
        if found:
            problems.add(row.at(column), f"there are {len(found)} {self.what}s {text}; another column must tell which")
        else:
            problems.add(row.at(column), f"there is no {self.what} {text} in these files; its own file must list it")
        return None


@dataclass(slots=True)
class Draft:
    """What was read so far."""

    problems: Problems
    vocabulary: Vocabulary
    """What may be chosen, with what someone added."""
    tenants: Shelf[Tenant] = field(default_factory=lambda: Shelf("tenant"))
    sites: Shelf[Site] = field(default_factory=lambda: Shelf("site"))
    locations: Shelf[Location] = field(default_factory=lambda: Shelf("location"))
    racks: Shelf[Rack] = field(default_factory=lambda: Shelf("rack"))
    device_types: Shelf[DeviceType] = field(default_factory=lambda: Shelf("device type"))
    devices: Shelf[Device] = field(default_factory=lambda: Shelf("device"))
    panels: Shelf[PowerPanel] = field(default_factory=lambda: Shelf("power panel"))
    feeds: Shelf[PowerFeed] = field(default_factory=lambda: Shelf("power feed"))
    ports: Shelf[PowerPort] = field(default_factory=lambda: Shelf("power port"))
    outlets: Shelf[PowerOutlet] = field(default_factory=lambda: Shelf("power outlet"))
    cables: list[Cable] = field(default_factory=list)
    notes: list[str] = field(default_factory=list)
    rows_of: dict[TableKind, list[Row]] = field(default_factory=lambda: defaultdict(list))
    """Of ports, outlets and feeds, the row of each object, in the order of the objects."""

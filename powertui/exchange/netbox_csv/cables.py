"""Cables: an import names their ends by kind, an export by name alone and of every kind of port there is.

In an export the `Cable` cell of a port, outlet or feed says which cable it is on (`#61`, or the cable's label); that
decides. Without it the names of the ends do, and a cable that has no end known here carries data, not power.
"""

import re
from collections import defaultdict
from collections.abc import Iterable
from dataclasses import dataclass, replace
from difflib import get_close_matches

from powertui.domain.choices import CableStatus, TerminationKind
from powertui.domain.topology import Cable, PowerOutlet, PowerPort, Termination
from powertui.exchange import values
from powertui.exchange.netbox_csv import cells
from powertui.exchange.netbox_csv.combined import Listing
from powertui.exchange.netbox_csv.draft import Draft
from powertui.exchange.netbox_csv.headings import TableKind
from powertui.exchange.netbox_csv.places import tenant_id
from powertui.exchange.netbox_csv.tables import Row
from powertui.exchange.values import Unusable

_OTHER = re.compile(r"(dcim|circuits)\.[a-z]+")

_SIDES = ("a", "b")


@dataclass(frozen=True, slots=True)
class _Attached:
    """A power object whose own row says that it is on a cable."""

    end: Termination
    device: str
    name: str


Attached = dict[str, list[_Attached]]
Ends = tuple[tuple[Termination, ...], tuple[Termination, ...]]


def read_cables(listing: Listing, draft: Draft) -> None:
    """Power cables; others are counted in a note."""
    attached = _attached(draft)
    says_cables = any("cable" in row.cells for row in draft.rows_of[TableKind.PORTS])
    labels: dict[str, int] = defaultdict(int)
    for row in listing.rows:
        labels[row["label"]] += 1
    others = blind = 0
    for row in listing.rows:
        if "side_a_type" in row.cells:
            ends = _imported(row, draft)
        elif "termination_a" in row.cells:
            # Objects name their cable by its label, which several cables may have.
            is_told = says_cables and labels[row["label"]] <= (1 if row["label"] else len(listing.rows))
            ends = _claimed(row, attached.get(row["label"] or f"#{row['id']}", [])) if is_told else _named(row, draft)
        else:
            blind += 1
            continue
        if ends is None:
            others += 1
        else:
            draft.cables.append(_cable(row, ends, draft))
    if others:
        draft.notes.append(f"{others} cables end at nothing that carries power here, and were passed over")
    if blind:
        draft.notes.append(
            f"{blind} cables stand here without their ends; export them with all columns to have them read"
        )


def _cable(row: Row, ends: Ends, draft: Draft) -> Cable:
    problems = draft.problems
    length, unit = _length(row, draft)
    return Cable(
        len(draft.cables) + 1,
        *ends,
        cells.choice(row, "status", CableStatus.CONNECTED, problems),
        cells.text(row, "label", problems),
        cells.listed(row, "type", draft.vocabulary.cable_types, problems),
        cells.listed(row, "profile", draft.vocabulary.cable_profiles, problems),
        cells.colour(row, "color", problems),
        length,
        unit,
        tenant_id(row, draft),
        cells.text(row, "description", problems),
        cells.whole(row, "id", problems),
        cells.text(row, "bundle", problems),
    )


def _length(row: Row, draft: Draft) -> tuple[float | None, str]:
    """An export has `1.5 Meters` in one cell, an import two columns."""
    units, problems = draft.vocabulary.length_units, draft.problems
    if match := re.fullmatch(r"([0-9.]+)\s*([a-zA-Z]+)", row["length"]):
        row = replace(row, cells={**row.cells, "length": match[1], "length_unit": match[2]})
    return cells.number(row, "length", problems), cells.listed(row, "length_unit", units, problems)


def _imported(row: Row, draft: Draft) -> Ends | None:
    kinds = {side: values.termination_kind(row[f"side_{side}_type"]) for side in _SIDES}
    carry_power = sum(not isinstance(kind, Unusable) for kind in kinds.values())
    found: list[Termination | None] = []
    for side, kind in kinds.items():
        column = f"side_{side}_type"
        if not isinstance(kind, Unusable):
            found.append(_imported_end(row, side, kind, draft))
        # Between two interfaces runs a data cable, which is none of ours; a cord ends at power on both sides.
        elif carry_power or not _is_other(row[column]):
            draft.problems.add(row.at(column), kind.sentence)
    ends = [(end,) for end in found if end is not None]
    return (ends[0], ends[1]) if len(ends) == len(_SIDES) else None


def _is_other(written: str) -> bool:
    """Whether this is a kind of port that carries data, and no misspelt one that carries power."""
    word = written.lower()
    return bool(_OTHER.fullmatch(word)) and not get_close_matches(word, values.NETBOX_TERMINATIONS, cutoff=0.85)


def _imported_end(row: Row, side: str, kind: TerminationKind, draft: Draft) -> Termination | None:
    problems = draft.problems
    name, site = f"side_{side}_name", row[f"side_{side}_site"]
    if kind is TerminationKind.POWER_FEED:
        panel = row[f"side_{side}_power_panel"]
        feed = draft.feeds.one(row, name, (*([site] if site else []), panel, row[name]), problems, panel)
        return Termination(kind, feed.id) if feed else None
    column = f"side_{side}_device"
    device = draft.devices.one(row, column, (*([site] if site else []), row[column]), problems, site)
    if device is None:
        return None
    key = (device.id, row[name])
    item: PowerPort | PowerOutlet | None = (
        draft.ports.one(row, name, key, problems, device.name)
        if kind is TerminationKind.POWER_PORT
        else draft.outlets.one(row, name, key, problems, device.name)
    )
    return Termination(kind, item.id) if item else None


def _attached(draft: Draft) -> Attached:
    """What is on which cable, by what the objects' own rows say."""
    found: Attached = defaultdict(list)
    for kind, table in (
        (TerminationKind.POWER_FEED, TableKind.FEEDS),
        (TerminationKind.POWER_PORT, TableKind.PORTS),
        (TerminationKind.POWER_OUTLET, TableKind.OUTLETS),
    ):
        for number, row in enumerate(draft.rows_of[table], 1):
            if row["cable"]:
                found[row["cable"]].append(_Attached(Termination(kind, number), row["device"], row["name"]))
    return found


def _claimed(row: Row, claims: Iterable[_Attached]) -> Ends | None:
    """Ends by what the objects say themselves; which of the two, their names and devices tell."""
    ends: dict[str, list[Termination]] = {"a": [], "b": []}
    for claim in sorted(claims, key=lambda claim: _order(row, claim)):
        fits = [side for side in _SIDES if _fits(row, side, claim)]
        taken = [side for side in fits if all(end.kind is claim.end.kind for end in ends[side])]
        if taken:
            other = "b" if taken[0] == "a" else "a"
            # A port and an outlet of the same name on the same device: whatever is not on the other end.
            is_alone = len(taken) > 1 and any(end.kind is claim.end.kind for end in ends[other])
            ends[other if is_alone else taken[0]].append(claim.end)
    return (tuple(ends["a"]), tuple(ends["b"])) if ends["a"] or ends["b"] else None


def _fits(row: Row, side: str, claim: _Attached) -> bool:
    devices = row[f"device_{side}"]
    return claim.name in _listed(row[f"termination_{side}"]) and (
        not claim.device or not devices or claim.device in _listed(devices)
    )


def _order(row: Row, claim: _Attached) -> tuple[int, str]:
    """As the cells list them, so that the connectors of a cable keep their order."""
    listed = [*_listed(row["termination_a"]), *_listed(row["termination_b"])]
    return (listed.index(claim.name) if claim.name in listed else len(listed), claim.name)


def _named(row: Row, draft: Draft) -> Ends | None:
    """Ends by their names alone."""
    ends = [_named_end(row, side, draft) for side in _SIDES]
    if not all(ends):
        return None
    first, second = ends
    kinds = {end.kind for end in first}, {end.kind for end in second}
    return None if TerminationKind.POWER_PORT not in kinds[0] | kinds[1] or kinds[0] == kinds[1] else (first, second)


def _named_end(row: Row, side: str, draft: Draft) -> tuple[Termination, ...]:
    site, device_name = row[f"site_{side}"], row[f"device_{side}"]
    found: list[Termination] = []
    for name in _listed(row[f"termination_{side}"]):
        if not device_name:
            found += [Termination(TerminationKind.POWER_FEED, feed.id) for feed in draft.feeds.find((site, name))[:1]]
            continue
        for device in draft.devices.find((site, device_name) if site else (device_name,))[:1]:
            found += [Termination(TerminationKind.POWER_PORT, item.id) for item in draft.ports.find((device.id, name))]
            if not found:
                found += [
                    Termination(TerminationKind.POWER_OUTLET, item.id) for item in draft.outlets.find((device.id, name))
                ]
    return tuple(found)


def _listed(cell: str) -> list[str]:
    """An export lists several terminations with commas; a name may have one in it too."""
    parts = [part.strip() for part in cell.split(",")]
    return [cell, *(part for part in parts if part != cell)]

"""What a what-if takes for granted, in sentences: only what had a part in its figures."""

from collections.abc import Iterator

from powertui.domain.redundancy.cascade import WhatIf
from powertui.domain.redundancy.effect import Addition
from powertui.domain.redundancy.loads import LoadBasis
from powertui.domain.redundancy.naming import Naming
from powertui.domain.redundancy.network import NodeSort
from powertui.domain.redundancy.picture import RedundancyPicture

LEARNT_WORDS = "divided as the device's history of the last week says"

NAMED = 3
"""So many of those that a sentence is about are named."""


def assumptions_of(
    picture: RedundancyPicture, result: WhatIf, added: tuple[Addition, ...], naming: Naming
) -> tuple[str, ...]:
    """One sentence for each assumption."""
    return (*_of_loads(picture, result, naming), *_of_the_loss(picture, result, added, naming))


def _of_loads(picture: RedundancyPicture, result: WhatIf, naming: Naming) -> Iterator[str]:
    network, loads = picture.network, picture.loads
    effect = result.at_once
    if not picture.has_readings:
        yield "Nothing is measured now: all loads are the modelled draws, allocated or else maximum."
    moved = [cord for device_id in (*effect.dark, *effect.degraded) for cord in network.cords_of[device_id]]
    if picture.has_readings:
        for basis, words in (
            (LoadBasis.ESTIMATED, "not metered: its share of what meters above or at the device's other cords say"),
            (LoadBasis.MODELLED, "neither metered nor known from others: the modelled draw"),
        ):
            count = sum(loads.bases[cord] is basis for cord in moved)
            if count:
                yield f"{count} of the {len(moved)} cords concerned: {words}."
    learnt = set(loads.learnt)
    count = sum(cord in learnt for cord in moved)
    if count:
        yield f"{count} of the {len(moved)} cords concerned: {LEARNT_WORDS}."
    unknown = sum(loads.bases[cord] is LoadBasis.UNKNOWN for cord in moved)
    if unknown:
        yield f"{unknown} of the {len(moved)} cords concerned: neither measured nor modelled, counted as 0 VA."
    assumed = set(loads.assumed_factor)
    if picture.assumptions.power_factor != 1 and any(cord in assumed for cord in moved):
        yield f"W became VA by power factor {picture.assumptions.power_factor:g} where none is measured."
    if loads.contradicted:
        names = _some([naming.node(network, node) for node in loads.contradicted])
        yield f"Without power as modelled, and yet measured to carry, so left out: {names}."
    if network.looped:
        yield f"{len(network.looped)} nodes of the model supply each other in a circle: what is above is uncertain."
    if network.adrift:
        yield f"{len(network.adrift)} outlets name none of their device's inlets: what hangs on them is left out."


def _of_the_loss(
    picture: RedundancyPicture, result: WhatIf, added: tuple[Addition, ...], naming: Naming
) -> Iterator[str]:
    network, effect = picture.network, result.at_once
    if effect.degraded:
        yield "A device's load stays as it is: what its dead cords carried moves to its living ones."
    if effect.evenly:
        names = _some([naming.device(device_id) for device_id in effect.evenly])
        yield f"Divided evenly over several living cords, not all of them metered and carrying: {names}."
    if effect.spread:
        names = _some([naming.node(network, node) for node in effect.spread])
        yield f"Load of unknown leg is spread as the legs are loaded now: {names}."
    if added:
        yield "Added load is divided evenly over the supplies that have power, and over their legs."
        if picture.assumptions.power_factor != 1:
            yield f"Added W became VA by power factor {picture.assumptions.power_factor:g}."
    if effect.switched:
        names = _some([naming.device(device_id) for device_id in effect.switched])
        yield f"Switches over without a break to an inlet that has power: {names}."
    if any(network.sorts[node] is NodeSort.BUS for node in effect.dead):
        yield "A UPS is as dead as its supply: how long its battery bridges is not modelled."
    yield (
        f"A breaker opens above {picture.limits.trip_at_pct:g} % of its rating, which a real one may hold for a while;"
        " panels and inlets have ratings, and no breaker of their own."
    )


def learnt_words(cords: int) -> str:
    """The same of so many cords that are not metered now: what an alert says of it."""
    return f"{cords} cord{'s' if cords > 1 else ''} not metered now, {LEARNT_WORDS}"


def _some(names: list[str]) -> str:
    more = len(names) - NAMED
    return ", ".join(names[:NAMED]) + (f" and {more} more" if more > 0 else "")

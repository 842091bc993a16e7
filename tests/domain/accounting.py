"""What holds of every matching of reported parts with modelled ones."""

from collections.abc import Sequence

from powertui.domain.part_match import PartMatching


def assert_accounted_for(found: PartMatching, reported: int, modelled_ids: Sequence[int]) -> None:
    """Never two to one, and each part, on both sides, is matched, ambiguous or left over."""
    taken = [one.modelled_id for one in found.matches]
    assert len(taken) == len(set(taken))
    assert sorted([*taken, *found.free_ids]) == list(modelled_ids)
    places = [one.reported for one in found.matches] + [one.reported for one in found.ambiguous]
    assert sorted([*places, *found.unmatched]) == list(range(reported))

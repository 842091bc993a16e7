"""Where what moved first is looked for."""

from dataclasses import replace

from powertui.domain.alerts import Alert, RuleKind
from powertui.domain.moving import Direction, search_for, sign_of_life
from powertui.domain.reading import PollOutcome, SubjectKind
from tests.domain.rules.plants import Plant, found
from tests.plants import NOW_S


def fired(plant: Plant, rule: RuleKind) -> Alert:
    (finding,) = found(plant.judge(), rule)
    return Alert(1, finding, NOW_S, NOW_S, None, fired_at_s=NOW_S)


def test_a_legs_own_outlets_are_asked_and_no_others() -> None:
    plant = Plant(a_w=(400, 100, 3000))
    search = search_for(plant.view(), fired(plant, RuleKind.FEED_OVER))
    assert search is not None
    assert (search.direction, list(search.names.values())) == (Direction.RISE, ["pdu-r01-a outlet 3"])


def test_a_dead_cord_is_asked_for_its_own_fall() -> None:
    plant = Plant(a_w=(800, 100, 0), b_w=(0, 0, 0))
    search = search_for(plant.view(), fired(plant, RuleKind.CORD_DEAD))
    assert search is not None
    assert (search.direction, list(search.names.values())) == (Direction.FALL, ["srv-db01 PSU2 on pdu-r01-b outlet 1"])


def test_where_no_outlet_is_metered_the_pdu_is_asked() -> None:
    plant = Plant(a_w=(400, 100, 3000))
    view, alert = plant.view(), fired(plant, RuleKind.FEED_OVER)
    bare = dict.fromkeys(view.outlets_of_target, ())
    search = search_for(replace(view, outlets_of_target=bare), alert)
    assert search is not None
    (name,) = search.names.values()
    assert name == "pdu-r01-a on feed A1-01"
    (subject_id,) = search.names
    (unit,) = view.targets[1].of_kind(SubjectKind.UNIT)
    assert subject_id == unit.id


def test_of_a_silent_pdu_the_last_answer_is_told() -> None:
    failing: dict[str, object] = {"outcome": PollOutcome.TIMEOUT, "failures": 3, "sampled_at_s": NOW_S - 90}
    plant = Plant(targets={1: failing})
    alert = fired(plant, RuleKind.PDU_SILENT)
    mover = sign_of_life(plant.view(), alert)
    assert mover is not None
    assert mover.words("14:00:00") == "pdu-r01-a last answered at 14:00:00"
    assert search_for(plant.view(), alert) is None

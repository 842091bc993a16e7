"""Dead cords and standby ones: what they have been before decides."""

from powertui.domain.alerts import AlertKey, Finding, ObjectKind, RuleKind, Severity
from powertui.domain.assemble import with_standby
from powertui.domain.redundancy.cord_history import NO_MEMORY, CordHistory, CordMemory
from powertui.domain.rollup import OutletFinding
from powertui.domain.rules.cords import cords_in_question
from powertui.domain.rules.judge import Beside
from tests.domain.rules.plants import Plant, found

SERVER, PSU1, PSU2 = 3, 3, 4
KEY = AlertKey(RuleKind.CORD_DEAD, ObjectKind.DEVICE, SERVER)
LONG_S = 9 * 86_400.0
STANDBY = CordMemory({SERVER: CordHistory(LONG_S, frozenset({PSU2}), {PSU1: 1.0})})
PROVEN = CordMemory({SERVER: CordHistory(LONG_S, frozenset({PSU2}), {PSU1: 1.0, PSU2: 1.0})})
SHARED = CordMemory({SERVER: CordHistory(LONG_S, frozenset(), {PSU1: 0.52, PSU2: 0.48})})

ONE_SIDED = Plant(a_w=(800, 100, 0), b_w=(0, 0, 0))


def judged(plant: Plant, memory: CordMemory) -> Finding | None:
    return next(iter(found(plant.judge(None, Beside(cords=memory)), RuleKind.CORD_DEAD)), None)


def test_without_history_a_cord_at_nothing_is_dead() -> None:
    finding = judged(ONE_SIDED, NO_MEMORY)
    assert finding is not None
    assert finding.severity is Severity.WARNING
    assert "before" not in finding.message


def test_a_cord_that_has_always_been_standby_is_not_dead_nor_short_of_its_share() -> None:
    assert judged(ONE_SIDED, PROVEN) is None
    assert judged(Plant(a_w=(800, 100, 0), b_w=(9, 0, 0)), NO_MEMORY) is not None
    assert judged(Plant(a_w=(800, 100, 0), b_w=(9, 0, 0)), STANDBY) is None


def test_a_standby_cord_that_never_drew_anything_may_as_well_be_dead_and_that_is_said() -> None:
    finding = judged(ONE_SIDED, STANDBY)
    assert finding is not None
    assert (finding.part, finding.severity) == ("PSU2", Severity.INFO)
    assert finding.message.endswith("in the 9 days since it was first seen: it is standby, or dead")


def test_it_stays_said_until_it_draws_more_than_a_meter_errs() -> None:
    in_between = Plant(a_w=(800, 100, 0), b_w=(3, 0, 0))
    assert KEY in in_between.judge(None, Beside(cords=STANDBY)).band
    assert judged(in_between, STANDBY) is None


def test_a_cord_that_used_to_share_is_dead_and_what_it_carried_is_said() -> None:
    finding = judged(ONE_SIDED, SHARED)
    assert finding is not None
    assert finding.severity is Severity.WARNING
    assert finding.message.endswith("PSU1 800 W; before it usually carried 48 % of it")


def test_the_active_cord_that_dies_is_told_though_standby_has_taken_over() -> None:
    finding = judged(Plant(a_w=(0, 100, 0), b_w=(800, 0, 0)), STANDBY)
    assert finding is not None
    assert (finding.part, finding.severity) == ("PSU1", Severity.WARNING)
    assert "before it usually carried 100 % of it" in finding.message


def test_while_the_active_cord_cannot_be_read_nobody_can_tell() -> None:
    plant = Plant(a_w=(800, 100, 0), b_w=(0, 0, 0), ages={1: 1000.0})
    assert KEY in plant.judge(None, Beside(cords=STANDBY)).unknown


def test_until_history_has_been_looked_up_nobody_can_tell() -> None:
    conditions = ONE_SIDED.judge(None, Beside(cords=CordMemory(waiting=frozenset({SERVER}))))
    assert KEY not in conditions.holds
    assert KEY in conditions.unknown


def test_only_devices_with_a_cord_that_stands_out_are_looked_up() -> None:
    assert cords_in_question(Plant().view()) == {}
    asked = cords_in_question(ONE_SIDED.view())
    assert {device_id: set(cords) for device_id, cords in asked.items()} == {SERVER: {PSU1, PSU2}}
    # All of it off is no matter of one cord.
    assert cords_in_question(Plant(a_w=(0, 100, 0), b_w=(0, 0, 0)).view()) == {}


def test_screens_call_a_cord_standby_that_the_rule_does() -> None:
    def findings(memory: CordMemory) -> set[OutletFinding]:
        shown = with_standby(ONE_SIDED.view(), memory.standby)
        return {load.finding for load in shown.outlets_of_target[2] if load.load_device is not None}

    assert findings(NO_MEMORY) == findings(SHARED) == {OutletFinding.CORD_DEAD}
    assert findings(STANDBY) == {OutletFinding.STANDBY}

"""What goes next: in order for each alert, what is gathered together, what was tried before under the same key."""

from dataclasses import replace

from hypothesis import given
from hypothesis import strategies as st

from powertui.domain.notify.notice import NotificationState
from powertui.domain.notify.sending import MOST_AT_ONCE, Queued, next_turn

WAITING, SENDING = NotificationState.WAITING, NotificationState.SENDING
NOW_S = 1000.0


def row(number: int, alert: int = 1, due_at_s: float = NOW_S, *, is_gathered: bool = False) -> Queued:
    return Queued(number, f"key{number}", alert, WAITING, due_at_s, is_gathered)


def ids(*queue: Queued) -> tuple[int, ...]:
    turn = next_turn(queue, NOW_S)
    return turn.ids if turn is not None else ()


def test_the_oldest_that_is_due_goes_first_by_itself() -> None:
    assert ids(row(1, 1, NOW_S + 1), row(2, 2), row(3, 3)) == (2,)
    assert ids(row(1, 1, NOW_S + 1)) == ()


def test_a_later_word_on_an_alert_waits_for_the_earlier_one() -> None:
    assert ids(row(1, 1, NOW_S + 1), row(2, 1)) == ()
    assert ids(replace(row(1), state=SENDING, claimed_until_s=NOW_S + 5), row(2, 1), row(3, 2)) == (3,)


def test_what_somebody_claimed_and_did_not_finish_is_taken_over_with_its_key() -> None:
    lost = replace(row(1), state=SENDING, claimed_until_s=NOW_S, batch="key-of-then")
    turn = next_turn([lost, row(2, 1)], NOW_S)
    assert turn is not None
    assert (turn.key, turn.ids) == ("key-of-then", (1,))


def test_what_is_gathered_goes_together_and_what_is_urgent_goes_before_it() -> None:
    gathered = [row(1, 1, is_gathered=True), row(2, 2, is_gathered=True), row(3, 1, is_gathered=True)]
    assert ids(*gathered) == (1, 2, 3)
    assert ids(*gathered, row(4, 4)) == (4,)
    assert ids(*gathered, row(4, 2)) == (1, 2, 3), "that is about the same"


def test_a_message_that_failed_is_tried_again_as_it_was() -> None:
    again = [replace(row(number, number, is_gathered=True), batch="together") for number in (1, 2)]
    turn = next_turn([*again, row(3, 3, is_gathered=True)], NOW_S)
    assert turn is not None
    assert (turn.key, turn.ids) == ("together", (1, 2))


def test_a_message_does_not_grow_without_end() -> None:
    queue = [row(number, number, is_gathered=True) for number in range(MOST_AT_ONCE + 20)]
    assert len(ids(*queue)) == MOST_AT_ONCE


ROWS = st.lists(
    st.builds(
        lambda alert, is_due, is_gathered: (alert, is_due, is_gathered),
        st.integers(1, 4),
        st.booleans(),
        st.booleans(),
    ),
    max_size=12,
)


@given(ROWS)
def test_each_alerts_notifications_go_in_order_whatever_is_due_when(rows: list[tuple[int, bool, bool]]) -> None:
    queue = [
        row(number, alert, NOW_S if is_due else NOW_S + 100, is_gathered=is_gathered)
        for number, (alert, is_due, is_gathered) in enumerate(rows)
    ]
    alert_of = {each.id: each.alert_id for each in queue}
    sent: list[int] = []
    for now_s in (NOW_S, NOW_S + 100):
        while (turn := next_turn(queue, now_s)) is not None:
            sent += turn.ids
            queue = [each for each in queue if each.id not in turn.ids]
    assert not queue
    for alert in set(alert_of.values()):
        of_alert = [number for number in sent if alert_of[number] == alert]
        assert of_alert == sorted(of_alert)

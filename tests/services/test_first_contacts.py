"""A start with many devices says how far it has come, and is silent when nothing changes."""

from powertui.services.first_contacts import TELL_EVERY_S, FirstContacts


def said(*known: int, devices: int = 10_000) -> list[str | None]:
    """What is said at looks that are as far apart as need be."""
    contacts = FirstContacts()
    return [contacts.note(count, devices, number * TELL_EVERY_S) for number, count in enumerate(known)]


def test_how_many_of_how_many_are_known_is_said() -> None:
    assert said(0, 3_200, 10_000) == [None, "found out about 3,200 of 10,000 PDUs", "found out about all 10,000 PDUs"]


def test_nothing_is_said_where_nothing_changes() -> None:
    assert said(0, 9_990, 9_990, 9_990)[2:] == [None, None]


def test_a_start_that_is_over_at_the_first_look_says_nothing() -> None:
    assert said(10_000, 10_000) == [None, None]


def test_it_is_looked_at_now_and_then() -> None:
    contacts = FirstContacts()
    assert contacts.is_due(5.0)
    contacts.note(1, 2, 5.0)
    assert not contacts.is_due(5.0 + TELL_EVERY_S / 2)
    assert contacts.is_due(5.0 + TELL_EVERY_S)

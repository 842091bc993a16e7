"""Notifications as people read them: a first line, and a few lines of text."""

from datetime import tzinfo

from powertui.domain.notify.notice import Notice, subject
from powertui.domain.notify.sending import Message, Words
from powertui.presenters.moments import full_moment
from powertui.presenters.numbers import plain

_MOST_TITLE = 150


def notification_words(message: Message, zone: tzinfo | None = None) -> Words:
    """A message in words. Its last line holds its id, which is the same if it comes again."""
    mark = "TEST, nothing is wrong: " if message.is_test else ""
    if len(message.notices) == 1:
        title = f"{mark}{_subject(message.notices[0])}"
    else:
        title = f"{mark}{len(message.notices)} alerts: {_subject(message.notices[0])}, …"
    parts = [_paragraph(notice, zone) for notice in message.notices]
    body = "\n\n".join([*parts, f"powertui, route {plain(message.route)}, id {message.key}"])
    return Words(title[:_MOST_TITLE], body)


def _subject(notice: Notice) -> str:
    return f"{notice.severity.glyph} {plain(subject(notice))}"


def _paragraph(notice: Notice, zone: tzinfo | None) -> str:
    lines = [
        _subject(notice),
        plain(notice.message),
        _since(notice, zone),
        _said("Moved first", notice.first_mover),
        _said("What to do", "" if notice.is_over else notice.advice),
        _said("By", notice.by),
        _said("Note", notice.detail),
        _said("Where", ", ".join(dict.fromkeys(f"{place.kind.value} {place.name}" for place in notice.places))),
    ]
    return "\n".join(line for line in lines if line)


def _since(notice: Notice, zone: tzinfo | None) -> str:
    began = full_moment(notice.began_at_s, zone)
    if notice.cleared_at_s is not None:
        return f"From {began} to {full_moment(notice.cleared_at_s, zone)}."
    return f"Since {began}."


def _said(name: str, text: str) -> str:
    return f"{name}: {plain(text)}" if text else ""

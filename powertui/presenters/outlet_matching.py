"""Which reported outlet or circuit is which of the model, as lines for people and as a record for programs."""

from collections.abc import Iterator, Sequence

from powertui.domain.part_match import printed
from powertui.domain.topology import Device
from powertui.presenters.numbers import number, plain
from powertui.presenters.text import BLANK, Line, Span, Tone, cells, clip, line, pad
from powertui.services.change_records import JsonValue
from powertui.services.pdu_matching import Question

WIDTH = 40
_NOTHING = "–"


def matching_lines(question: Question) -> Iterator[Line]:
    """What is sure, what is not, and what is left over on both sides."""
    matching = question.matching
    sure = [match for match in matching.matches if match.bears_name_of is None]
    rows = [
        (reported_name(question, match.reported), plain(question.part(match.modelled_id).name), match.basis.value)
        for match in sure
    ]
    yield from _section(f"sure: {number(len(rows))}", ("reported", "in the model", "by"), rows)
    rows = [
        (
            reported_name(question, match.reported),
            plain(question.part(match.modelled_id).name),
            f"number, but {plain(question.part(match.bears_name_of).name)} bears its name",
        )
        for match in matching.matches
        if match.bears_name_of is not None
    ]
    rows += [
        (
            reported_name(question, one.reported),
            ", ".join(plain(question.part(part_id).name) for part_id in one.modelled_ids),
            one.basis.value,
        )
        for one in matching.ambiguous
    ]
    yield from _section(f"to decide: {number(len(rows))}", ("reported", "may be", "by"), rows)
    rows = [(reported_name(question, place), _NOTHING, "") for place in matching.unmatched]
    unclear = {part_id for one in matching.ambiguous for part_id in one.modelled_ids}
    rows += [
        (_NOTHING, plain(question.part(part_id).name), "") for part_id in matching.free_ids if part_id not in unclear
    ]
    yield from _section(f"left over: {number(len(rows))}", ("reported", "in the model", ""), rows)


def reported_name(question: Question, place: int) -> str:
    """What is printed at a reported part, and what its user calls it."""
    part = question.reported[place]
    name = plain(part.name)
    return clip(f"{plain(printed(part))} {name}" if name and name != printed(part) else plain(printed(part)), WIDTH)


def matching_record(question: Question) -> dict[str, JsonValue]:
    """The same for --json."""
    matching = question.matching
    word = question.part_word
    owner = "device" if isinstance(question.owner, Device) else "panel"

    def name(part_id: int | None) -> str | None:
        return None if part_id is None else question.part(part_id).name

    return {
        owner: question.owner.name,
        "matches": [
            {
                "reported": printed(question.reported[match.reported]),
                "reported_name": question.reported[match.reported].name,
                word: name(match.modelled_id),
                "by": match.basis.value,
                "bears_name_of": name(match.bears_name_of),
            }
            for match in matching.matches
        ],
        "ambiguous": [
            {
                "reported": printed(question.reported[one.reported]),
                f"{word}s": [name(part_id) for part_id in one.modelled_ids],
                "by": one.basis.value,
            }
            for one in matching.ambiguous
        ],
        "unmatched": [printed(question.reported[place]) for place in matching.unmatched],
        "free": [name(part_id) for part_id in matching.free_ids],
    }


def _section(title: str, heads: tuple[str, ...], rows: Sequence[tuple[str, ...]]) -> Iterator[Line]:
    if not rows:
        return
    yield line(Span(title, Tone.STRONG))
    widths = [max(cells(row[column]) for row in (heads, *rows)) for column in range(len(heads))]
    for row in (heads, *rows):
        text = "  ".join(pad(part, width) for part, width in zip(row, widths, strict=True))
        yield line(Span(f"  {text}", Tone.DIM if row is heads else Tone.PLAIN))
    yield BLANK

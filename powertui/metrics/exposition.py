"""Metrics as text: OpenMetrics 1.0 and Prometheus' format 0.0.4, and which of them a reader asked for."""

from collections.abc import Iterable, Iterator, Sequence
from enum import Enum

from powertui.metrics.families import Family, FamilyKind
from powertui.metrics.labels import NO_LABELS, LabelSet
from powertui.metrics.samples import Block

SAMPLES_AT_ONCE = 4096
"""How many samples make a piece of text: a piece is what is in memory."""

MOST_NUMBERS = 65_536
"""That are remembered as text."""


class TextFormat(Enum):
    """Value: its Content-Type."""

    OPENMETRICS = "application/openmetrics-text; version=1.0.0; charset=utf-8"
    PROMETHEUS = "text/plain; version=0.0.4; charset=utf-8"


def exposition(blocks: Iterable[Block], text_format: TextFormat) -> Iterator[bytes]:
    """The text in pieces; families without a sample are left out."""
    for block in blocks:
        labels, values = block.make()
        name = block.family.sample_name.encode()
        head = _head(block.family, text_format).encode()
        # Of each family anew: another one's numbers are others, and what is remembered stays small.
        numbers = _Numbers()
        for start in range(0, len(labels), SAMPLES_AT_ONCE):
            end = start + SAMPLES_AT_ONCE
            yield head + _lines(name, labels[start:end], values[start:end], numbers)
            head = b""
    if text_format is TextFormat.OPENMETRICS:
        yield b"# EOF\n"


def _lines(name: bytes, labels: Sequence[LabelSet], values: Sequence[float], numbers: "_Numbers") -> bytes:
    """A line for each sample; all of them in one go, for a plant has millions."""
    numbers.keep_small()
    # Four pieces a line: name, labels, what ends the labels, value.
    pieces = [b"} "] * (4 * len(labels))
    pieces[0::4] = [name + b"{"] * len(labels)
    pieces[1::4] = labels
    pieces[3::4] = map(numbers.__getitem__, values)
    if NO_LABELS in labels:
        for at in range(0, len(pieces), 4):
            if not pieces[at + 1]:
                pieces[at : at + 3] = (name, b"", b" ")
    return b"".join(pieces)


class _Numbers(dict[float, bytes]):
    """Numbers as the ends of lines. A plant's readings repeat: to look one up takes a tenth of writing it."""

    def __missing__(self, value: float) -> bytes:
        text = f"{value:.0f}\n" if float(value).is_integer() else f"{value!r}\n"
        found = self[value] = text.encode()
        return found

    def keep_small(self) -> None:
        if len(self) > MOST_NUMBERS:
            self.clear()


def _head(family: Family, text_format: TextFormat) -> str:
    help_text = family.help.replace("\\", r"\\").replace("\n", r"\n")
    if text_format is TextFormat.PROMETHEUS:
        word = "gauge" if family.kind is FamilyKind.INFO else family.kind.word
        return f"# HELP {family.sample_name} {help_text}\n# TYPE {family.sample_name} {word}\n"
    unit = f"# UNIT {family.name} {family.unit}\n" if family.unit else ""
    return f"# TYPE {family.name} {family.kind.word}\n{unit}# HELP {family.name} {help_text}\n"


def accepted_format(accept: str) -> TextFormat:
    """What an Accept header asks for (RFC 9110, 12.5.1); Prometheus' format where it asks for nothing that is here."""
    best, best_weight = TextFormat.PROMETHEUS, 0.0
    for entry in accept[:4096].split(","):
        media, *parameters = [part.strip().lower() for part in entry.split(";")]
        values = dict(part.split("=", 1) for part in parameters if "=" in part)
        found = _format_of(media, values.get("version", "").strip('"'))
        weight = quality_value(values.get("q", "1"))
        # At the same weight, what comes first counts; anything at all means Prometheus' own.
        if found is not None and weight > best_weight:
            best, best_weight = found, weight
    return best


def accepts_gzip(accept_encoding: str) -> bool:
    """Whether an Accept-Encoding header allows gzip."""
    for entry in accept_encoding[:4096].split(","):
        coding, *parameters = [part.strip().lower() for part in entry.split(";")]
        values = dict(part.split("=", 1) for part in parameters if "=" in part)
        if coding == "gzip":
            return quality_value(values.get("q", "1")) > 0
    return False


def quality_value(text: str) -> float:
    """A weight from 0 to 1; 0 for what is none."""
    try:
        weight = float(text)
    except ValueError:
        return 0.0
    return weight if 0 <= weight <= 1 else 0.0


def _format_of(media: str, version: str) -> TextFormat | None:
    if media == "application/openmetrics-text":
        return TextFormat.OPENMETRICS if version in {"", "1.0.0"} else None
    if media in {"text/plain", "text/*", "*/*"}:
        return TextFormat.PROMETHEUS if version in {"", "0.0.4"} else None
    return None

"""The profile format as pydantic checks it. Only the loader imports this; docs/profile-format.md explains it."""

import re
from fractions import Fraction
from typing import Annotated, Literal

from pydantic import (
    AfterValidator,
    BaseModel,
    BeforeValidator,
    ConfigDict,
    Field,
    StringConstraints,
    field_validator,
)

from collectors.profiles.columns import Parse
from collectors.profiles.model import Binding, DeriveRule, Evidence, Role
from collectors.profiles.templates import Template

Dotted = Annotated[str, StringConstraints(pattern=r"^\.?[0-9]{1,10}(\.[0-9]{1,10})*$")]
"""An OID: absolute from `1.3.`, below the profile's root from `.`, otherwise below 1.3.6.1.4.1."""
Kind = Literal["unit", "input", "phase", "line", "branch", "outlet", "sensor"]
Family = Annotated[str, StringConstraints(pattern=r"^[a-z0-9]+(-[a-z0-9]+)*$")]


_NUMBER = re.compile(r"-?[0-9]{1,15}(/[0-9]{1,15}|(\.[0-9]{1,15})?([eE][+-]?[0-9])?)?")
_BY_ZERO = re.compile(r"/0+$")


def _fraction(value: object) -> Fraction | None:
    """A number or a ratio; None for what is neither, or out of all proportion."""
    text = str(value)
    return Fraction(text) if _NUMBER.fullmatch(text) and not _BY_ZERO.search(text) else None


def _scale(value: object) -> Fraction:
    scale = _fraction(value)
    if scale is None or scale <= 0:
        raise ValueError("a scale is a number above 0, or a ratio such as '1/360'")
    return scale


Scale = Annotated[Fraction, BeforeValidator(_scale)]


def _offset(value: object) -> Fraction:
    offset = _fraction(value)
    if offset is None:
        raise ValueError("an offset is a number, or a ratio such as '-160/9'")
    return offset


Offset = Annotated[Fraction, BeforeValidator(_offset)]


class _Strict(BaseModel):
    model_config = ConfigDict(frozen=True, extra="forbid")


def _expression(pattern: str) -> str:
    try:
        re.compile(pattern)
    except re.error as error:
        raise ValueError(f"{pattern!r} is no regular expression: {error}") from error
    return pattern


def _with_one_group(pattern: str) -> str:
    if pattern and re.compile(_expression(pattern)).groups != 1:
        raise ValueError(f"{pattern!r} must have one group in parentheses: what counts")
    return pattern


def _word(value: object) -> object:
    return str(value) if isinstance(value, int) and not isinstance(value, bool) else value


Word = Annotated[str, BeforeValidator(_word)]
"""What a device says, as text; whole numbers need no quotes."""
Pattern = Annotated[str, AfterValidator(_expression)]
GroupPattern = Annotated[str, AfterValidator(_with_one_group)]


def _checked(text: str | None) -> str | None:
    if text is not None and (mistakes := Template(text).mistakes):
        raise ValueError(
            f"{text!r} has {' and '.join(mistakes)}; right is text with {{part}}, {{part+1}} or {{part:letter}}"
        )
    return text


class ProbeConditionFile(_Strict):
    oid: Dotted
    values: tuple[Word, ...] = ()
    pattern: Pattern = ""


class DetectFile(_Strict):
    sys_object_ids: tuple[Dotted, ...] = ()
    shared_sys_object_ids: tuple[Dotted, ...] = ()
    exact_sys_object_ids: tuple[Dotted, ...] = ()
    sys_descr: tuple[Pattern, ...] = ()
    not_sys_descr: tuple[Pattern, ...] = ()
    probe: tuple[Dotted, ...] = ()
    probe_columns: tuple[Dotted, ...] = ()
    probe_where: tuple[ProbeConditionFile, ...] = ()
    probe_absent: tuple[Dotted, ...] = ()
    generic: bool = False


class TalkFile(_Strict):
    max_varbinds: int | None = Field(None, ge=1, le=100)
    bulk: bool = True
    one_column: bool = False
    timeout_s: float | None = Field(None, gt=0, le=60)


class SourceFile(_Strict):
    oid: Dotted | None = None
    column: Dotted | None = None
    pattern: GroupPattern = ""


class IdentityFile(_Strict):
    model: tuple[Dotted | SourceFile, ...] = ()
    serial: tuple[Dotted | SourceFile, ...] = ()
    firmware: tuple[Dotted | SourceFile, ...] = ()
    name: tuple[Dotted | SourceFile, ...] = ()
    vendor: tuple[Dotted | SourceFile, ...] = ()


class PartFile(_Strict):
    column: Dotted | None = None
    of: str | None = None
    index: str | None = None
    map: dict[str, Word] | None = None
    tail: int = Field(0, ge=0)
    pattern: GroupPattern = ""
    hex: bool = False
    octets: int = Field(0, ge=0, le=32)
    variable: str = ""
    blank: str | None = None
    default: str | None = None

    _templates = field_validator("of", "index", "default")(_checked)


class GuardFile(_Strict):
    column: Dotted
    bad: tuple[int, ...] = Field(min_length=1)
    only_zero: bool = False


class FlagFile(_Strict):
    column: Dotted
    bit: int = Field(ge=0)


class SensorFile(_Strict):
    """Columns of a table with one row for each sensor: readings then name a sensor's type instead of a column."""

    value: Dotted
    digits: Dotted | None = None
    exponent: Dotted | None = None
    guards: tuple[GuardFile, ...] = ()


class VariablesFile(_Strict):
    """Columns of a table of named variables: readings then give the rest of a variable's name."""

    name: Dotted
    value: Dotted
    scale: Dotted | None = None
    row: Pattern


class ConditionFile(_Strict):
    column: Dotted
    index: str
    values: tuple[Word, ...] = ()
    at_least: int | None = None

    _template = field_validator("index")(_checked)


class PercentageFile(_Strict):
    column: Dotted
    index: str = "{row}"
    scale: Scale = Fraction(1)

    _template = field_validator("index")(_checked)


class ColumnFile(_Strict):
    quantity: str
    column: Dotted | None = None
    at: str | None = None
    sensor: int | None = None
    variable: str | None = None
    scale: Scale = Fraction(1)
    offset: Offset = Fraction(0)
    digits: Dotted | None = None
    scale_column: Dotted | None = None
    exponent_column: Dotted | None = None
    si_scale_column: Dotted | None = None
    unit_column: Dotted | None = None
    units: dict[str, Scale] = {}
    percent_of: PercentageFile | None = None
    fahrenheit: bool | ConditionFile = False
    parse: Parse = Parse.NUMBER
    pattern: GroupPattern = ""
    decoder: str = ""
    enum: str | None = None
    magnitude: bool = False
    estimated: bool = False
    not_supported: tuple[int, ...] | None = None
    not_supported_below: int | None = None
    guards: tuple[GuardFile, ...] = ()
    flag: FlagFile | None = None
    cadence: Literal["cycle", "slow"] | None = None
    wraps_at: int | None = Field(None, gt=1)
    resettable: bool | None = None

    _template = field_validator("at")(_checked)


class BoundFile(_Strict):
    column: Dotted
    index: str
    part: str

    _template = field_validator("index")(_checked)


class UnusedFile(_Strict):
    all_zero: str
    when: ConditionFile


class TableFile(_Strict):
    kind: Kind
    role: Role = Role.MAIN
    index: tuple[Annotated[str, StringConstraints(pattern=r"^\w+(:(text|mac|rest|[1-9]\d?))?$")], ...] = ("row",)
    parts: dict[str, PartFile] = {}
    id: str
    unit: str = ""
    label: str | None = None
    name: str | None = None
    leg: str | None = None
    branch: str | None = None
    alias: str | None = None
    where: dict[str, tuple[Word, ...]] = {}
    where_not: dict[str, tuple[Word, ...]] = {}
    rows: tuple[Dotted, ...] = ()
    skip_empty: tuple[str, ...] = ()
    require: ConditionFile | None = None
    bound: BoundFile | None = None
    unused: UnusedFile | None = None
    sensors: SensorFile | None = None
    variables: VariablesFile | None = None
    readings: tuple[ColumnFile, ...] = ()
    facts: tuple[ColumnFile, ...] = ()

    _templates = field_validator("id", "unit", "label", "name", "leg", "branch", "alias")(_checked)

    @field_validator("skip_empty", "rows", mode="before")
    @classmethod
    def _one_or_several(cls, value: object) -> object:
        return (value,) if isinstance(value, str) else value


class DeriveFile(_Strict):
    kind: Kind
    quantity: str
    rule: DeriveRule
    of: Kind | None = None
    per_unit: bool = True


class ProfileFile(_Strict):
    family: Family
    vendor: str
    mib: str
    evidence: Evidence
    root: Dotted = "1.3.6.1.4.1"
    first_unit: str = ""
    not_supported: tuple[int, ...] = ()
    not_supported_texts: tuple[str, ...] = ()
    not_supported_below: int | None = None
    detect: DetectFile
    identity: IdentityFile
    enums: dict[str, dict[str, Word]] = {}
    tables: tuple[TableFile, ...] = ()
    derive: tuple[DeriveFile, ...] = ()
    talk: TalkFile = TalkFile()
    target: Binding = Binding.PDU
    note: str = ""

"""The profile format as pydantic checks it. Only the loader imports this; docs/profile-format.md explains it."""

import re
from fractions import Fraction
from typing import Annotated, Literal

from pydantic import BaseModel, BeforeValidator, ConfigDict, Field, StringConstraints, field_validator

from collectors.profiles.model import Evidence, Parse, Role
from collectors.profiles.templates import Template

Dotted = Annotated[str, StringConstraints(pattern=r"^\.?\d+(\.\d+)*$")]
"""An OID: absolute from `1.3.`, below the profile's root from `.`, otherwise below 1.3.6.1.4.1."""
Family = Annotated[str, StringConstraints(pattern=r"^[a-z0-9]+(-[a-z0-9]+)*$")]


def _scale(value: object) -> Fraction:
    try:
        scale = Fraction(str(value))
    except (ValueError, ZeroDivisionError):
        scale = Fraction(0)
    if scale <= 0:
        raise ValueError("a scale is a number above 0, or a ratio such as '1/360'")
    return scale


Scale = Annotated[Fraction, BeforeValidator(_scale)]


class _Strict(BaseModel):
    model_config = ConfigDict(frozen=True, extra="forbid")


def _checked(text: str | None) -> str | None:
    if text is not None and (mistakes := Template(text).mistakes):
        raise ValueError(f"{text!r} has {' and '.join(mistakes)}; right is text with {{part}} or {{part:letter}}")
    return text


class DetectFile(_Strict):
    sys_object_ids: tuple[Dotted, ...] = ()
    shared_sys_object_ids: tuple[Dotted, ...] = ()
    probe: tuple[Dotted, ...]


class SourceFile(_Strict):
    oid: Dotted
    pattern: str = ""


class IdentityFile(_Strict):
    model: tuple[Dotted | SourceFile, ...] = ()
    serial: tuple[Dotted | SourceFile, ...] = ()
    firmware: tuple[Dotted | SourceFile, ...] = ()
    name: tuple[Dotted | SourceFile, ...] = ()


class LookupFile(_Strict):
    column: Dotted
    index: str = "{row}"

    _template = field_validator("index")(_checked)


class PartFile(_Strict):
    column: Dotted | None = None
    of: str | None = None
    index: str | None = None
    map: dict[str, str] | None = None
    tail: int = Field(0, ge=0)
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
    guards: tuple[GuardFile, ...] = ()


class VariablesFile(_Strict):
    """Columns of a table of named variables: readings then give the rest of a variable's name."""

    name: Dotted
    value: Dotted
    scale: Dotted | None = None
    row: str

    @field_validator("row")
    @classmethod
    def _is_expression(cls, row: str) -> str:
        try:
            re.compile(row)
        except re.error as error:
            raise ValueError(f"{row!r} is no regular expression: {error}") from error
        return row


class ColumnFile(_Strict):
    quantity: str
    column: Dotted | None = None
    at: str | None = None
    sensor: int | None = None
    variable: str | None = None
    scale: Scale = Fraction(1)
    digits: Dotted | None = None
    scale_column: Dotted | None = None
    parse: Parse = Parse.NUMBER
    enum: str | None = None
    magnitude: bool = False
    estimated: bool = False
    not_supported: tuple[int, ...] | None = None
    guards: tuple[GuardFile, ...] = ()
    flag: FlagFile | None = None
    cadence: Literal["cycle", "slow"] | None = None

    _template = field_validator("at")(_checked)


class ConditionFile(_Strict):
    column: Dotted
    index: str
    values: tuple[str, ...] = ()
    at_least: int | None = None

    _template = field_validator("index")(_checked)


class BoundFile(_Strict):
    column: Dotted
    index: str
    part: str

    _template = field_validator("index")(_checked)


class UnusedFile(_Strict):
    all_zero: str
    when: ConditionFile


class TableFile(_Strict):
    kind: Literal["unit", "phase", "line", "branch", "outlet", "sensor"]
    role: Role = Role.MAIN
    index: tuple[Annotated[str, StringConstraints(pattern=r"^\w+(:text)?$")], ...] = ("row",)
    parts: dict[str, PartFile] = {}
    id: str
    unit: str = ""
    label: str | None = None
    name: str | None = None
    leg: str | None = None
    branch: str | None = None
    alias: str | None = None
    where: dict[str, tuple[str, ...]] = {}
    where_not: dict[str, tuple[str, ...]] = {}
    require: ConditionFile | None = None
    bound: BoundFile | None = None
    unused: UnusedFile | None = None
    sensors: SensorFile | None = None
    variables: VariablesFile | None = None
    readings: tuple[ColumnFile, ...] = ()
    facts: tuple[ColumnFile, ...] = ()

    _templates = field_validator("id", "unit", "label", "name", "leg", "branch", "alias")(_checked)


class ProfileFile(_Strict):
    family: Family
    vendor: str
    mib: str
    evidence: Evidence
    root: Dotted = "1.3.6.1.4.1"
    first_unit: str = ""
    not_supported: tuple[int, ...] = ()
    not_supported_texts: tuple[str, ...] = ()
    detect: DetectFile
    identity: IdentityFile
    enums: dict[str, dict[str, str]] = {}
    tables: tuple[TableFile, ...] = Field(min_length=1)

"""Reads profiles: TOML, expanded, checked by the schema, converted to the model. Mistakes name file and key."""

import os
import tomllib
from collections.abc import Mapping
from dataclasses import dataclass
from decimal import Decimal
from functools import cache
from pathlib import Path
from typing import Any

from pydantic import ValidationError

from collectors.profiles import model, schema
from collectors.profiles.convert import Converter
from collectors.profiles.expand import Expanded, Mistake, expand
from collectors.profiles.mistakes import mistakes_of
from powertui.errors import ProfileError

PACKAGED = Path(__file__).parent
LARGEST_FILE = 1_000_000
"""Octets; the longest profile has some 20,000."""


@dataclass(frozen=True, slots=True)
class Checked:
    """What has become of one file: a profile, or mistakes."""

    profile: model.Profile | None
    mistakes: tuple[Mistake, ...]


@dataclass(frozen=True, slots=True)
class Profiles:
    """The profiles to use, by family, and a sentence for each file of the user's that could not be used."""

    profiles: tuple[model.Profile, ...]
    warnings: tuple[str, ...]


def load_profiles() -> tuple[model.Profile, ...]:
    """All profiles, the user's own too, in the order of their families. What was wrong: `profiles_and_warnings`."""
    return profiles_and_warnings().profiles


def profiles_and_warnings(environment: Mapping[str, str] | None = None) -> Profiles:
    """The package's profiles, overridden and added to by those of the user. A broken one of theirs is a warning."""
    found = {profile.family: profile for profile in packaged_profiles()}
    own: dict[str, model.Profile] = {}
    warnings = []
    for path in sorted(user_directory(os.environ if environment is None else environment).glob("*.toml")):
        checked = check(path)
        if checked.profile is None:
            more = f" (and {len(checked.mistakes) - 1} more)" if len(checked.mistakes) > 1 else ""
            warnings.append(f"{path}: is not used: {checked.mistakes[0]}{more}")
        elif checked.profile.family in own:
            first = own[checked.profile.family].origin
            warnings.append(f"{path}: is not used: {first} has the family {checked.profile.family!r} already")
        else:
            own[checked.profile.family] = checked.profile
    found |= own
    return Profiles(tuple(found[family] for family in sorted(found)), tuple(warnings))


def user_directory(environment: Mapping[str, str]) -> Path:
    """Where a user's own profiles are, whether or not there is such a directory."""
    base = environment.get("XDG_CONFIG_HOME", "")
    # The XDG specification: a path that is not absolute is to be ignored.
    root = Path(base) if base.startswith("/") else Path(environment.get("HOME", "/")) / ".config"
    return root / "powertui" / "profiles"


@cache
def packaged_profiles() -> tuple[model.Profile, ...]:
    """The profiles of the package, in the order of their families."""
    return load_directory(PACKAGED)


def load_directory(directory: Path) -> tuple[model.Profile, ...]:
    """All profiles of a directory; two of one family are a mistake."""
    profiles: dict[str, model.Profile] = {}
    for path in sorted(directory.glob("*.toml")):
        profile = load(path)
        if profile.family in profiles:
            raise ProfileError(f"{path.name}: family {profile.family!r} has a profile already; give it another name")
        profiles[profile.family] = profile
    return tuple(profiles[family] for family in sorted(profiles))


def load(path: Path) -> model.Profile:
    """One profile, checked; the first mistake is the error."""
    checked = check(path)
    if checked.profile is None:
        where = path if not path.exists() else path.name
        raise ProfileError(f"{where}: {checked.mistakes[0]}")
    return checked.profile


def check(path: Path) -> Checked:
    """One file: the profile, or *all* of its mistakes, in the file's order."""
    try:
        with path.open("rb") as file:
            octets = file.read(LARGEST_FILE + 1)
    except OSError as error:
        return Checked(None, (Mistake((), f"cannot be read: {error.strerror}"),))
    if len(octets) > LARGEST_FILE:
        return Checked(None, (Mistake((), f"has more than {LARGEST_FILE} octets: that is no profile"),))
    try:
        data = tomllib.loads(octets.decode(), parse_float=Decimal)
    except (ValueError, RecursionError) as error:
        # ValueError: what the parser says, octets that are no text, and numbers with thousands of digits.
        return Checked(None, (Mistake((), f"is not TOML: {error}"),))
    return check_data(data, str(path))


def check_data(data: dict[str, Any], origin: str) -> Checked:
    """The same for what a TOML parser made of it."""
    expanded = expand(data)
    if expanded.mistakes:
        return Checked(None, tuple(dict.fromkeys(expanded.mistakes)))
    try:
        checked = schema.ProfileFile.model_validate(expanded.data)
    except ValidationError as error:
        mistakes = mistakes_of(error)
        return Checked(None, _as_written([*mistakes, *_further(expanded.data, mistakes)], expanded))
    converter = Converter(checked, [int(expanded.written_at(("tables", at))[1]) for at in range(len(checked.tables))])
    profile = converter.profile(origin)
    if converter.mistakes:
        return Checked(None, _as_written(converter.mistakes, expanded))
    return Checked(profile, ())


def _further(data: dict[str, Any], mistakes: list[Mistake]) -> list[Mistake]:
    """What is wrong beyond the schema's mistakes: the elements that have none are looked at without the others."""
    bad: dict[str, set[int]] = {"tables": set(), "derive": set()}
    data = dict(data)
    for mistake in mistakes:
        match mistake.path:
            case ("tables" | "derive" as name, int(position), *_):
                bad[name].add(position)
            case ("detect" | "identity" | "talk" as name, str(key), *_) if isinstance(data.get(name), dict):
                data[name] = {other: value for other, value in data[name].items() if other != key}
            case (str(key),) if key not in schema.ProfileFile.model_fields:
                data.pop(key, None)
            case _:
                return []  # What is wrong at the top may be why something below looks wrong.
    kept = {
        name: [position for position in range(len(data.get(name, ()))) if position not in wrong]
        for name, wrong in bad.items()
    }
    rest = {**data, **{name: [data[name][position] for position in positions] for name, positions in kept.items()}}
    try:
        converter = Converter(schema.ProfileFile.model_validate(rest), kept["tables"])
    except ValidationError:
        return []
    converter.profile("")
    further = []
    for mistake in converter.mistakes:
        match mistake.path:
            case ("tables" | "derive" as name, int(position), *within):
                further.append(Mistake((name, kept[name][position], *within), mistake.sentence))
            case _:
                pass  # What the elements left out would have used looks unused without them.
    return further


def _as_written(mistakes: list[Mistake], expanded: Expanded) -> tuple[Mistake, ...]:
    """With the places that the file has; an element that stands for several has its mistakes once."""
    placed = (Mistake(expanded.written_at(mistake.path), mistake.sentence) for mistake in mistakes)
    return tuple(dict.fromkeys(placed))

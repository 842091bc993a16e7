"""Where keys stand in TOML texts: compared with what the parser makes of the same text."""

import tomllib
from collections.abc import Iterator
from pathlib import Path as FilePath
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

import collectors.profiles
from powertui.toml_places import Path, Position, nearest, places_of

PROFILES = sorted(FilePath(collectors.profiles.__file__).parent.glob("*.toml"))

TEXT = '''# a comment = 1
title = "x # no comment"  # one
a.b = 1
"quoted key" = """
[not.a.table]
key = 1
"""
'single' = '''
TEXT += """'''
also = "text" '''
[table]
  inner = { x = 1, y = [ 1, { z = "}" } ] }
list = [
    # first
    "a", "b\\"]",
    { q = 2001-01-01 00:00:00 },
]
[[rows]]
n = 1
[[rows.parts]]
m = 1
[[rows.parts]]
m = 2
[[rows]]
n = 2
[rows.more]
k = 1
"""


def paths_of(data: Any, path: Path = ()) -> Iterator[Path]:
    """Every key and element that a parser knows of."""
    entries = data.items() if isinstance(data, dict) else enumerate(data) if isinstance(data, list) else ()
    for key, value in entries:
        yield (*path, key)
        yield from paths_of(value, (*path, key))


def test_each_key_and_element_has_its_place() -> None:
    places = places_of(TEXT)
    assert set(places) == set(paths_of(tomllib.loads(TEXT)))
    lines = TEXT.splitlines()
    assert places["a", "b"] == Position(3, 1)
    assert places["table", "inner", "y", 1, "z"] == Position(11, lines[10].index("z") + 1)
    assert places["table", "list", 2, "q"] == Position(15, 7)
    assert places["rows", 0, "parts", 1, "m"] == Position(22, 1)
    assert places["rows", 1, "more", "k"] == Position(26, 1)


def test_what_is_missing_is_looked_for_where_it_should_be() -> None:
    places = places_of(TEXT)
    assert nearest(places, ("rows", 0, "parts", 0, "nothing", 3)) == places["rows", 0, "parts", 0]
    assert nearest(places, ("nowhere",)) is None


@pytest.mark.parametrize("path", PROFILES, ids=lambda path: path.stem)
def test_in_every_profile_each_key_has_its_place(path: FilePath) -> None:
    text = path.read_text()
    assert set(places_of(text)) == set(paths_of(tomllib.loads(text)))


keys = st.sampled_from(["a", "b-1", '"x y"', "'#='", '"\\u00e9"'])
scalars = st.sampled_from(["1", "-2.5", "true", '"#[{"', "'it\\'", '"\\""', '"""a\n"b"\n"""', "'''\n]'''", "1e3"])
values = st.recursive(
    scalars,
    lambda inner: st.one_of(
        st.lists(inner, max_size=3).map(lambda items: "[" + ",\n # x\n".join(items) + "]"),
        st.lists(st.tuples(keys, inner), max_size=3, unique_by=lambda pair: pair[0]).map(
            lambda pairs: "{ " + ", ".join(f"{key} = {value}" for key, value in pairs) + " }"
        ),
    ),
    max_leaves=6,
)


@given(st.lists(st.tuples(keys, values), max_size=4, unique_by=lambda pair: pair[0]), st.integers(0, 2))
def test_whatever_the_parser_accepts_has_all_its_places(pairs: list[tuple[str, str]], elements: int) -> None:
    body = "\n".join(f"{key} = {value} # end" for key, value in pairs)
    text = body + "\n" + "".join(f"[[many]]\n{body}\n[many.sub]\n" for _ in range(elements))
    try:
        data = tomllib.loads(text)
    except tomllib.TOMLDecodeError:
        return
    assert set(places_of(text)) == set(paths_of(data))

"""Whatever stands in a profile, checking it ends with a profile or with sentences: never with a traceback."""

import copy
import tomllib
from decimal import Decimal
from typing import Any

from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from collectors.profiles.loader import PACKAGED, check_data

TEXTS = st.text(max_size=20) | st.sampled_from(
    [
        "",
        "{row}",
        "{n+1}",
        "a\nb\x1b[31m",
        "{{n}}",
        "{{n+9}}",
        "1..3",
        "1..999999999999",
        "(",
        "(a)(b)",
        ".1.2",
        "1." + "9" * 5000,
        "9" * 5000,
    ]
)
NUMBERS = st.integers() | st.decimals() | st.booleans() | st.sampled_from([10**4000, -1, 0, Decimal("1e999999999")])
VALUES = st.recursive(
    TEXTS | NUMBERS,
    lambda inner: (
        st.lists(inner, max_size=3)
        | st.dictionaries(TEXTS | st.sampled_from(["n", "each", "column"]), inner, max_size=3)
    ),
    max_leaves=5,
)
FILES = [tomllib.loads(path.read_text(), parse_float=Decimal) for path in sorted(PACKAGED.glob("*.toml"))]


def places(value: Any, path: tuple[str | int, ...] = ()) -> list[tuple[str | int, ...]]:
    """All places in a file's data."""
    items = value.items() if isinstance(value, dict) else enumerate(value) if isinstance(value, list) else ()
    return [place for key, item in items for place in [(*path, key), *places(item, (*path, key))]]


@settings(suppress_health_check=[HealthCheck.too_slow], max_examples=150, deadline=None)
@given(st.data())
def test_a_profile_with_anything_anywhere_is_checked_to_the_end(data: st.DataObject) -> None:
    file = copy.deepcopy(data.draw(st.sampled_from(FILES)))
    for _ in range(data.draw(st.integers(1, 3))):
        known = places(file)
        if not known:
            break
        *way, last = data.draw(st.sampled_from(known))
        target = file
        for key in way:
            target = target[key]
        match data.draw(st.sampled_from(["change", "drop", "add"])):
            case "change":
                target[last] = data.draw(VALUES)
            case "drop":
                del target[last]
            case _ if isinstance(target, dict):
                target[data.draw(TEXTS | st.sampled_from(["each", "rows", "pattern", "sensor"]))] = data.draw(VALUES)
            case _:
                target.append(data.draw(VALUES))
    checked = check_data(file, "some.toml")
    assert (checked.profile is None) == bool(checked.mistakes)
    for mistake in checked.mistakes:
        assert str(mistake).isprintable()

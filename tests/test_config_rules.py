"""[[rules.override]]: what arrives, and what is said of what cannot be."""

from pathlib import Path

import pytest

from powertui.config import read_settings
from powertui.domain.alerts import ObjectKind, Place, RuleKind, Severity
from powertui.domain.rules import RuleSettings
from powertui.errors import ConfigError

HALL_1 = (Place(ObjectKind.FEED, 1, "A1-01"), Place(ObjectKind.PANEL, 1, "P-A2"))
HALL_2 = (Place(ObjectKind.FEED, 2, "A1-02"), Place(ObjectKind.PANEL, 2, "P-B2"))


def rules(directory: Path, text: str) -> RuleSettings:
    path = directory / "config.toml"
    path.write_text(text)
    return read_settings(path).rules.settings()


def problem(directory: Path, text: str) -> str:
    with pytest.raises(ConfigError) as caught:
        rules(directory, text)
    return str(caught.value).removeprefix(str(directory / "config.toml"))


def test_a_scope_has_thresholds_and_times_of_its_own(tmp_path: Path) -> None:
    settings = rules(
        tmp_path,
        """
        [rules]
        near_capacity_pct = 85
        [[rules.override]]
        rule = "feed-over-permissible"
        scope = "panel:p-a*"
        warn_pct = 75
        for_s = 120
        """,
    )
    inside = settings.spec(RuleKind.FEED_OVER, lambda: HALL_1)
    outside = settings.spec(RuleKind.FEED_OVER, lambda: HALL_2)
    assert (inside.warn, inside.over, inside.pace.for_s, inside.pace.for_samples) == (75, 100, 120, 3)
    assert (outside.warn, outside.over, outside.pace.for_s) == (85, 100, 60)


def test_the_last_override_that_speaks_of_an_object_counts(tmp_path: Path) -> None:
    settings = rules(
        tmp_path,
        """
        [[rules.override]]
        rule = "cord-dead"
        enabled = false
        [[rules.override]]
        rule = "cord-dead"
        scope = "feed:A1-02"
        enabled = true
        severity = "critical"
        """,
    )
    assert not settings.spec(RuleKind.CORD_DEAD, lambda: HALL_1).enabled
    inside = settings.spec(RuleKind.CORD_DEAD, lambda: HALL_2)
    assert (inside.enabled, inside.warn_severity) == (True, Severity.CRITICAL)


def test_where_an_object_lies_is_not_asked_where_no_scope_matters(tmp_path: Path) -> None:
    settings = rules(tmp_path, '[[rules.override]]\nrule = "cord-dead"\nfor_samples = 7')

    def nobody_asks() -> tuple[Place, ...]:
        raise AssertionError

    assert settings.spec(RuleKind.CORD_DEAD, nobody_asks).pace.for_samples == 7


@pytest.mark.parametrize(
    ("lines", "words"),
    [
        ('rule = "zzz"\nenabled = false', ":2: rules.override.0.rule is no rule; docs/alerts.md lists them"),
        (
            'rule = "feed-over-permisible"\nenabled = false',
            ':2: rules.override.0.rule is no rule; "feed-over-permissible" is one',
        ),
        ('rule = "cord-dead"', 'changes nothing: add what is to be different, such as "enabled" or "for_s"'),
        (
            'rule = "pdu-silent"\nwarn_pct = 3',
            'has "warn_pct", which pdu-silent does not know: it has no thresholds',
        ),
        (
            'rule = "temperature-out-of-band"\nwarn_pct = 3',
            (
                'has "warn_pct", which temperature-out-of-band does not know:'
                " it has hysteresis_c, over_below_c, over_c, warn_below_c, warn_c"
            ),
        ),
        (
            'rule = "feed-over-permissible"\nwarn_pct = 105',
            "would warn at 105, beyond the 100 of the worse threshold",
        ),
        (
            'rule = "cord-dead"\nscope = "PP-A1"\nenabled = true',
            'outlet, a colon and a name, such as "panel:PP-A1" (with * for any text)',
        ),
        (
            'rule = "temperature-out-of-band"\nwarn_below_c = 3',
            "would warn below 3, beyond the 5 of the worse threshold",
        ),
        (
            'rule = "temperature-out-of-band"\nwarn_below_c = 35',
            "would warn below 35 and above 35: nothing is well",
        ),
        (
            'rule = "frequency-out-of-band"\nwarn_below_c = 3',
            'has "warn_below_c", which frequency-out-of-band does not know: it has hysteresis_hz, over_hz, warn_hz',
        ),
        ('rule = "cord-dead"\nfor_s = -1', ":3: rules.override.0.for_s must be at least 0, not -1"),
    ],
)
def test_what_cannot_be_is_said_in_a_sentence(tmp_path: Path, lines: str, words: str) -> None:
    assert problem(tmp_path, f"[[rules.override]]\n{lines}").endswith(words)


def test_a_band_takes_its_lower_thresholds(tmp_path: Path) -> None:
    settings = rules(
        tmp_path, '[[rules.override]]\nrule = "humidity-out-of-band"\nover_below_pct = 5\nwarn_below_pct = 20'
    )
    spec = settings.specs[RuleKind.HUMIDITY_BAND]
    assert (spec.warn_below, spec.over_below, spec.warn, spec.over) == (20, 5, 80, 90)

"""docs/alerts.md has every rule with its defaults as they are."""

from pathlib import Path

import pytest

from powertui.domain.rules.catalogue import DEFAULTS
from powertui.domain.rules.spec import RuleSpec

TEXT = (Path(__file__).parent.parent / "docs" / "alerts.md").read_text(encoding="utf-8")


def cells(spec: RuleSpec) -> list[str]:
    """Name, thresholds, hysteresis, severities, for, clear."""
    symbol = spec.unit.symbol
    sign = "< " if spec.is_low else ""

    def amount(value: float | None) -> str:
        return "–" if value is None else f"{sign}{value:g} {symbol}".strip()

    def band(high: float | None, low: float | None) -> str:
        return amount(high) if low is None else f"{amount(high)}, < {low:g} {symbol}"

    severity = spec.warn_severity.word if spec.over is None else f"{spec.warn_severity.word}, {spec.over_severity.word}"
    if spec.kind.slug == "device-overload":
        severity = "as it says"
    pace = spec.pace
    return [
        f"`{spec.kind.slug}`",
        band(spec.warn, spec.warn_below) if spec.unit.suffix else "–",
        band(spec.over, spec.over_below) if spec.unit.suffix else "–",
        f"{spec.hysteresis:g} {symbol}".strip() if spec.hysteresis else "–",
        severity,
        f"{pace.for_samples}, {pace.for_s:g} s",
        f"{pace.clear_samples}, {pace.clear_for_s:g} s",
    ]


@pytest.mark.parametrize("spec", DEFAULTS.values(), ids=lambda spec: spec.kind.slug)
def test_each_rule_stands_there_with_its_defaults(spec: RuleSpec) -> None:
    assert f"| {' | '.join(cells(spec))} |" in TEXT
    assert TEXT.count(f"`{spec.kind.slug}`") >= 2, "what it means stands there too"

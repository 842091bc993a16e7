"""[energy] of the configuration."""

from decimal import Decimal
from pathlib import Path

import pytest

from powertui.config import read_settings
from powertui.config_energy import EnergySection
from powertui.errors import ConfigError


def energy(tmp_path: Path, text: str) -> EnergySection:
    path = tmp_path / "config.toml"
    path.write_text(text, encoding="utf-8")
    return read_settings(path).energy


def test_without_a_word_there_is_no_price_and_the_machines_time_zone(tmp_path: Path) -> None:
    found = energy(tmp_path, "")
    assert (found.plan(), found.zone) == (None, None)


def test_prices_are_as_they_are_written(tmp_path: Path) -> None:
    plan = energy(tmp_path, '[energy]\nprice_per_kwh = 0.2437\ncurrency = "CHF"\n').plan()
    assert plan is not None
    assert (plan.currency, plan.tariffs[-1].price_per_kwh) == ("CHF", Decimal("0.2437"))
    plan = energy(tmp_path, '[energy]\nprice_per_kwh = "0.123456789012345678"\n').plan()
    assert plan is not None
    assert plan.tariffs[-1].price_per_kwh == Decimal("0.123456789012345678")


def test_tariffs_have_days_and_hours(tmp_path: Path) -> None:
    text = """
[energy]
price_per_kwh = 0.20
time_zone = "Europe/Amsterdam"
[[energy.tariffs]]
name = "day"
price_per_kwh = 0.30
days = "mon-fri"
begins = "07:00"
ends = "23:00"
[[energy.tariffs]]
name = "weekend"
price_per_kwh = "0.15"
days = ["sat", "sun"]
[[energy.tariffs]]
name = "odd"
price_per_kwh = 1
days = "sat-mon, wed"
begins = "22:15"
ends = "06:00"
"""
    found = energy(tmp_path, text)
    plan = found.plan()
    assert plan is not None
    day, weekend, odd, base = plan.tariffs
    assert (day.weekdays, day.from_minute, day.to_minute) == (frozenset(range(5)), 420, 1380)
    assert (weekend.weekdays, weekend.from_minute, weekend.to_minute) == (frozenset({5, 6}), 0, 1440)
    assert (odd.weekdays, odd.from_minute, odd.to_minute) == (frozenset({5, 6, 0, 2}), 1335, 360)
    assert (base.name, str(base.price_per_kwh)) == ("base", "0.2")
    assert str(found.zone) == "Europe/Amsterdam"


@pytest.mark.parametrize(
    ("text", "words"),
    [
        ("price_per_kwh = -1", "between 0 and"),
        ("price_per_kwh = true", "a number such as"),
        ('price_per_kwh = "NaN"', "between 0 and"),
        ('price_per_kwh = "cheap"', "a number such as"),
        ('time_zone = "Mars/Olympus"', "no time zone"),
        ('time_zone = "../../etc/passwd"', "no time zone"),
        ('currency = "\\u001b[31m"', "printable"),
        ('[[energy.tariffs]]\nname = "n"\nprice_per_kwh = 1', "price_per_kwh"),
        ('price_per_kwh = 1\n[[energy.tariffs]]\nname = "n"\nprice_per_kwh = 1\ndays = "mo"', "days of the week"),
        (
            'price_per_kwh = 1\n[[energy.tariffs]]\nname = "n"\nprice_per_kwh = 1\nbegins = "07:10"',
            "quarter of an hour",
        ),
        ('price_per_kwh = 1\n[[energy.tariffs]]\nname = "n"\nprice_per_kwh = 1\nends = "25:00"', "quarter of an hour"),
        ('price_per_kwh = 1\n[[energy.tariffs]]\nname = "n"\nprice_per_kwh = 1\nends = "24:15"', "quarter of an hour"),
    ],
)
def test_what_cannot_be_is_one_sentence(tmp_path: Path, text: str, words: str) -> None:
    with pytest.raises(ConfigError, match=words) as raised:
        energy(tmp_path, f"[energy]\n{text}\n")
    assert "\n" not in str(raised.value)
    assert "\x1b" not in str(raised.value)

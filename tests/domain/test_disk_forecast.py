"""How a database grows."""

from powertui.domain.disk_forecast import LevelSize, disk_forecast


def level(*, bytes_now: int, covers_days: float, keeps_days: float, bytes_a_day: float) -> LevelSize:
    return LevelSize("l", bytes_now, 10, 100, covers_days, keeps_days, bytes_a_day)


def test_a_level_grows_until_it_is_as_old_as_it_is_kept() -> None:
    one = level(bytes_now=200, covers_days=2, keeps_days=10, bytes_a_day=100)
    assert [one.bytes_after(days) for days in (0, 1, 8, 100)] == [200, 300, 1000, 1000]
    assert one.bytes_a_value == 2.0


def test_the_budget_is_reached_on_the_first_day_on_which_all_levels_together_fill_it() -> None:
    short = level(bytes_now=200, covers_days=2, keeps_days=3, bytes_a_day=100)
    long = level(bytes_now=10, covers_days=1, keeps_days=101, bytes_a_day=10)
    found = disk_forecast([short, long], 1000, 1500)
    assert (found.bytes_now, found.bytes_a_day, found.bytes_full) == (1000, 110, 2100)
    assert found.reached_in_days == 40
    assert disk_forecast([short, long], 1000, 5000).reached_in_days is None
    assert disk_forecast([short, long], 1000, 900).reached_in_days == 0


def test_a_level_that_is_older_than_it_is_kept_does_not_shrink_the_forecast() -> None:
    old = level(bytes_now=500, covers_days=9, keeps_days=2, bytes_a_day=50)
    assert disk_forecast([old], 500, 600).bytes_full == 500

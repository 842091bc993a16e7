import pytest

from collectors.profiles.templates import Template


def test_numbers_can_be_letters() -> None:
    assert (
        Template("{tower:letter}{infeed:letter}{outlet}").fill({"tower": "1", "infeed": "2", "outlet": "12"}) == "AB12"
    )


@pytest.mark.parametrize("number", ["0", "27", "x", ""])
def test_what_is_no_letters_number_stays(number: str) -> None:
    assert Template("{n:letter}").fill({"n": number}) == number


def test_a_template_that_lacks_a_part_gives_nothing() -> None:
    assert Template("L{phase}").fill({}) is None

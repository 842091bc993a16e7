"""Names in the order in which NetBox lists them: pdu-9 before pdu-10, and not the order of ASCII.

NetBox sorts names with ICU's collation `und-u-kn-true`. This is that order for what names are made of: the root
collation's order of signs, digits by their value, letters regardless of accent and case; accents and then case (small
before capital) decide between what is otherwise equal.
"""

import re
import unicodedata
from functools import lru_cache

_DIGITS = re.compile("[0-9]+")

_SIGNS = "\t\n\x0b\x0c\r _-,;:!?.'\"()[]{}@*/\\&#%`^+<=>|~$"
"""White space, punctuation, symbols, currency, in the order of the root collation; digits and letters follow."""

_OTHER_SIGN_RANK = chr(len(_SIGNS) + 1)
_DIGIT_RANK = chr(len(_SIGNS) + 2)
_LETTER_RANK = 0x100
_PRIMARY: dict[int, str] = {ord(sign): chr(rank) for rank, sign in enumerate(_SIGNS, start=1)} | {
    code: chr(_LETTER_RANK + ord(chr(code).lower())) for code in (*range(ord("A"), ord("Z") + 1), *range(97, 123))
}
_MAX_DIGITS = 0x10000

_EXPANSIONS = str.maketrans(
    {"æ": "ae", "Æ": "AE", "œ": "oe", "Œ": "OE", "ß": "ss", "ø": "o", "Ø": "O", "đ": "d", "Đ": "D", "ł": "l", "Ł": "L"}
)
"""Letters that the collation sorts among others, though Unicode does not decompose them."""

NaturalKey = tuple[str, str, str, str]


@lru_cache(maxsize=1 << 16)
def natural_key(name: str) -> NaturalKey:
    """A sort key: signs and letters, then accents, then case, then the name as it is written."""
    if name.isascii():
        return (_DIGITS.sub(_number, name.translate(_PRIMARY)), "", _DIGITS.sub("0", name).swapcase(), name)
    expanded = name.translate(_EXPANSIONS)
    decomposed = unicodedata.normalize("NFKD", expanded)
    letters = "".join(sign for sign in decomposed if not unicodedata.combining(sign))
    primary = _DIGITS.sub(_number, "".join(_rank(sign) for sign in letters))
    return (primary, _accents(decomposed), _DIGITS.sub("0", letters).swapcase(), name)


def _number(match: re.Match[str]) -> str:
    # More digits are the greater number; as many are compared digit by digit.
    digits: str = match[0].lstrip("0")
    return f"{_DIGIT_RANK}{chr(_LETTER_RANK + min(len(digits), _MAX_DIGITS))}{digits}"


def _rank(sign: str) -> str:
    if sign.isdecimal():
        return str(unicodedata.decimal(sign))
    if (known := _PRIMARY.get(ord(sign))) is not None:
        return known
    if sign.isalpha():
        return "".join(chr(min(_LETTER_RANK + ord(part), 0x10FFFF)) for part in sign.casefold())
    return _OTHER_SIGN_RANK


def _accents(decomposed: str) -> str:
    weights = "".join(
        chr(1 + ord(sign)) if unicodedata.combining(sign) else "\x01" for sign in _DIGITS.sub("0", decomposed)
    )
    return weights.rstrip("\x01")

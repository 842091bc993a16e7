"""What goes into CSV, so that a spreadsheet shows it as it is."""

_FORMULA = ("=", "+", "-", "@", "\t", "\r")
"""With these a spreadsheet takes a text for a formula."""


def safe(text: str) -> str:
    """A name from outside; one that would be a formula has an apostrophe before it."""
    return f"'{text}" if text.startswith(_FORMULA) else text

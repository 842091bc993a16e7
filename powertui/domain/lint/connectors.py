"""Which plugs go into which outlets, and what connectors carry. Types that are not here are judged by nobody."""

from dataclasses import dataclass

_IEC_60320 = {
    # IEC 60320-1: an inlet takes the connector of one number less; a hotter one takes its cold twin's inlet too.
    "c6": ("c5",),
    "c8": ("c7",),
    "c14": ("c13", "c15"),
    "c16": ("c15",),
    "c18": ("c17", "c13", "c15"),
    "c20": ("c19", "c21"),
    "c22": ("c21",),
}
_EITHER = {
    # Combined outlets by two makers: C39 takes C14 and C20, so does Cx.
    "iec-60320-c14": ("eaton-c39", "hdot-cx"),
    "iec-60320-c18": ("eaton-c39", "hdot-cx"),
    "iec-60320-c20": ("eaton-c39", "hdot-cx"),
}
_NEMA = {
    # NEMA WD 6: each plug has its receptacle; a 20 A receptacle with a T slot takes the 15 A plug too.
    "nema-1-15p": ("nema-5-15r", "nema-5-20r"),
    "nema-5-15p": ("nema-5-20r",),
    "nema-6-15p": ("nema-6-20r",),
}
_CALIFORNIA = {
    "cs6361c": "CS6360C",
    "cs6365c": "CS6364C",
    "cs8165c": "CS8164C",
    "cs8265c": "CS8264C",
    "cs8365c": "CS8364C",
    "cs8465c": "CS8464C",
}
_INTERNATIONAL = {
    # IEC TR 60083: Europlugs go into most continental outlets.
    "ita-c": ("ita-e", "ita-f", "ita-h", "ita-j", "ita-k", "ita-l", "ita-n", "iec-60906-1", "nbr-14136-10a"),
    "ita-ef": ("ita-e", "ita-f"),
    "ita-n": ("iec-60906-1", "nbr-14136-10a", "nbr-14136-20a"),
    "iec-60906-1": ("ita-n",),
    "nbr-14136-10a": ("nbr-14136-20a", "ita-n"),
}
_POWERCON = {"neutrik-powercon-20": "neutrik-powercon-20a", "neutrik-powercon-32": "neutrik-powercon-32a"}
_UNJUDGED = frozenset({"", "hardwired", "other", "dc-terminal", "ita-multistandard"})
_ADAPTED_FAMILIES = ("usb-", "molex-")

_AMPERES = {
    # IEC 60320-1 (the greater North American ratings of UL 498 are not assumed).
    "iec-60320-c5": 2.5,
    "iec-60320-c7": 2.5,
    "iec-60320-c13": 10.0,
    "iec-60320-c15": 10.0,
    "iec-60320-c17": 10.0,
    "iec-60320-c19": 16.0,
    "iec-60320-c21": 16.0,
    "eaton-c39": 16.0,
    "hdot-cx": 16.0,
    "ita-g": 13.0,
    "ita-j": 10.0,
    "ita-e": 16.0,
    "ita-f": 16.0,
    "nbr-14136-10a": 10.0,
    "nbr-14136-20a": 20.0,
}


@dataclass(frozen=True, slots=True)
class Fit:
    """Whether a plug goes into an outlet."""

    is_known: bool
    """Both types are in the tables."""
    does: bool


def fit_of(port_type: str, outlet_type: str) -> Fit:
    """Whether a port's plug goes into an outlet."""
    port, outlet = port_type.lower(), outlet_type.lower()
    if _has_a_cord(port, outlet):
        return Fit(is_known=True, does=True)
    if port in _UNJUDGED or outlet in _UNJUDGED or port.startswith(_ADAPTED_FAMILIES):
        return Fit(is_known=False, does=True)
    if not (_is_known(port) and _is_known(outlet)):
        return Fit(is_known=False, does=True)
    return Fit(is_known=True, does=outlet in outlets_for(port))


def _has_a_cord(inlet: str, outlet: str) -> bool:
    """An appliance inlet comes with a cord, whose other end is made for what is on the wall, or for a C13."""
    if not inlet.startswith("iec-60320-"):
        return False
    if outlet.startswith("iec-60320-"):
        return inlet in {"iec-60320-c6", "iec-60320-c8"} and outlet == "iec-60320-c13"
    return phases_of(outlet) != 3


def outlets_for(port_type: str) -> frozenset[str]:
    """The types of outlet that a plug goes into, in lower case."""
    port = port_type.lower()
    found = {*_EITHER.get(port, ()), *_INTERNATIONAL.get(port, ()), *_NEMA.get(port, ())}
    if port.startswith("iec-60320-"):
        return frozenset(found | {f"iec-60320-{number}" for number in _IEC_60320.get(port[10:], ())})
    if port.startswith("nema-") and port.endswith("p"):
        return frozenset(found | {f"{port[:-1]}r"})
    if port in _CALIFORNIA:
        return frozenset({_CALIFORNIA[port].lower()})
    return frozenset(found | {_POWERCON.get(port, port)})


def outlet_rating_a(outlet_type: str) -> float | None:
    """What an outlet's connector is rated for, in A; None where its type does not say."""
    outlet = outlet_type.lower()
    if outlet.startswith("nema-"):
        digits = outlet.rstrip("r").rpartition("-")[2]
        return float(digits) if digits.isdigit() else None
    return _AMPERES.get(outlet)


def phases_of(connector_type: str) -> int | None:
    """1 or 3 by the pins of an inlet's plug; None where its type does not say."""
    kind = connector_type.lower()
    if kind.startswith("iec-60309-"):
        return 3 if "-3p-" in kind else 1
    if kind.startswith("iec-60320-"):
        return 1
    if kind.startswith(("nema-15-", "nema-l15-", "nema-l21-", "nema-l22-", "cs8365", "cs8364", "cs8465", "cs8464")):
        return 3
    if kind.startswith(("nema-5-", "nema-l5-", "nema-6-", "nema-l6-", "nema-1-", "nema-l1-")):
        return 1
    return None


def _is_known(kind: str) -> bool:
    return kind.startswith(("iec-", "nema-", "cs", "ita-", "nbr-", "neutrik-", "eaton-", "hdot-", "saf-", "ubiquiti-"))

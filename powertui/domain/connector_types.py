"""Plugs and sockets: the types of power ports and power outlets, as NetBox 4.6 knows them; data, not code.

A slug is what is stored and exchanged, a label what people read. `domain.vocabulary` adds those of someone's own.
"""

from powertui.domain.vocabulary_entry import Choice, choices

_IEC_60309 = {
    "iec-60309-p-n-e-4h": "P+N+E 4H",
    "iec-60309-p-n-e-6h": "P+N+E 6H",
    "iec-60309-p-n-e-9h": "P+N+E 9H",
    "iec-60309-2p-e-4h": "2P+E 4H",
    "iec-60309-2p-e-6h": "2P+E 6H",
    "iec-60309-2p-e-9h": "2P+E 9H",
    "iec-60309-3p-e-4h": "3P+E 4H",
    "iec-60309-3p-e-6h": "3P+E 6H",
    "iec-60309-3p-e-9h": "3P+E 9H",
    "iec-60309-3p-n-e-4h": "3P+N+E 4H",
    "iec-60309-3p-n-e-6h": "3P+N+E 6H",
    "iec-60309-3p-n-e-9h": "3P+N+E 9H",
}
_IEC_60906_1 = {
    "iec-60906-1": "IEC 60906-1",
    "nbr-14136-10a": "2P+T 10A (NBR 14136)",
    "nbr-14136-20a": "2P+T 20A (NBR 14136)",
}
_MOLEX = {
    "molex-micro-fit-1x2": "Molex Micro-Fit 1x2",
    "molex-micro-fit-2x2": "Molex Micro-Fit 2x2",
    "molex-micro-fit-2x3": "Molex Micro-Fit 2x3",
    "molex-micro-fit-2x4": "Molex Micro-Fit 2x4",
}
_DC = {
    "dc-terminal": "DC Terminal",
}
_OTHER = {
    "hardwired": "Hardwired",
    "other": "Other",
}
_IEC_60320_PLUGS = {
    "iec-60320-c6": "C6",
    "iec-60320-c8": "C8",
    "iec-60320-c14": "C14",
    "iec-60320-c16": "C16",
    "iec-60320-c18": "C18",
    "iec-60320-c20": "C20",
    "iec-60320-c22": "C22",
}
_NEMA_NON_LOCKING = (
    "1-15 5-15 5-20 5-30 5-50 6-15 6-20 6-30 6-50 10-30 10-50 14-20 14-30 14-50 14-60 15-15 15-20 15-30 15-50 15-60 "
)
_NEMA_LOCKING = (
    "l1-15 l5-15 l5-20 l5-30 l5-50 l6-15 l6-20 l6-30 l6-50 l10-30 l14-20 l14-30 l14-50 l14-60 l15-20 "
    "l15-30 l15-50 l15-60 l21-20 l21-30 l22-20 l22-30 "
)
_CALIFORNIA_STYLE_PLUGS = {
    "cs6361c": "CS6361C",
    "cs6365c": "CS6365C",
    "cs8165c": "CS8165C",
    "cs8265c": "CS8265C",
    "cs8365c": "CS8365C",
    "cs8465c": "CS8465C",
}
_INTERNATIONAL_ITA_PLUGS = {
    "ita-c": "ITA Type C (CEE 7/16)",
    "ita-e": "ITA Type E (CEE 7/6)",
    "ita-f": "ITA Type F (CEE 7/4)",
    "ita-ef": "ITA Type E/F (CEE 7/7)",
    "ita-g": "ITA Type G (BS 1363)",
    "ita-h": "ITA Type H",
    "ita-i": "ITA Type I",
    "ita-j": "ITA Type J",
    "ita-k": "ITA Type K",
    "ita-l": "ITA Type L (CEI 23-50)",
    "ita-m": "ITA Type M (BS 546)",
    "ita-n": "ITA Type N",
    "ita-o": "ITA Type O",
}
_USB_PLUGS = {
    "usb-a": "USB Type A",
    "usb-b": "USB Type B",
    "usb-c": "USB Type C",
    "usb-mini-a": "USB Mini A",
    "usb-mini-b": "USB Mini B",
    "usb-micro-a": "USB Micro A",
    "usb-micro-b": "USB Micro B",
    "usb-micro-ab": "USB Micro AB",
    "usb-3-b": "USB 3.0 Type B",
    "usb-3-micro-b": "USB 3.0 Micro B",
}
_PROPRIETARY_PLUGS = {
    "saf-d-grid": "Saf-D-Grid",
    "neutrik-powercon-20": "Neutrik powerCON (20A)",
    "neutrik-powercon-32": "Neutrik powerCON (32A)",
    "neutrik-powercon-true1": "Neutrik powerCON TRUE1",
    "neutrik-powercon-true1-top": "Neutrik powerCON TRUE1 TOP",
    "ubiquiti-smartpower": "Ubiquiti SmartPower",
}
_IEC_60320_SOCKETS = {
    "iec-60320-c5": "C5",
    "iec-60320-c7": "C7",
    "iec-60320-c13": "C13",
    "iec-60320-c15": "C15",
    "iec-60320-c17": "C17",
    "iec-60320-c19": "C19",
    "iec-60320-c21": "C21",
}
_CALIFORNIA_STYLE_SOCKETS = {
    "CS6360C": "CS6360C",
    "CS6364C": "CS6364C",
    "CS8164C": "CS8164C",
    "CS8264C": "CS8264C",
    "CS8364C": "CS8364C",
    "CS8464C": "CS8464C",
}
_ITA_INTERNATIONAL_SOCKETS = {
    "ita-e": "ITA Type E (CEE 7/5)",
    "ita-f": "ITA Type F (CEE 7/3)",
    "ita-g": "ITA Type G (BS 1363)",
    "ita-h": "ITA Type H",
    "ita-i": "ITA Type I",
    "ita-j": "ITA Type J",
    "ita-k": "ITA Type K",
    "ita-l": "ITA Type L (CEI 23-50)",
    "ita-m": "ITA Type M (BS 546)",
    "ita-n": "ITA Type N",
    "ita-o": "ITA Type O",
    "ita-multistandard": "ITA Multistandard",
}
_USB_SOCKETS = {
    "usb-a": "USB Type A",
    "usb-micro-b": "USB Micro B",
    "usb-c": "USB Type C",
}
_PROPRIETARY_SOCKETS = {
    "eaton-c39": "Eaton C39",
    "hdot-cx": "HDOT Cx",
    "saf-d-grid": "Saf-D-Grid",
    "neutrik-powercon-20a": "Neutrik powerCON (20A)",
    "neutrik-powercon-32a": "Neutrik powerCON (32A)",
    "neutrik-powercon-true1": "Neutrik powerCON TRUE1",
    "neutrik-powercon-true1-top": "Neutrik powerCON TRUE1 TOP",
    "ubiquiti-smartpower": "Ubiquiti SmartPower",
}


def _nema(sizes: str, letter: str) -> dict[str, str]:
    """NEMA's names say which half it is: 5-15P is the plug, 5-15R the receptacle."""
    return {f"nema-{size}{letter}": f"NEMA {size}{letter}".upper() for size in sizes.split()}


POWER_PORT_TYPES: tuple[Choice, ...] = (
    *choices("IEC 60320", _IEC_60320_PLUGS),
    *choices("IEC 60309", _IEC_60309),
    *choices("IEC 60906-1", _IEC_60906_1),
    *choices("NEMA (Non-locking)", _nema(_NEMA_NON_LOCKING, "p")),
    *choices("NEMA (Locking)", _nema(_NEMA_LOCKING, "p")),
    *choices("California Style", _CALIFORNIA_STYLE_PLUGS),
    *choices("International/ITA", _INTERNATIONAL_ITA_PLUGS),
    *choices("USB", _USB_PLUGS),
    *choices("Molex", _MOLEX),
    *choices("DC", _DC),
    *choices("Proprietary", _PROPRIETARY_PLUGS),
    *choices("Other", _OTHER),
)
"""What a power port can be."""
POWER_OUTLET_TYPES: tuple[Choice, ...] = (
    *choices("IEC 60320", _IEC_60320_SOCKETS),
    *choices("IEC 60309", _IEC_60309),
    *choices("IEC 60906-1", _IEC_60906_1),
    *choices("NEMA (Non-locking)", _nema(_NEMA_NON_LOCKING, "r")),
    *choices("NEMA (Locking)", _nema(_NEMA_LOCKING, "r")),
    *choices("California Style", _CALIFORNIA_STYLE_SOCKETS),
    *choices("ITA/International", _ITA_INTERNATIONAL_SOCKETS),
    *choices("USB", _USB_SOCKETS),
    *choices("Molex", _MOLEX),
    *choices("DC", _DC),
    *choices("Proprietary", _PROPRIETARY_SOCKETS),
    *choices("Other", _OTHER),
)
"""What a power outlet can be."""

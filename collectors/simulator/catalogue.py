"""The PDU models of the demo plant. Names are of real product lines; the numbers are rounded to fit the demo."""

from collectors.simulator.hardware import Family, PduModel
from powertui.domain.choices import Phase

APC_THREE_16 = PduModel(Family.APC_RPDU2, "AP8681", "AP8681", "7.0.6", Phase.THREE, 16, 0, 18, 6)
APC_THREE_32 = PduModel(Family.APC_RPDU2, "APDU10452ME", "APDU10452ME", "2.5.0.8", Phase.THREE, 32, 6, 12, 12)
APC_SINGLE_32 = PduModel(Family.APC_RPDU2, "AP8659EU3", "AP8659EU3", "7.0.6", Phase.SINGLE, 32, 2, 20, 4)
APC_SINGLE_16_METERED = PduModel(
    Family.APC_RPDU2,
    "AP8858",
    "AP8858",
    "6.8.2",
    Phase.SINGLE,
    16,
    0,
    14,
    2,
    metered_outlets=False,
    switched_outlets=False,
)
"""Metered at the inlet only: its outlets are modelled, and nobody measures them."""

RARITAN_THREE_16 = PduModel(
    Family.RARITAN_PDU2, "PX3-5660V", "PX3-5660V-V2", "4.2.0.5-50274", Phase.THREE, 16, 0, 18, 6
)
RARITAN_THREE_32 = PduModel(
    Family.RARITAN_PDU2, "PX3-5902V", "PX3-5902V-V2", "4.2.0.5-50274", Phase.THREE, 32, 6, 12, 12
)
RARITAN_SINGLE_32 = PduModel(
    Family.RARITAN_PDU2, "PX3-5493V", "PX3-5493V-V2", "4.1.2.5-49971", Phase.SINGLE, 32, 2, 18, 2
)

SENTRY_THREE_16 = PduModel(
    Family.SENTRY4, "C2S24VT-YQME1D99", "C2S24VT-YQME1D99", "Version 8.0v", Phase.THREE, 16, 3, 18, 6
)
SENTRY_THREE_32 = PduModel(
    Family.SENTRY4, "C2S24VE-DQME2D66", "C2S24VE-DQME2D66", "Version 8.0v", Phase.THREE, 32, 6, 12, 12
)

EATON_SINGLE_32 = PduModel(
    Family.EATON_EPDU_G3, "EPDU MA 0U (309 32A 1P)20XC13:4XC19", "EMAB23", "05.02.0013", Phase.SINGLE, 32, 2, 20, 4
)
EATON_THREE_16 = PduModel(
    Family.EATON_EPDU_G3, "EPDU MA 0U (309 16A 3P)18XC13:6XC19", "EMAB20", "05.02.0013", Phase.THREE, 16, 3, 18, 6
)

VERTIV_THREE_16 = PduModel(Family.VERTIV_V5, "VP8G30AJ", "VP8G30AJ-24M5A16", "5.10.4", Phase.THREE, 16, 3, 18, 6)
VERTIV_SINGLE_16 = PduModel(Family.VERTIV_V5, "VP7G20AE", "VP7G20AE-12M5A16", "5.10.4", Phase.SINGLE, 16, 1, 10, 2)

"""One file for each family: a PDU's state as its vendor's MIB lays it out."""

from collectors.simulator.agents import apc_rpdu2, eaton_epdu_g3, raritan_pdu2, sentry4, vertiv_v5
from collectors.simulator.electricity import PduState
from collectors.simulator.hardware import Family, SimulatedPdu
from collectors.simulator.mib import Mib, MibBuilder

_DESCRIBE = {
    Family.APC_RPDU2: apc_rpdu2.describe,
    Family.RARITAN_PDU2: raritan_pdu2.describe,
    Family.SENTRY4: sentry4.describe,
    Family.EATON_EPDU_G3: eaton_epdu_g3.describe,
    Family.VERTIV_V5: vertiv_v5.describe,
}


def mib_of(pdu: SimulatedPdu) -> Mib[PduState]:
    """All the objects that a PDU's agent answers."""
    builder = MibBuilder()
    _DESCRIBE[pdu.model.family](builder, pdu)
    return builder.built()

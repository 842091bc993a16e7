"""The engine with pysnmp's codec; sockets, security and all that is known about weak agents are ours."""

import time

from collectors.snmp.client import PollPlan
from collectors.snmp.engines.link import Clock
from collectors.snmp.engines.names import LookUp, look_up
from collectors.snmp.engines.pysnmp_codec import PysnmpCodec
from collectors.snmp.engines.session_client import SessionClient


class PysnmpClient(SessionClient):
    """SnmpClient with pysnmp's codec: the reference for our own, and its stand-in."""

    def __init__(
        self, patience: PollPlan | None = None, clock: Clock = time.monotonic, how_to_look_up: LookUp = look_up
    ) -> None:
        super().__init__(PysnmpCodec(), patience, clock, how_to_look_up)

"""Which SNMP engine asks the devices."""

from collectors.snmp.client import PollPlan, SnmpClient
from powertui.config import SnmpEngine
from powertui.services.polling import AtOnce


def snmp_client(engine: SnmpEngine = SnmpEngine.FAST, patience: PollPlan | None = None) -> SnmpClient:
    """A client of the engine; `patience` lends its manners to walks that are given none."""
    if engine is SnmpEngine.PYSNMP:
        from collectors.snmp.engines.pysnmp_engine import PysnmpClient

        return PysnmpClient(patience)
    from collectors.snmp.engines.fast.client import FastClient

    return FastClient(patience)


def devices_at_once(client: SnmpClient) -> AtOnce:
    """How many devices an engine may ask at a time: ours waits by itself where its socket would overflow."""
    from collectors.snmp.engines.fast.client import FastClient

    return AtOnce(polls=2000, silent_polls=500, discoveries=100) if isinstance(client, FastClient) else AtOnce()

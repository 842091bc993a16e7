"""Which SNMP engine asks the devices."""

from collectors.snmp.client import PollPlan, SnmpClient
from powertui.config import SnmpEngine


def snmp_client(engine: SnmpEngine = SnmpEngine.FAST, patience: PollPlan | None = None) -> SnmpClient:
    """A client of the engine; `patience` lends its manners to walks that are given none."""
    if engine is SnmpEngine.PYSNMP:
        from collectors.snmp.engines.pysnmp_engine import PysnmpClient

        return PysnmpClient(patience)
    from collectors.snmp.engines.fast.client import FastClient

    return FastClient(patience)

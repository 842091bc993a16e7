"""Both engines: what one reads off an agent, and says of it, the other must too."""

from collections.abc import AsyncIterator

import pytest

from collectors.snmp.client import SnmpClient
from collectors.snmp.engines.fast.client import FastClient
from collectors.snmp.engines.pysnmp_engine import PysnmpClient

ENGINES = {"fast": FastClient, "pysnmp": PysnmpClient}


@pytest.fixture(params=ENGINES)
async def any_client(request: pytest.FixtureRequest) -> AsyncIterator[SnmpClient]:
    client: SnmpClient = ENGINES[request.param]()
    yield client
    await client.close()

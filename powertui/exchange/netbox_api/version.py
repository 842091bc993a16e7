"""Which NetBox it is, and what that means for what is read."""

import re
from dataclasses import dataclass

from powertui.exchange.netbox_api.client import NetBoxClient
from powertui.exchange.netbox_api.endpoints import STATUS_PATH
from powertui.exchange.netbox_api.failure import NetBoxError, shown


@dataclass(frozen=True, slots=True, order=True)
class Version:
    major: int
    minor: int
    patch: int

    def __str__(self) -> str:
        return f"{self.major}.{self.minor}.{self.patch}"


OLDEST = Version(4, 0, 0)
SUMS_CHAINS_SINCE = Version(4, 5, 9)
"""Before, a PDU behind a PDU without draws of its own counted as 0 W (NetBox #21949)."""


async def netbox_version(client: NetBoxClient) -> Version:
    """The version of the NetBox that answers. Raises NetBoxError where it is too old or none."""
    document = await client.get(STATUS_PATH)
    text = document.get("netbox-version")
    found = re.match(r"v?(\d+)\.(\d+)(?:\.(\d+))?", text) if isinstance(text, str) else None
    if found is None:
        raise NetBoxError("what answers does not say which NetBox it is: is that the address of a NetBox?")
    version = Version(*(int(part or 0) for part in found.groups()))
    if version < OLDEST:
        raise NetBoxError(f"NetBox {shown(found.group())} is too old: {OLDEST} or later can be read")
    return version

"""Where and how a device is polled: a part of the model that NetBox has no place for."""

from dataclasses import dataclass


@dataclass(frozen=True, slots=True)
class PollTarget:
    """A device to poll. Bound to a modelled device or to a panel (a panel's own meter), or to neither yet."""

    id: int
    name: str
    host: str
    port: int
    credential: str
    """The name of a credential in the configuration; never a secret."""
    family: str = ""
    """A profile's family that is not to be guessed; empty means: find out."""
    interval_s: float | None = None
    """None: the poller's own."""
    device_id: int | None = None
    power_panel_id: int | None = None

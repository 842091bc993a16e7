"""One simulated device of any family, for those who write tests."""

import asyncio
import ipaddress
from collections.abc import Callable
from dataclasses import dataclass
from difflib import get_close_matches

from collectors.profiles.loader import load_profiles
from collectors.profiles.model import Binding, Profile
from collectors.simulator.families.maker import Device, make_device
from collectors.simulator.families.server import DeviceServer, Doors
from collectors.simulator.families.shape import Shape, Wires
from collectors.simulator.usm import UsmUser
from powertui.bootstrap.process import run_until_told
from powertui.config import resolve_secret
from powertui.domain.reading import SubjectKind
from powertui.errors import SimulatorError, UsageError
from powertui.services.ports import SystemClock

_OUTLETS = 12
_REFERENCES = ("env:", "file:")


@dataclass(frozen=True, slots=True)
class DeviceOrder:
    """What a person asks for; None is what the family has room for."""

    family: str
    outlets: int | None = None
    units: int = 1
    phases: int = 3
    is_delta: bool = False
    branches: int | None = None
    load_w: float = 3000.0
    seed: int = 0


@dataclass(frozen=True, slots=True)
class Listener:
    """Where the device answers, and to whom; secrets may be references."""

    host: str
    port: int
    community: str
    user: str = ""
    auth_key: str = ""
    priv_key: str = ""
    may_leave_loopback: bool = False


@dataclass(frozen=True, slots=True)
class Served:
    """A device that answers now."""

    family: str
    port: int
    parts: tuple[tuple[str, int], ...]
    """What it has: `outlet`, 12."""


def families() -> tuple[tuple[str, str, tuple[str, ...]], ...]:
    """All families that can be simulated: name, vendor, kinds of parts that they have."""
    return tuple((one.family, one.vendor, _kinds(one)) for one in load_profiles())


def ordered_device(order: DeviceOrder) -> Device:
    """The device; raises UsageError for what the family cannot be."""
    profile = _profile(order.family)
    single = order.phases == 1
    wires = Wires.SINGLE if single else Wires.DELTA if order.is_delta else Wires.WYE
    lines = 1 if single else 3
    shape = Shape(
        outlets=order.outlets or _OUTLETS,
        wires=wires,
        branches=min(order.outlets or _OUTLETS, 2 if single else 3) if order.branches is None else order.branches,
        units=order.units,
        inputs=lines if profile.binding is Binding.UPS else 2,
    )
    device = make_device(profile, shape, order.load_w, order.seed)
    _check(device, order)
    return device


def serve(device: Device, listener: Listener, report: Callable[[Served], None]) -> None:
    """Answer until told to end; `report` is called once the device answers."""
    _check_address(listener)
    user = None
    if listener.user:
        user = UsmUser(listener.user, _followed(listener.auth_key), _followed(listener.priv_key))
    server = DeviceServer(device, Doors(_followed(listener.community), user), SystemClock())

    async def work(stop: asyncio.Event) -> None:
        port = await server.start(listener.host, listener.port)
        try:
            report(Served(device.profile.family, port, _parts(device)))
            await stop.wait()
        finally:
            await server.close()

    run_until_told(work, lifeline=False)


def _profile(family: str) -> Profile:
    profiles = {one.family: one for one in load_profiles()}
    if family not in profiles:
        near = get_close_matches(family, profiles, n=3)
        hint = f"did you mean {' or '.join(near)}?" if near else "powertui simulate --list names them all"
        raise UsageError(f"there is no family {family!r}; {hint}")
    return profiles[family]


def _check(device: Device, order: DeviceOrder) -> None:
    """Whether the device has what was asked for by name; what was not asked for may be missing."""
    family = device.profile.family
    for kind, wanted, option in (
        (SubjectKind.OUTLET, order.outlets, "--outlets"),
        (SubjectKind.BRANCH, order.branches, "--branches"),
    ):
        got = sum(one.part.unit == 1 for one in device.of_kind(kind))
        if wanted is not None and got < wanted:
            known = f"at most {got}" if got else "none"
            raise UsageError(f"{option} {wanted}: the index of {family} has room for {known}")
    units = max((one.part.unit for one in device.subjects), default=1)
    if units < order.units:
        raise UsageError(f"--units {order.units}: {family} shows {units} unit{'s' * (units > 1)} through one agent")


def _check_address(listener: Listener) -> None:
    """Raises UsageError unless the address is one, and on loopback or meant otherwise."""
    try:
        address = ipaddress.ip_address(listener.host)
    except ValueError:
        raise UsageError(f"--bind {listener.host!r} is no address: give one such as 127.0.0.1 or ::1") from None
    if not address.is_loopback and not listener.may_leave_loopback:
        raise UsageError(
            f"--bind {address} can be reached from outside this machine; say --beyond-loopback if that is meant"
        )
    if listener.user and not (listener.auth_key and listener.priv_key):
        raise SimulatorError("--v3-user needs --v3-auth-key and --v3-priv-key, of eight characters or more")


def _parts(device: Device) -> tuple[tuple[str, int], ...]:
    counted = ((kind.value, len(device.of_kind(kind))) for kind in SubjectKind)
    return tuple((kind, count) for kind, count in counted if count)


def _kinds(profile: Profile) -> tuple[str, ...]:
    having = {table.kind for table in profile.tables}
    return tuple(kind.value for kind in SubjectKind if kind in having)


def _followed(secret: str) -> str:
    return resolve_secret(secret) if secret.startswith(_REFERENCES) else secret

"""The kinds of equipment that stand in the demo's racks: data."""

from dataclasses import dataclass

from collectors.simulator.hardware import Connector


@dataclass(frozen=True, slots=True)
class Kind:
    """A kind of device. Watts and shares are of the whole device, at its usual load."""

    prefix: str
    """Names of this kind begin so."""
    role: str
    model: str
    height_u: int
    nominal_w: int
    maximum_w: int
    shares: tuple[float, ...]
    """One per power supply: the part of the load it carries while all have power."""
    power_factor: float
    connector: Connector = Connector.C13
    daily: float = 0.06
    restless: float = 0.03
    step: float = 0.0


EVEN = (0.5, 0.5)

TOP_SWITCH = Kind("sw", "switch", "QFX5120-48Y", 1, 180, 450, EVEN, 0.97, daily=0.01, restless=0.01)
CONSOLE = Kind("con", "console-server", "OM2216-L", 1, 25, 40, (1.0,), 0.92, daily=0.0, restless=0.01)
CORE_SWITCH = Kind("sw-core", "switch", "MX304", 2, 860, 1400, EVEN, 0.98, Connector.C19, daily=0.02, restless=0.01)
FIREWALL = Kind("fw", "firewall", "SRX4600", 1, 380, 650, EVEN, 0.96, daily=0.03, restless=0.02)
WEB = Kind("srv-web", "server", "PowerEdge R660", 1, 290, 700, EVEN, 0.96, daily=0.15, restless=0.05)
APPLICATION = Kind(
    "srv-app", "server", "ProLiant DL360 Gen11", 1, 360, 800, EVEN, 0.97, daily=0.12, restless=0.05, step=0.12
)
DATABASE = Kind("srv-db", "server", "PowerEdge R760", 2, 560, 1100, EVEN, 0.98, daily=0.08, restless=0.04, step=0.10)
VIRTUAL_HOST = Kind("srv-vm", "server", "ThinkSystem SR650 V3", 2, 620, 1200, EVEN, 0.98, daily=0.08, restless=0.03)
COMPUTE = Kind(
    "srv-hpc",
    "server",
    "ProLiant DL385 Gen11",
    2,
    950,
    1600,
    EVEN,
    0.99,
    Connector.C19,
    daily=0.02,
    restless=0.04,
    step=0.12,
)
GPU = Kind(
    "srv-gpu", "server", "PowerEdge XE8640", 4, 1150, 2700, (0.6, 0.4), 0.985, Connector.C19, daily=0.01, restless=0.02
)
"""Its firmware prefers the first supply, as some do to keep the second at its most efficient point."""
STORAGE = Kind("sto-san", "storage", "FlashArray//X50", 3, 900, 1500, EVEN, 0.97, daily=0.02, restless=0.02)
BACKUP = Kind("sto-bkp", "storage", "PowerVault ME5084", 5, 780, 1300, EVEN, 0.95, daily=0.01, restless=0.02, step=0.25)
LAB = Kind("srv-lab", "server", "PowerEdge R240", 1, 130, 250, (1.0,), 0.93, daily=0.05, restless=0.05)
TAPE = Kind("sto-tape", "storage", "TS4300", 3, 240, 400, (1.0,), 0.92, daily=0.0, restless=0.02, step=0.3)

"""Runs NetBox's recorded attempts (`oracle_validation.json`) against the project's own model.

An attempt is Python in NetBox's words: `sv(PowerPanel(site=s1, name='P'))`. Here those words act on a `Topology`: to
save is to have an object read from the row as JSON (a template: from the row as NetBox's REST API has it, where alone
templates are rows), to make the changed topology and to ask `change_refusals`; to delete is `merge_removal.without`.
Nothing here decides what is refused.
"""

import ast
import json
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from textwrap import indent
from typing import Any

from tests.netbox_attempt_objects import KIND_OF_MODEL
from tests.netbox_attempt_plant import Plant, RefusedError
from tests.netbox_attempt_rows import Row
from tests.shared_material import SHARED

Attempt = Mapping[str, Any]


@dataclass(frozen=True)
class Outcome:
    """What became of an attempt."""

    accepted: bool
    fields: tuple[str | None, ...] = ()
    """The fields that were refused; None: the object as a whole."""
    result: object = None


def attempts() -> Sequence[Attempt]:
    """All recorded attempts; none where they are absent."""
    path = SHARED / "netbox" / "oracle_validation.json"
    if not path.exists():
        return ()
    found: Sequence[Attempt] = json.loads(path.read_text(encoding="utf-8"))["cases"]
    return found


def run(attempt: Attempt) -> Outcome:
    """Try one attempt on a fresh plant."""
    plant = Plant()
    code = str(attempt["attempt"])
    names = _names(plant, has_components=any(word in code for word in ("o['", "C([", "cab([", "mc(", "P.pk")))
    try:
        result = _compiled(code, names)()
    except RefusedError as refused:
        return Outcome(accepted=False, fields=tuple(refused.fields))
    return Outcome(accepted=True, result=result)


class _Model:
    """`PowerPort(...)`, `PowerPort.objects.get(...)`."""

    def __init__(self, plant: Plant, name: str) -> None:
        self._plant, self._name = plant, name
        self.objects = self

    def __call__(self, **values: Any) -> Row:
        return Row(self._plant, self._name, **values)

    def create(self, **values: Any) -> Row:
        return self._plant.save(self(**values))

    def get(self, **wanted: Any) -> Row:
        return self._plant.find(self._name, **wanted)

    def filter(self, **wanted: Any) -> "_Found":
        return _Found(list(self._plant.rows(self._name, **wanted)))


class _Found:
    def __init__(self, rows: list[Row]) -> None:
        self._rows = rows

    def exists(self) -> bool:
        return bool(self._rows)


_MODELS = (
    *KIND_OF_MODEL,
    "PowerPortTemplate",
    "PowerOutletTemplate",
    "VirtualChassis",
)


def _names(plant: Plant, *, has_components: bool) -> dict[str, Any]:
    """What stands there before each attempt, by the names that the attempts use."""
    models = {name: _Model(plant, name) for name in _MODELS}
    made = _plant_of(models)
    ends: dict[str, Row] = _components_of(models, made) if has_components else {}
    ends["if"] = Row(plant, "Interface", pk=1)

    def cable(a: list[str], b: list[str], **values: Any) -> Row:
        row = models["Cable"](
            a_terminations=[ends[end] for end in a], b_terminations=[ends[end] for end in b], **values
        )
        return plant.save(row)

    def feed(**values: Any) -> Row:
        return models["PowerFeed"](**{"power_panel": made["P"], "name": "F", "voltage": 230, "amperage": 16} | values)

    def marked(name: str) -> Row:
        ends[name].set(mark_connected=True)
        ends[name].save()
        return cable([name], ["p21" if name != "p11" else "o21"])

    return {
        **models,
        **made,
        "o": ends,
        "sv": plant.save,
        "F": feed,
        "PP": lambda device=made["d1"], **values: models["PowerPort"](**{"device": device, "name": "in"} | values),
        "PO": lambda device=made["d1"], **values: models["PowerOutlet"](**{"device": device, "name": "out"} | values),
        "C": cable,
        "cab": cable,
        "mc": marked,
        "dev": lambda name: plant.device(made["dt"], made["s1"], name),
    }


def _plant_of(models: Mapping[str, _Model]) -> dict[str, Row]:
    made: dict[str, Row] = {}
    made["dt"] = models["DeviceType"].create(manufacturer="M", model="V", slug="v")
    other = models["DeviceType"].create(manufacturer="M", model="W", slug="w")
    for number in ("1", "2"):
        site = made[f"s{number}"] = models["Site"].create(name=f"V{number}", slug=f"v{number}")
        made[f"l{number}"] = models["Location"].create(site=site, name="L", slug="l")
        made[f"r{number}"] = models["Rack"].create(site=site, name=f"R{number}")
    for name in ("d1", "d2", "d3", "dx"):
        site = made["s2" if name == "dx" else "s1"]
        made[name] = models["Device"].create(name=name, site=site, device_type=made["dt"], role="r")
    for name in ("P", "P2"):
        made[name] = models["PowerPanel"].create(site=made["s1"], name=name)
    made["pt"] = models["PowerPortTemplate"].create(device_type=made["dt"], name="in")
    made["pt2"] = models["PowerPortTemplate"].create(device_type=other, name="in")
    made["role"] = Row(made["dt"].plant, "Role", pk=1, slug="r")
    return made


def _components_of(models: Mapping[str, _Model], made: Mapping[str, Row]) -> dict[str, Row]:
    ends: dict[str, Row] = {}
    for device in ("1", "2", "3"):
        for number in ("1", "2"):
            owner = made[f"d{device}"]
            port = ends[f"p{device}{number}"] = models["PowerPort"].create(device=owner, name=f"in{number}")
            ends[f"o{device}{number}"] = models["PowerOutlet"].create(
                device=owner, name=f"out{number}", power_port=port
            )
    ends["px"] = models["PowerPort"].create(device=made["dx"], name="in1")
    for name in ("f1", "f2"):
        ends[name] = models["PowerFeed"].create(power_panel=made["P"], name=name)
    return ends


def _compiled(code: str, names: dict[str, Any]) -> Callable[[], object]:
    lines = (line if line.startswith(" ") else line.replace("; ", "\n") for line in code.split("\n"))
    module = ast.parse("def attempt():\n" + indent("\n".join(lines), "    "))
    function = module.body[0]
    assert isinstance(function, ast.FunctionDef)
    last = function.body[-1]
    if isinstance(last, ast.Expr):
        function.body[-1] = ast.copy_location(ast.Return(last.value), last)
    builtins = {"enumerate": enumerate, "getattr": getattr, "len": len}
    scope: dict[str, Any] = {"__builtins__": builtins, **names}
    exec(compile(module, "attempt", "exec"), scope)  # noqa: S102 - attempts are Python, and get our words only
    found: Callable[[], object] = scope["attempt"]
    return found

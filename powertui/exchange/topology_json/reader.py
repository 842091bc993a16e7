"""JSON back to a topology: strict keys and types, each mistake named by its place in the document."""

import json
from dataclasses import fields
from typing import Any, get_args

from powertui.domain.topology import Topology
from powertui.errors import ModelError
from powertui.exchange.problems import Problems, shown
from powertui.exchange.references import check_references
from powertui.exchange.topology_json.objects import hints, read_object, unknown_key
from powertui.exchange.topology_json.writer import FORMAT, VERSION


def read_topology_json(text: str, name: str) -> Topology:
    """The topology in a file's text. Raises ModelError with what is wrong and where."""
    where = shown(name, 200)
    try:
        document = json.loads(text)
    except (ValueError, RecursionError) as error:
        raise ModelError(f"{where} is not JSON: {error}") from None
    if not isinstance(document, dict) or document.get("format") != FORMAT:
        raise ModelError(f'{where} is not a model in JSON: it should begin with "format": "{FORMAT}"')
    if document.get("version") != VERSION:
        raise ModelError(f"{where}: this program reads version {VERSION} of the format")
    problems = Problems()
    kinds = {field.name: get_args(hints(Topology)[field.name])[0] for field in fields(Topology)}
    for key in document.keys() - kinds.keys() - {"format", "version"}:
        problems.add(where, unknown_key(key, list(kinds)))
    read = {key: _objects(document.get(key, []), kind, f"{where}: {key}", problems) for key, kind in kinds.items()}
    problems.raise_if_any()
    topology = Topology(**read)
    check_references(topology, where)
    return topology


def _objects(values: object, kind: type[Any], place: str, problems: Problems) -> tuple[Any, ...]:
    if not isinstance(values, list):
        problems.add(place, "must be a list")
        return ()
    read = []
    for number, value in enumerate(values):
        found = read_object(value, kind)
        if isinstance(found, tuple):
            for wrong in found:
                problems.add(f"{place}[{number}]", str(wrong))
        else:
            read.append(found)
    return tuple(read)

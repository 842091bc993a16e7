"""Small hand-made walks of families: written as columns, read as tables that a test can state whole."""

from collections.abc import Mapping

from powertui.domain.reading import Quality
from tests.collectors.devices import SYS_DESCR, SYS_OBJECT_ID, Device, Raw, oid

Cells = Mapping[str, Mapping[str, Raw]]
"""By column, then by index."""
Facts = dict[str, dict[str, float | Quality]]


def system(sys_object_id: str, sys_descr: str = "") -> dict[str, Raw]:
    """What every agent says of itself."""
    return {SYS_OBJECT_ID: oid(sys_object_id), SYS_DESCR: sys_descr}


def columns(root: str, cells: Cells) -> dict[str, Raw]:
    """Cells by column and index: `columns("10456.3.3", {"2.1.3": {"1": 231}})`; a scalar has the index 0."""
    return {f"{root}.{column}.{index}": raw for column, rows in cells.items() for index, raw in rows.items()}


def facts(device: Device) -> Facts:
    """All numbers of a device: by part (`outlet 3`), then by quantity; where there is none, why there is none."""
    polled = device.batch.readings(device.description)
    return {
        f"{part.kind.value} {part.key}": {
            reading.quantity.key: reading.quality if reading.value is None else reading.value
            for reading in (*polled[part.kind, part.key], *part.facts)
        }
        for part in device.description.subjects
    }


def measured(device: Device) -> Facts:
    """The same without what is only computed or configured, and without parts that have nothing else."""
    polled = device.batch.readings(device.description)
    numbers = {
        f"{part.kind.value} {part.key}": {
            reading.quantity.key: reading.quality if reading.value is None else reading.value
            for reading in (*polled[part.kind, part.key], *part.facts)
            if reading.quality is not Quality.ESTIMATED
        }
        for part in device.description.subjects
    }
    return {part: readings for part, readings in numbers.items() if readings}

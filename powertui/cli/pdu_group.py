"""`powertui pdu`: from PDUs to the model."""

import click

from powertui.cli.lazy import LazyCommand, LazyGroup

COMMANDS = (
    LazyCommand("add", "powertui.cli.pdu_add", "add", "Read a PDU and put it into the model."),
    LazyCommand("match", "powertui.cli.pdu_match", "match", "Say which reported outlet is which modelled one."),
)


@click.group(name="pdu", cls=LazyGroup, lazy=COMMANDS)
def pdu_group() -> None:
    """From a PDU that answers SNMP to the device in the model.

    Shows what would change, and asks before it does. The PDU itself is only read.
    """

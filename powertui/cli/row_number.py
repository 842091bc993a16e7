"""Numbers by which people name what a database holds: alerts, maintenance windows."""

import click

ROW_NUMBER = click.IntRange(min=1, max=2**31 - 1)
"""What each of the databases takes; PostgreSQL's plain integers end there."""

"""What the alerts that are open are about, without the rest of them."""

from sqlalchemy import Connection, select

from powertui.domain.alerts import RULE_BY_SLUG, AlertKey, ObjectKind
from powertui.storage import schema


def load_open_keys(connection: Connection) -> frozenset[AlertKey]:
    """Of all that are open, pending ones included."""
    table = schema.alert
    rows = connection.execute(
        select(table.c.rule, table.c.object_kind, table.c.object_id).where(table.c.cleared_at_s.is_(None))
    )
    return frozenset(
        AlertKey(RULE_BY_SLUG[rule], ObjectKind(kind), object_id)
        for rule, kind, object_id in rows
        if rule in RULE_BY_SLUG
    )

"""What all tables are made with: the metadata that they are registered in, and columns that many of them have."""

from enum import Enum
from typing import Any, Generic, TypeVar

from sqlalchemy import Column, Dialect, ForeignKey, Integer, MetaData, String
from sqlalchemy.types import TypeDecorator

_E = TypeVar("_E", bound=Enum)


class Choice(TypeDecorator[_E], Generic[_E]):
    """An enum, stored as its value (NetBox's slug)."""

    impl = String(20)
    cache_ok = True

    def __init__(self, enum: type[_E]) -> None:
        super().__init__()
        self.enum = enum
        self._members = {member.value: member for member in enum}

    def process_bind_param(self, value: _E | None, dialect: Dialect) -> Any:  # noqa: ARG002 - SQLAlchemy's signature
        return None if value is None else value.value

    def process_result_value(self, value: Any | None, dialect: Dialect) -> _E | None:  # noqa: ARG002 - the same
        return None if value is None else self._members[value]


metadata = MetaData(
    naming_convention={
        "ix": "ix_%(table_name)s_%(column_0_N_name)s",
        "uq": "uq_%(table_name)s_%(column_0_N_name)s",
        "fk": "fk_%(table_name)s_%(column_0_name)s",
        "pk": "pk_%(table_name)s",
    }
)


def reference(column: str, *, ondelete: str | None = None) -> ForeignKey:
    # Deferrable: an import removes, renames and adds in one transaction, and only its end has to fit together.
    return ForeignKey(column, deferrable=True, initially="IMMEDIATE", ondelete=ondelete)


def netbox_id() -> Column[int]:
    return Column("netbox_id", Integer, index=True)

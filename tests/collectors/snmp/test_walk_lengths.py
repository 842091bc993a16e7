"""Walks of devices of one kind: what was learnt of the first makes those of the others short, and never wrong."""

from collections.abc import Mapping

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from collectors.snmp.client import Oid, PollPlan, SnmpValue
from collectors.snmp.engines.lengths import MOST_COLUMNS, ColumnLengths
from collectors.snmp.engines.question import Asker
from collectors.snmp.engines.session import AgentSession
from tests.collectors.snmp.exchanges import ScriptedExchange, number

TABLE: Oid = (1, 3, 6, 1, 4, 1, 318, 1)
COLUMNS = tuple((*TABLE, column) for column in range(1, 11))
Rows = Mapping[Oid, int]
"""How many each column has."""

rows_of_a_device = st.fixed_dictionaries(
    {column: st.integers(0, 60 if column == COLUMNS[3] else 4) for column in COLUMNS}
)


def device(rows: Rows) -> ScriptedExchange:
    objects: dict[Oid, SnmpValue] = {
        (*column, row): number(row) for column, count in rows.items() for row in range(1, count + 1)
    }
    return ScriptedExchange(objects | {(*TABLE, 99, 1): number(0)})


async def walked(agent: ScriptedExchange, lengths: ColumnLengths, manners: PollPlan | None = None) -> dict[Oid, int]:
    """How many rows of each column a walk brought."""
    session = AgentSession(Asker(agent, "pdu port 161", agent.clock), "this community", lengths, can_bulk=True)
    answers = await session.walk(COLUMNS, 60, manners or PollPlan(()))
    assert not [answer.failure for answer in answers if answer.failure is not None]
    return {column: len(answer.rows) for column, answer in zip(COLUMNS, answers, strict=True)}


@settings(max_examples=20)
@given(first=rows_of_a_device, second=rows_of_a_device, one_column=st.booleans(), most=st.integers(1, 30))
async def test_whatever_was_learnt_of_another_device_all_rows_come(
    first: Rows, second: Rows, one_column: bool, most: int
) -> None:
    lengths, manners = ColumnLengths(), PollPlan((), max_varbinds=most, one_column=one_column)
    assert await walked(device(first), lengths, manners) == first
    assert await walked(device(second), lengths, manners) == second


@pytest.mark.parametrize("rows", [0, 1, 3])
async def test_columns_of_a_known_length_take_a_request(rows: int) -> None:
    lengths, second = ColumnLengths(), device(dict.fromkeys(COLUMNS, rows))
    await walked(device(dict.fromkeys(COLUMNS, rows)), lengths)
    await walked(second, lengths)
    assert len(second.requests) == 1


async def test_no_request_asks_for_more_than_an_answer_can_hold() -> None:
    lengths = ColumnLengths()
    for _ in range(2):
        agent = device(dict.fromkeys(COLUMNS, 24))
        await walked(agent, lengths)
        assert max(request.size for request in agent.requests) <= 52


def test_what_is_learnt_does_not_grow_without_end() -> None:
    lengths = ColumnLengths()
    for column in range(MOST_COLUMNS + 1):
        lengths.note((1, 3, column), 5)
    assert lengths.left((1, 3, 0), 0) is None
    assert lengths.left((1, 3, MOST_COLUMNS), 0) == 6

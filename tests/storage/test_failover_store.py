"""The record of what single losses mean comes back as it was kept; what is none is nothing."""

from array import array

from hypothesis import given
from hypothesis import strategies as st
from sqlalchemy import Engine

from powertui.domain.redundancy.record import FailoverRecord, SupplyColumns, VerdictColumns
from powertui.storage.engine import reading, writing
from powertui.storage.failover_store import failover_at_s, load_failover, packed, save_failover, unpacked

SUPPLIES = SupplyColumns(
    feed_ids=array("q", (7, 7)),
    legs=b"\0\1",
    after_va=array("d", (3200.0, 1600.5)),
    limit_va=array("d", (8868.0, 0.0)),
    bases=b"\0\2",
    loss_kinds=b"\1\0",
    loss_ids=array("q", (3, 1 << 40)),
    sampled_at_s=array("d", (1.79e9, 1.79e9)),
)
RACKS = VerdictColumns(array("q", (1,)), b"\2", array("d", (108.2,)), b"\1", array("q", (0,)), array("q", (3,)))


def test_a_record_takes_the_place_of_the_one_before(database: Engine) -> None:
    with reading(database) as connection:
        assert (load_failover(connection), failover_at_s(connection)) == (None, None)
    for at_s in (5.0, 9.0):
        record = FailoverRecord(at_s, at_s + 1, SUPPLIES, racks=RACKS)
        with writing(database) as connection:
            save_failover(connection, record)
        with reading(database) as connection:
            assert (load_failover(connection), failover_at_s(connection)) == (record, at_s)


@given(st.binary(max_size=60))
def test_octets_that_nobody_packed_are_no_columns(octets: bytes) -> None:
    assert unpacked(SupplyColumns, octets) is None


def test_columns_of_another_kind_or_of_uneven_lengths_or_unknown_codes_are_none() -> None:
    assert unpacked(SupplyColumns, packed(SUPPLIES)) == SUPPLIES
    assert unpacked(VerdictColumns, packed(SUPPLIES)) is None
    uneven = VerdictColumns(array("q", (1, 2)), b"\1", array("d", (1.0,)), b"\0", array("q", (0,)), array("q", (0,)))
    unknown = VerdictColumns(array("q", (1,)), b"\x63", array("d", (1.0,)), b"\0", array("q", (0,)), array("q", (0,)))
    assert unpacked(VerdictColumns, packed(uneven)) is None
    assert unpacked(VerdictColumns, packed(unknown)) is None

"""Whole lists, whatever the server makes of limits and whoever edits meanwhile."""

import threading
from collections.abc import Callable

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from tests.exchange.netbox_api.big import big
from tests.exchange.netbox_api.conftest import Reader
from tests.exchange.netbox_api.hall import hall, port
from tests.exchange.netbox_api.server import FakeNetBox, Request, serving

PORTS = "dcim/power-ports"


@pytest.fixture
def many(netbox: FakeNetBox) -> FakeNetBox:
    """The hall with 60 more inlets, ids with gaps."""
    netbox.lists[PORTS].extend(port(100 + 3 * number, 51, f"Spare {number}") for number in range(60))
    return netbox


def ids_read(reader: Reader) -> list[int]:
    return sorted(item.id for item in reader().topology.power_ports)


def ids_held(netbox: FakeNetBox) -> list[int]:
    return sorted(row["id"] for row in netbox.lists[PORTS])


def on_page(number: int, change: Callable[[], object]) -> Callable[[Request], None]:
    """Do something once, when a page behind the first of the ports is asked for the n-th time."""
    lock, seen = threading.Lock(), 0

    def before(request: Request) -> None:
        nonlocal seen
        if request.path == PORTS and request.one("offset"):
            with lock:
                seen += 1
                if seen == number:
                    change()

    return before


@settings(deadline=None, max_examples=10, suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(page_size=st.integers(5, 70), max_page_size=st.integers(5, 70), at_once=st.integers(1, 6))
def test_every_row_comes_once_whatever_the_page(
    many: FakeNetBox, page_size: int, max_page_size: int, at_once: int
) -> None:
    many.max_page_size = max_page_size
    assert ids_read(Reader(many, page_size=page_size, pages_at_once=at_once)) == ids_held(many)


def test_a_row_that_goes_meanwhile_makes_the_list_be_read_again(many: FakeNetBox) -> None:
    many.before = on_page(2, lambda: many.lists[PORTS].pop(10))
    assert ids_read(Reader(many, page_size=10)) == ids_held(many)


def test_one_that_comes_for_one_that_goes_is_seen_too(many: FakeNetBox) -> None:
    def swap() -> None:
        del many.lists[PORTS][4]
        many.lists[PORTS].append(port(999, 51, "Late"))

    many.before = on_page(2, swap)
    assert ids_read(Reader(many, page_size=10)) == ids_held(many)


@pytest.mark.parametrize(("version", "parameter"), [("4.6.0", "start"), ("4.5.9", "id__gt")])
def test_a_list_that_never_rests_is_read_by_id(many: FakeNetBox, version: str, parameter: str) -> None:
    many.version = version
    late = iter(range(1000, 2000))

    def grow(request: Request) -> None:
        if request.path == PORTS and request.one("offset"):
            many.lists[PORTS].append(port(next(late), 51, "Late"))

    many.before = grow
    assert ids_read(Reader(many, page_size=10)) == ids_held(many)
    assert any(parameter in request.query for request in many.asked(PORTS))


def test_pages_come_at_once_and_no_more_than_are_allowed(many: FakeNetBox) -> None:
    lock, now, most = threading.Lock(), 0, 0
    all_there = threading.Barrier(3)
    met = threading.Event()

    def before(request: Request) -> None:
        nonlocal now, most
        with lock:
            now += 1
            most = max(most, now)
        if request.path == PORTS and request.one("offset") and not met.is_set():
            all_there.wait(timeout=60)
            met.set()
        with lock:
            now -= 1

    many.before = before
    assert ids_read(Reader(many, page_size=7, pages_at_once=3)) == ids_held(many)
    assert met.is_set()
    assert most <= 3


def test_many_racks_are_read_in_a_few_questions() -> None:
    with serving(big(40)) as netbox:
        topology = Reader(netbox)().topology
    assert (len(topology.cables), len(topology.power_ports), len(topology.power_outlets)) == (1760, 1760, 1680)
    assert len(topology.poll_targets) == 80
    assert len(netbox.requests) < 60
    assert all(request.one("exclude") == "config_context" for request in netbox.asked("dcim/devices"))


def test_progress_tells_each_list_to_its_end(many: FakeNetBox) -> None:
    reader = Reader(many, page_size=10)
    reader()
    last = {plural: (done, total) for plural, done, total in reader.told}
    assert last["power ports"] == (64, 64)
    assert all(done == total for done, total in last.values())


def test_a_netbox_without_filters_for_cables_is_read_as_a_whole(netbox: FakeNetBox) -> None:
    netbox.ignored_filters = frozenset({"termination_a_type", "termination_b_type"})
    assert [cable.id for cable in Reader(netbox)().topology.cables] == [81, 82, 83, 84, 85]


def test_power_cables_among_many_others_are_all_found(netbox: FakeNetBox) -> None:
    template = hall()["dcim/cables"][5]
    netbox.lists["dcim/cables"].extend({**template, "id": 1000 + number} for number in range(50))
    assert sorted(cable.id for cable in Reader(netbox)().topology.cables) == [81, 82, 83, 84, 85]
    assert not any(
        request.one("fields") != "id" and "termination_a_type" not in request.query
        for request in netbox.asked("dcim/cables")
    )

"""The lists of racks, feeds and PDUs."""

from powertui.domain.redundancy.causes import Cause, CauseKind
from powertui.presenters.feeds import FEED_COLUMNS, FeedRow, feed_entries, feed_search
from powertui.presenters.pdus import PDU_COLUMNS, PduRow, pdu_entries, pdu_search
from powertui.presenters.racks import RACK_COLUMNS, RackRow, rack_cause_key, rack_entries, rack_search, rack_why
from powertui.presenters.survey_lines import rack_finding
from powertui.presenters.text import text_of
from powertui.tui.failover import Asked
from powertui.tui.places import Place, ViewId
from powertui.tui.views.listing import Listing


class FeedsView(Listing[FeedRow]):
    """All feeds; Enter opens one."""

    def __init__(self) -> None:
        super().__init__(ViewId.FEEDS, FEED_COLUMNS, feed_entries, feed_search, "no power feed in the model")

    def opens(self, key: str) -> Place:
        return Place(ViewId.FEED, key)

    def asks(self) -> Asked:
        return Asked(standings=True)

    def fails(self) -> str:
        return self._list.cursor_key

    def poll_targets(self) -> tuple[int, ...]:
        row = self._list.cursor_record
        return row.load.inlet_target_ids if row else ()


class PdusView(Listing[PduRow]):
    """All polled devices; Enter opens one."""

    def __init__(self) -> None:
        super().__init__(ViewId.PDUS, PDU_COLUMNS, pdu_entries, pdu_search, "no PDU is polled")

    def opens(self, key: str) -> Place:
        return Place(ViewId.PDU, key)

    def fails(self) -> str:
        row = self._list.cursor_record
        device_id = row.target.device_id if row else None
        return "" if device_id is None else Cause(CauseKind.DEVICE, device_id).key

    def poll_targets(self) -> tuple[int, ...]:
        row = self._list.cursor_record
        return (row.target.id,) if row else ()


class RacksView(Listing[RackRow]):
    """All racks; Enter opens the feed that is nearest to its limit."""

    def __init__(self) -> None:
        super().__init__(ViewId.RACKS, RACK_COLUMNS, rack_entries, rack_search, "no rack has a power feed")

    def entitle(self) -> None:
        """In the lower border why its verdict is as it is, and the worst that lint found about it."""
        super().entitle()
        row = self._list.cursor_record
        said = (rack_why(row), text_of(rack_finding(row))) if row else ()
        self._list.set_foot("   ".join(part for part in said if part))

    def opens(self, key: str) -> Place | None:  # noqa: ARG002  # the row under the cursor is the one of that key
        row = self._list.cursor_record
        if row is None:
            return None
        feeds = [load for side in row.sides for load in side.feeds]
        worst = max(feeds, key=lambda load: load.worst_pct or 0.0)
        return Place(ViewId.FEED, f"feed:{worst.feed.id}")

    def asks(self) -> Asked:
        return Asked(standings=True)

    def fails(self) -> str:
        """The loss that is the worst for the rack, else its first feed."""
        row = self._list.cursor_record
        return rack_cause_key(row) if row is not None else ""

    def poll_targets(self) -> tuple[int, ...]:
        row = self._list.cursor_record
        if row is None:
            return ()
        return tuple(target_id for side in row.sides for load in side.feeds for target_id in load.inlet_target_ids)

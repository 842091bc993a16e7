"""The process of `powertui metrics`: an endpoint, a push, or both, on one database, until it is told to end."""

import gc
import signal
from collections.abc import Callable, Iterable, Iterator
from contextlib import ExitStack, suppress
from itertools import chain
from threading import Event, Thread

from sqlalchemy.exc import SQLAlchemyError

from powertui.config import Settings, resolve_secret
from powertui.config_events import address_of
from powertui.config_metrics import DEFAULT_ADDRESS, RemoteWriteSection
from powertui.domain.assumptions import Assumptions
from powertui.errors import ConfigError, CredentialError, DatabaseError, PowertuiError
from powertui.metrics.exposition import TextFormat, exposition
from powertui.metrics.outbox import Outbox
from powertui.metrics.plant import PlantMetrics
from powertui.metrics.pushing import Pushing
from powertui.metrics.remote_write import HttpPost, Receiver, push_blocks
from powertui.metrics.samples import Block
from powertui.metrics.server import MetricsServer
from powertui.metrics.source import MetricsSource
from powertui.services.lifeline import hold_to_parent
from powertui.services.ports import SystemClock
from powertui.services.snapshots import SnapshotSource
from powertui.storage.engine import open_database

END_WITHIN_S = 5.0
"""What is still to be pushed at the end has so long."""

Say = Callable[[str], object]


def run_metrics(
    settings: Settings, *, listen: tuple[str, int] | None, push: bool, say: Say, lifeline: bool = False
) -> None:
    """Serve and push until a signal, or until the parent is gone.

    `listen`: where, in place of the configured address. With neither, only a push needs none. Raises PowertuiError
    where it cannot begin.
    """
    receiver = configured_receiver(settings) if push else None
    address = listen or configured_address(settings) or (None if push else DEFAULT_ADDRESS)
    spare_collector()
    stop = Event()
    for number in (signal.SIGTERM, signal.SIGINT):
        signal.signal(number, lambda *_: stop.set())
    if lifeline:
        hold_to_parent(stop.set)
    clock = SystemClock()
    with ExitStack() as ending:
        source, close = _source(settings)
        ending.callback(close)
        outbox = None
        if receiver is not None:
            post = ending.enter_context(HttpPost(receiver, clock))
            outbox = Outbox(post, clock, settings.metrics.remote_write.most_memory_mb * 1_000_000)
        if address is not None:
            server = ending.enter_context(MetricsServer(address, lambda: _gather(source, outbox)))
            Thread(target=server.serve_forever, name="metrics", daemon=True).start()
            ending.callback(server.shutdown)
            say(f"metrics at {server.url}")
        if outbox is None:
            # The first look takes longest, and Prometheus is not there yet: who pushes begins with one anyway.
            Thread(target=_warm, args=(source,), name="first look", daemon=True).start()
            stop.wait()
            return
        sender = _Sender(outbox, stop)
        sender.start()
        Pushing(source, outbox, say).run(settings.metrics.remote_write.interval_s, stop)
        sender.join(END_WITHIN_S)
        counts = outbox.counts
        say(f"{counts.sent:,} samples pushed; {counts.waiting + counts.refused + counts.overflowed:,} were not")
        if sender.error is not None:
            raise sender.error


class _Sender(Thread):
    """Sends what is in an outbox. What nobody expected ends the process, rather than only the sending."""

    def __init__(self, outbox: Outbox, stop: Event) -> None:
        super().__init__(name="remote-write", daemon=True)
        self._outbox = outbox
        self._stop_event = stop
        self.error: Exception | None = None

    def run(self) -> None:
        try:
            self._outbox.run(self._stop_event)
        except Exception as error:  # noqa: BLE001 - the boundary of a thread: raised again where the process ends
            self.error = error
            self._stop_event.set()


def metrics_text(settings: Settings) -> Iterator[bytes]:
    """The metrics as of now as OpenMetrics, in pieces. Raises DatabaseError where there is no plant."""
    source, close = _source(settings)
    try:
        blocks = _gather(source, None)
        if blocks is None:
            raise DatabaseError("the database does not answer, or holds no plant yet")
        yield from exposition(blocks, TextFormat.OPENMETRICS)
    finally:
        close()


def configured_address(settings: Settings) -> tuple[str, int] | None:
    """Where the configuration has the endpoint."""
    return address_of(settings.metrics.listen) if settings.metrics.listen else None


def configured_receiver(settings: Settings) -> Receiver:
    """Where to push to, with the secrets that the configuration refers to. Raises ConfigError, CredentialError."""
    section = settings.metrics.remote_write
    if section.url is None:
        where = settings.source or "the configuration"
        raise ConfigError(f"{where}: names no receiver; right would be url = ... under [metrics.remote_write]")
    if section.user is not None and section.bearer_token is not None:
        raise ConfigError(
            f"{settings.source}: [metrics.remote_write] has both user and bearer_token; right would be one of them"
        )
    headers = {name: _header_value(reference) for name, reference in section.headers.items()}
    if section.bearer_token is not None:
        headers["Authorization"] = f"Bearer {_header_value(section.bearer_token)}"
    return Receiver(section.url, headers, section.user or "", _password(section))


def _password(section: RemoteWriteSection) -> str:
    return resolve_secret(section.password) if section.password is not None else ""


def _header_value(reference: str) -> str:
    value = resolve_secret(reference)
    if not (value.isascii() and value.isprintable()):
        raise CredentialError(f"what {reference} holds can be no header's value: it has more than printable ASCII")
    return value


def _source(settings: Settings) -> tuple[MetricsSource, Callable[[], None]]:
    clock = SystemClock()
    snapshots = SnapshotSource(open_database(settings.database.url, create=False), clock)
    return MetricsSource(snapshots, PlantMetrics(Assumptions(settings.model.power_factor)), clock), snapshots.close


def _warm(source: MetricsSource) -> None:
    # Whatever is wrong with the database is told to whoever asks for metrics.
    with suppress(PowertuiError, SQLAlchemyError):
        source.now()


def _gather(source: MetricsSource, outbox: Outbox | None) -> Iterable[Block] | None:
    metrics = source.now()
    if metrics is None:
        return None
    return metrics.blocks() if outbox is None else chain(metrics.blocks(), push_blocks(outbox.counts))


def spare_collector() -> None:
    """Let the garbage collector look more rarely: a plant's view is a million objects that hold no cycles.

    Its searches cost a third of a scrape; what few cycles there are are still found.
    """
    gc.set_threshold(200_000, 20, 100)

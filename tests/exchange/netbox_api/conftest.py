"""Test servers, and reading from them without waiting."""

from collections.abc import Iterator
from dataclasses import dataclass, field

import pytest

from powertui.exchange.netbox_api.access import Access
from powertui.exchange.netbox_api.devices import PollingFields
from powertui.exchange.netbox_api.reader import NetBoxImport, read_netbox
from powertui.exchange.netbox_api.scope import Scope
from tests.exchange.netbox_api.hall import hall
from tests.exchange.netbox_api.server import FIRST_TOKEN, FakeNetBox, serving


@pytest.fixture(autouse=True)
def _no_proxy(monkeypatch: pytest.MonkeyPatch) -> None:
    for name in ("HTTP_PROXY", "HTTPS_PROXY", "ALL_PROXY"):
        monkeypatch.delenv(name, raising=False)
        monkeypatch.delenv(name.lower(), raising=False)


@pytest.fixture(autouse=True)
def _environment(monkeypatch: pytest.MonkeyPatch) -> None:
    # Commands know no configuration but what a test gives them, and a token.
    monkeypatch.delenv("POWERTUI_CONFIG", raising=False)
    monkeypatch.setenv("XDG_CONFIG_HOME", "/nonexistent")
    monkeypatch.setenv("NB_TOKEN", FIRST_TOKEN)


@dataclass
class Reader:
    """Reads a NetBox; waits are noted and not waited for."""

    netbox: FakeNetBox
    token: str = FIRST_TOKEN
    page_size: int = 1000
    pages_at_once: int = 4
    waits_s: list[float] = field(default_factory=list)
    told: list[tuple[str, int, int]] = field(default_factory=list)

    async def sleep(self, seconds: float) -> None:
        self.waits_s.append(seconds)

    def __call__(self, scope: Scope | None = None, fields: PollingFields | None = None) -> NetBoxImport:
        access = Access(self.netbox.url, self.token, page_size=self.page_size, pages_at_once=self.pages_at_once)
        return read_netbox(
            access,
            scope or Scope(),
            fields or PollingFields(),
            lambda *told: self.told.append(told),
            self.sleep,
        )


@pytest.fixture
def netbox() -> Iterator[FakeNetBox]:
    """A NetBox with one small hall."""
    with serving(FakeNetBox(hall())) as running:
        yield running


@pytest.fixture
def read(netbox: FakeNetBox) -> Reader:
    return Reader(netbox)

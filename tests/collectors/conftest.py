from collections.abc import Iterator

import pytest

from tests.collectors.recordings import serve_recordings
from tests.shared_material import SHARED


@pytest.fixture(scope="session")
def recordings_port(tmp_path_factory: pytest.TempPathFactory) -> Iterator[int]:
    """The UDP port on which recordings of real PDUs answer."""
    if not SHARED.is_dir():
        pytest.skip("needs ../shared: recordings and truths of real devices")
    with serve_recordings(tmp_path_factory.mktemp("snmpsim")) as port:
        yield port

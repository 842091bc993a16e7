"""Where material lies that tests may read and the project does not contain."""

from pathlib import Path

import pytest

SHARED = Path(__file__).resolve().parents[2] / "shared"
"""Recordings of real devices and figures of a real NetBox, beside the checkout."""

needs_shared = pytest.mark.skipif(
    not SHARED.exists(), reason=f"needs ../shared: {SHARED.name} is not beside the checkout"
)

"""What NetBox took and refused, attempt by attempt, and we with it."""

import json

import pytest

from tests.netbox_attempts import Attempt, attempts, run
from tests.shared_material import needs_shared

ALL_ATTEMPTS = attempts()
NO_FIELD = ("__all__", "__exception__")


@needs_shared
def test_all_attempts_are_there() -> None:
    assert len(ALL_ATTEMPTS) == 124


@pytest.mark.parametrize("attempt", ALL_ATTEMPTS, ids=lambda attempt: attempt["name"])
def test_an_attempt_ends_as_in_netbox(attempt: Attempt) -> None:
    outcome = run(attempt)
    assert outcome.accepted == attempt["accepted"], outcome
    named = {field for field in attempt.get("error", {}) if field not in NO_FIELD}
    assert named <= set(outcome.fields)
    if "result" in attempt:
        assert json.loads(json.dumps(outcome.result)) == attempt["result"]

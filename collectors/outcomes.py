"""From how a request failed to how a poll ended."""

from collectors.snmp.client import SnmpError, SnmpFailure
from powertui.domain.reading import PollFailure, PollOutcome

_OUTCOMES = {
    SnmpError.TIMEOUT: PollOutcome.TIMEOUT,
    SnmpError.UNREACHABLE: PollOutcome.UNREACHABLE,
    SnmpError.AUTHORIZATION: PollOutcome.REFUSED,
    SnmpError.TOO_BIG: PollOutcome.BAD_ANSWER,
    SnmpError.AGENT_ERROR: PollOutcome.BAD_ANSWER,
    SnmpError.BAD_ANSWER: PollOutcome.BAD_ANSWER,
}


def failure_of(failure: SnmpFailure) -> PollFailure:
    """The same failure, in the words of a poll."""
    return PollFailure(_OUTCOMES[failure.error], failure.detail)

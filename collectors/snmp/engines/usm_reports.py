"""What an SNMPv3 agent reports instead of an answer, and how to say it to a person. Pure."""

from enum import Enum

from collectors.snmp.client import Credential, Oid, SnmpError, SnmpFailure

_USM: Oid = (1, 3, 6, 1, 6, 3, 15, 1, 1)
_MPD: Oid = (1, 3, 6, 1, 6, 3, 11, 2, 1)
_TARGET: Oid = (1, 3, 6, 1, 6, 3, 12, 1)


class Complaint(Enum):
    """The counters that a report may be about (RFC 3414 5, RFC 3412 5, RFC 3413 4.1.2), without their instance."""

    UNSUPPORTED_LEVEL = (*_USM, 1)
    NOT_IN_TIME_WINDOW = (*_USM, 2)
    UNKNOWN_USER = (*_USM, 3)
    UNKNOWN_ENGINE_ID = (*_USM, 4)
    WRONG_DIGEST = (*_USM, 5)
    DECRYPTION_ERROR = (*_USM, 6)
    UNKNOWN_SECURITY_MODEL = (*_MPD, 1)
    INVALID_MESSAGE = (*_MPD, 2)
    UNKNOWN_PDU_HANDLER = (*_MPD, 3)
    UNAVAILABLE_CONTEXT = (*_TARGET, 4)
    UNKNOWN_CONTEXT = (*_TARGET, 5)


_BY_OID = {complaint.value: complaint for complaint in Complaint}

_SENTENCES = {
    Complaint.UNSUPPORTED_LEVEL: "does not take the user {user!r} at the level {level}",
    Complaint.NOT_IN_TIME_WINDOW: "holds requests for too old or too new, even after it told the time: its clock or "
    "its count of restarts is off",
    Complaint.UNKNOWN_USER: "does not know the user {user!r}",
    Complaint.UNKNOWN_ENGINE_ID: "calls itself another engine each time that it is asked: do two devices share its "
    "address?",
    Complaint.WRONG_DIGEST: "refuses the authentication password of the user {user!r}: it is wrong, or the protocol is "
    "not {auth}",
    Complaint.DECRYPTION_ERROR: "cannot decrypt: the privacy password of the user {user!r} is wrong, or the protocol "
    "is not {priv}",
    Complaint.UNKNOWN_SECURITY_MODEL: "speaks SNMPv3, but not with users and passwords (USM)",
    Complaint.INVALID_MESSAGE: "takes the request for no proper SNMPv3 message",
    Complaint.UNKNOWN_PDU_HANDLER: "has nothing that answers the engine and context {context!r}",
    Complaint.UNAVAILABLE_CONTEXT: "has the context {context!r}, but cannot serve it now",
    Complaint.UNKNOWN_CONTEXT: "has no context {context!r}",
}
"""Ends of a sentence that begins with where the agent is."""

_OUR_FAULT = frozenset({Complaint.UNKNOWN_SECURITY_MODEL, Complaint.INVALID_MESSAGE, Complaint.UNKNOWN_PDU_HANDLER})
"""With these nobody is refused, they do not understand each other."""

_ONLY_SIGNED = (
    "answers the user {user!r} with signed messages, and encrypted ones not at all: the privacy password is wrong, the "
    "protocol is not {priv}, or the user has none there"
)
_OR_CONTEXT = "; or there is no context {context!r}"


def complaint_of(counter: Oid) -> Complaint | None:
    """What a report's counter stands for."""
    return _BY_OID.get(counter[:-1]) or _BY_OID.get(counter)


def level_of(credential: Credential) -> str:
    """The security level that a credential's keys make."""
    if credential.auth is None:
        return "noAuthNoPriv"
    return "authNoPriv" if credential.priv is None else "authPriv"


def failure_of(complaint: Complaint, where: str, credential: Credential) -> SnmpFailure:
    """A complaint as a failure, with a sentence."""
    error = SnmpError.BAD_ANSWER if complaint in _OUR_FAULT else SnmpError.AUTHORIZATION
    return SnmpFailure(error, f"{where} {_filled(_SENTENCES[complaint], credential)}")


def only_signed(where: str, credential: Credential) -> SnmpFailure:
    """Silence to whatever is encrypted: agents that cannot decrypt a message often do not say so."""
    sentence = _ONLY_SIGNED + (_OR_CONTEXT if credential.context else "")
    return SnmpFailure(SnmpError.AUTHORIZATION, f"{where} {_filled(sentence, credential)}")


def _filled(sentence: str, credential: Credential) -> str:
    """A sentence with what may be said of a credential; it has no room for secrets."""
    return sentence.format(
        user=credential.user,
        level=level_of(credential),
        auth=credential.auth.value if credential.auth else "none",
        priv=credential.priv.value if credential.priv else "none",
        context=credential.context,
    )

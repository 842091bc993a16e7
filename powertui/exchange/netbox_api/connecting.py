"""Why a NetBox could not be reached, or stopped in mid-sentence."""

import socket
import ssl
from collections.abc import Iterator

import httpx

from powertui.exchange.netbox_api.failure import Trouble, shown


def connection_trouble(error: httpx.HTTPError, url: str, *, has_answered: bool) -> Trouble:
    """What became of a request without an answer. Before the first answer, an address is wrong rather than busy."""
    host = httpx.URL(url).netloc.decode()
    for cause in _causes(error):
        if isinstance(cause, ssl.SSLCertVerificationError):
            why = shown(cause.verify_message)
            hint = "--ca-file names the authority that signed it"
            return Trouble(f"{host}: its TLS certificate is not trusted: {why}; {hint}", may_pass=False)
        reason = _reason(cause)
        if reason:
            return Trouble(f"{host}: {reason}", may_pass=has_answered)
    if isinstance(error, (httpx.ConnectTimeout, httpx.ConnectError)):
        why = shown(str(error)) or "no answer"
        return Trouble(f"{host}: cannot be connected to: {why}", may_pass=has_answered)
    if isinstance(error, httpx.TimeoutException):
        hint = "fewer pages at once or smaller ones may help (pages_at_once, page_size)"
        return Trouble(f"{host}: does not answer in time; {hint}", may_pass=True)
    if isinstance(error, (httpx.NetworkError, httpx.RemoteProtocolError)):
        return Trouble(f"{host}: the connection is cut in the middle of an answer", may_pass=True)
    return Trouble(f"{host}: answers what cannot be read: {shown(str(error))}", may_pass=False)


def _reason(cause: BaseException) -> str:
    """What the operating system or TLS says, in words; empty where it is none of the usual."""
    if isinstance(cause, ssl.SSLError):
        reason = shown(cause.reason or str(cause)).replace("_", " ").lower()
        return f"TLS fails: {reason}; does it speak https at that port?"
    if isinstance(cause, socket.gaierror):
        return "no such host: its name cannot be resolved"
    if isinstance(cause, ConnectionRefusedError):
        return "refuses the connection; does NetBox listen at that port?"
    return ""


def _causes(error: BaseException) -> Iterator[BaseException]:
    """An error, what led to it, and what led to that."""
    waiting: list[BaseException] = [error]
    seen: set[int] = set()
    while waiting:
        current = waiting.pop()
        if id(current) in seen:
            continue
        seen.add(id(current))
        yield current
        if isinstance(current, BaseExceptionGroup):
            waiting.extend(current.exceptions)
        waiting.extend(cause for cause in (current.__context__, current.__cause__) if cause is not None)

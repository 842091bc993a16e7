"""What an answer other than 200 means, said with what would help."""

import json
from collections.abc import Iterator

import httpx

from powertui.exchange.netbox_api.endpoints import Endpoint
from powertui.exchange.netbox_api.failure import Trouble, shown

_PASSING = frozenset({500, 502, 503, 504})


def refusal(response: httpx.Response, endpoint: Endpoint | None, retry_after_s: float | None) -> Trouble:
    """The trouble behind a status code; `retry_after_s` is what the server asks for."""
    code = response.status_code
    where = str(response.url.copy_with(query=None))
    if code in {401, 403}:
        return Trouble(_forbidden(response, endpoint, where), may_pass=False, is_not_shown=True)
    if code == 404:
        sentence = f"{where} is not there (404): is that a NetBox? Right would be its address as in the browser"
        return Trouble(sentence, may_pass=False, is_not_shown=True)
    if code == 429:
        asks = "" if retry_after_s is None else f", and asks to be left alone for {retry_after_s:.0f} s"
        return Trouble(f"{where}: NetBox is asked too often (429){asks}", may_pass=True, wait_s=retry_after_s)
    if code in _PASSING:
        sentence = f"{where}: NetBox fails ({code}){_said(response)}"
        return Trouble(sentence, may_pass=True, wait_s=retry_after_s)
    if 300 <= code < 400:
        target = shown(response.headers.get("location", "elsewhere"))
        return Trouble(f"{where} points to {target}: use NetBox's own address", may_pass=False)
    return Trouble(f"{where}: NetBox refuses the question ({code}){_said(response)}", may_pass=False)


def _forbidden(response: httpx.Response, endpoint: Endpoint | None, where: str) -> str:
    said = _said(response)
    if "permission" in said.lower() and endpoint is not None:
        return f"the token may not read {endpoint.plural} ({response.status_code}): its user needs {endpoint.right}"
    return f"{where}: NetBox does not accept the token ({response.status_code}){said}"


def _said(response: httpx.Response) -> str:
    """What the body gives as a reason, behind a colon; nothing where it is a page for people."""
    try:
        body = json.loads(response.content)
    except ValueError:
        return ""
    reasons = "; ".join(_reasons(body))
    return f": {shown(reasons)}" if reasons else ""


def _reasons(body: object, name: str = "") -> Iterator[str]:
    if isinstance(body, dict):
        for key, value in body.items():
            if key not in {"exception", "netbox_version", "python_version"}:
                yield from _reasons(value, "" if key in {"detail", "error"} else str(key))
    elif isinstance(body, list):
        for value in body:
            yield from _reasons(value, name)
    elif isinstance(body, str):
        yield f"{name}: {body}" if name else body

"""Where a plan says that devices and panels are polled."""

from powertui.domain.merge_kinds import ModelKind
from powertui.domain.poll_address import NoAddress, poll_address
from powertui.domain.poll_target import PollTarget
from powertui.exchange.plan_file.draft import Draft, PollDefaults
from powertui.exchange.plan_file.language import Scope, Unusable, address
from powertui.exchange.plan_file.repeat import Item, items
from powertui.exchange.problems import Place
from powertui.exchange.yaml_fields import Fields
from powertui.exchange.yaml_nodes import Scalar, Table


def read_defaults(plan: Fields, draft: Draft) -> None:
    """`polling: {credential: …, port: …, family: …, interval_s: …}`."""
    for table in plan.tables("polling", "polling"):
        fields = draft.fields(table)
        draft.polling = PollDefaults(
            fields.text("credential"), fields.whole("port") or 161, fields.text("family"), fields.number("interval_s")
        )
        fields.finish("polling")


def read_poll(
    item: Item, draft: Draft, name: str, *, device_id: int | None = None, power_panel_id: int | None = None
) -> None:
    """`poll: ADDRESS` or `poll: {host: …}` of a device or panel; its name is the target's, if none is given."""
    node = item.fields.node("poll")
    if node is None:
        return
    table = Table(node.line, {"host": node}, {"host": node.line}) if isinstance(node, Scalar) else node
    if not isinstance(table, Table):
        draft.problems.add(Place(draft.file, node.line), "poll must be an address, or have keys such as host: …")
        return
    fields = draft.fields(table, item.scope)
    target = _target(fields, draft, item.scope, fields.text("name") or name, device_id, power_panel_id)
    draft.objects[ModelKind.POLL_TARGET].append(target)
    fields.finish("poll")


def read_targets(plan: Fields, draft: Draft) -> None:
    """`poll_targets:` that hang on nothing, or on more than one thing."""
    for item in items(plan.items("poll_targets"), "poll target", draft, Scope()):
        fields = item.fields
        target = _target(fields, draft, item.scope, item.name, None, None)
        draft.objects[ModelKind.POLL_TARGET].append(target)
        for key, field, kind in (
            ("device", "device_id", ModelKind.DEVICE),
            ("panel", "power_panel_id", ModelKind.POWER_PANEL),
        ):
            fields.asked.add(key)
            draft.refer(ModelKind.POLL_TARGET, target, field, kind, fields, key, item.scope)
        fields.asked |= {"for", "use", "count", "name"}
        fields.finish("a poll target")


def _target(
    fields: Fields, draft: Draft, scope: Scope, name: str, device_id: int | None, power_panel_id: int | None
) -> PollTarget:
    host, own_port = _host(fields, draft, scope)
    port = fields.whole("port")
    if own_port is not None and port is not None and port != own_port:
        draft.problems.add(fields.place("host"), f"the port is {own_port} behind the address and {port} beside it")
    if not name:
        draft.problems.add(fields.place(), "a poll target of a device without a name needs a name of its own")
    defaults = draft.polling
    credential = fields.text("credential") or defaults.credential
    if not credential:
        draft.problems.add(
            fields.place(),
            "a poll target needs a credential: the name of one in the configuration, here or in polling:",
        )
    return PollTarget(
        draft.next_id(ModelKind.POLL_TARGET),
        name,
        host,
        own_port or port or defaults.port,
        credential,
        fields.text("family") if fields.has("family") else defaults.family,
        fields.number("interval_s") if fields.has("interval_s") else defaults.interval_s,
        device_id,
        power_panel_id,
    )


def _host(fields: Fields, draft: Draft, scope: Scope) -> tuple[str, int | None]:
    """The host and, where it stands behind it, the port."""
    if not fields.raw("host"):
        draft.problems.add(fields.place("host"), "a poll target needs a host: its address or host name")
        return "", None
    try:
        found = poll_address(address(fields.raw("host") or "", scope))
    except Unusable as error:
        draft.problems.add(fields.place("host"), str(error))
        return "", None
    if isinstance(found, NoAddress):
        draft.problems.add(fields.place("host"), found.sentence)
        return "", None
    return found.host, found.port

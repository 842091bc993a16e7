"""Objects that a plan writes once and means several times: ranges, lists, counts, loops and templates."""

from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from itertools import product
from math import prod

from powertui.exchange.plan_file.draft import Draft
from powertui.exchange.plan_file.language import MOST_REPEATED, Named, Scope, Unusable, plain, ranged
from powertui.exchange.problems import Place, quoted
from powertui.exchange.yaml_fields import Fields, unknown_key
from powertui.exchange.yaml_nodes import Node, Scalar, Sequence, Table


@dataclass(frozen=True, slots=True)
class Item:
    """One object that is meant."""

    name: str
    fields: Fields
    scope: Scope


def items(
    nodes: Iterable[Node], what: str, draft: Draft, scope: Scope, *, may_be_unnamed: bool = False
) -> Iterator[Item]:
    """All objects that a list means. `what` is also the placeholder for the name: `{rack}`."""
    for node in nodes:
        if isinstance(node, Sequence):
            draft.problems.add(Place(draft.file, node.line), f"a {what} must not be a list in a list")
            continue
        table = Table(node.line, {"name": node}, {"name": node.line}) if isinstance(node, Scalar) else node
        table = _with_template(table, draft)
        for inner in _loops(table, draft, scope):
            fields = draft.fields(table, inner)
            fields.asked |= {"for", "use", "count", "name"}
            named = list(_names(fields, draft, inner, what, may_be_unnamed=may_be_unnamed))
            for name, number in named:
                within = inner.with_value(**{what.replace(" ", "_"): name, "n": number})
                yield Item(name, draft.fields(table, within), within)


def finished(item: Item, what: str) -> None:
    """Complain about keys that nobody asked for."""
    item.fields.asked |= {"for", "use", "count", "name", "key"}
    item.fields.finish(what)


def texts(fields: Fields, key: str, draft: Draft, scope: Scope) -> list[Named]:
    """The texts under a key, ranges spelled out, each still escaped."""
    found: list[Named] = []
    for node in fields.items(key):
        place = Place(draft.file, node.line)
        if not isinstance(node, Scalar):
            draft.problems.add(place, f"{key} must be a text or a list of texts")
            continue
        try:
            found += ranged(draft.expanded(node.text, scope, place))
        except Unusable as error:
            draft.problems.add(place, str(error))
    return found


def _with_template(table: Table, draft: Draft) -> Table:
    for _ in range(10):
        use = table.entries.get("use")
        if use is None:
            return table
        place = Place(draft.file, use.line)
        name = use.text if isinstance(use, Scalar) else ""
        template = draft.templates.get(name)
        if template is None:
            draft.problems.add(place, unknown_key(name, "templates", draft.templates))
            break
        own = {key: node for key, node in table.entries.items() if key != "use"}
        table = Table(table.line, {**template.entries, **own}, {**template.lines, **table.lines})
    else:
        draft.problems.add(Place(draft.file, table.line), "uses templates that use each other")
    return Table(table.line, {key: node for key, node in table.entries.items() if key != "use"}, table.lines)


def _loops(table: Table, draft: Draft, scope: Scope) -> Iterator[Scope]:
    """A scope for each value of `for: {side: [A, B]}`."""
    node = table.entries.get("for")
    if node is None:
        yield scope
        return
    if not isinstance(node, Table):
        draft.problems.add(Place(draft.file, node.line), "for must be such as {side: [A, B]}")
        return
    loops = draft.fields(node, scope)
    values = [[(key, plain(named.text)) for named in texts(loops, key, draft, scope)] for key in node.entries]
    if prod(len(each) for each in values) > MOST_REPEATED:
        draft.problems.add(Place(draft.file, node.line), f"for means more than {MOST_REPEATED} objects")
        return
    for chosen in product(*values):
        yield scope.with_value(**dict(chosen))


def _names(fields: Fields, draft: Draft, scope: Scope, what: str, *, may_be_unnamed: bool) -> Iterator[tuple[str, str]]:
    """Each name with its number."""
    count = _count(fields, draft)
    if count is not None:
        for number in range(1, count + 1):
            inner = scope.with_value(n=str(number))
            for named in texts(fields, "name", draft, inner) or [Named("", "")]:
                yield plain(named.text), str(number)
        return
    found = texts(fields, "name", draft, scope)
    for position, named in enumerate(found, 1):
        name = plain(named.text)
        if not name and not may_be_unnamed:
            draft.problems.add(fields.place("name"), f"a {what} needs a name")
        yield name, named.number or str(position)
    if not found and not (fields.has("name") and fields.node("name") is not None):
        if may_be_unnamed:
            yield "", "1"
        else:
            draft.problems.add(fields.place(), f"a {what} needs a name")


def _count(fields: Fields, draft: Draft) -> int | None:
    count = fields.whole("count")
    if count is not None and not 0 <= count <= MOST_REPEATED:
        draft.problems.add(fields.place("count"), f"count must be at most {MOST_REPEATED}, not {quoted(str(count))}")
        return 0
    return count

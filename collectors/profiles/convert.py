"""A profile that has passed the schema, on its way to the model: what only the whole can tell is checked here."""

import re
from collections.abc import Iterator, Sequence

from collectors.profiles import columns, identity, model, schema
from collectors.profiles.convert_columns import ColumnConverter
from collectors.profiles.expand import Path
from collectors.profiles.templates import Template
from powertui.domain.reading import SubjectKind


class Converter(ColumnConverter):
    """One file. Mistakes are collected; with any, the profile is not to be used.

    `groups` has for each table the position of the element of the file that it comes from.
    """

    def __init__(self, checked: schema.ProfileFile, groups: Sequence[int]) -> None:
        super().__init__(checked)
        self._groups = groups

    def profile(self, origin: str) -> model.Profile:
        file = self._file
        profile = model.Profile(
            family=file.family,
            vendor=file.vendor,
            mib=file.mib,
            evidence=file.evidence,
            first_unit=file.first_unit,
            detection=self._detection(file.detect),
            identity=identity.Identity(
                self._sources("model"),
                self._sources("serial"),
                self._sources("firmware"),
                self._sources("name"),
                self._sources("vendor"),
            ),
            tables=tuple(self._table(("tables", position), table) for position, table in enumerate(file.tables)),
            derives=tuple(self._derive(("derive", position), one) for position, one in enumerate(file.derive)),
            talk=model.Talk(file.talk.max_varbinds, file.talk.bulk, file.talk.one_column, file.talk.timeout_s),
            binding=file.target,
            note=file.note,
            origin=origin,
        )
        self._check_enums()
        return profile

    def _detection(self, detect: schema.DetectFile) -> identity.Detection:
        known = (*detect.sys_object_ids, *detect.exact_sys_object_ids)
        can_be_probed = detect.probe or detect.probe_columns or detect.probe_where
        if not can_be_probed and not known:
            self._wrong(
                ("detect",), "has neither a sysObjectID of its own nor a probe: nothing would be recognised by it"
            )
        if detect.generic and not can_be_probed:
            self._wrong(("detect",), "is generic, so it needs a probe: no sysObjectID tells such devices")
        for position, condition in enumerate(detect.probe_where):
            if not condition.values and not condition.pattern:
                self._wrong(("detect", "probe_where", position), "needs values or a pattern")
        return identity.Detection(
            sys_object_ids=self._oids(detect.sys_object_ids),
            shared_sys_object_ids=self._oids(detect.shared_sys_object_ids),
            probe=self._oids(detect.probe),
            exact_sys_object_ids=self._oids(detect.exact_sys_object_ids),
            sys_descr=detect.sys_descr,
            not_sys_descr=detect.not_sys_descr,
            probe_columns=self._oids(detect.probe_columns),
            probe_where=tuple(
                identity.ProbeCondition(self._oid(condition.oid), frozenset(condition.values), condition.pattern)
                for condition in detect.probe_where
            ),
            probe_absent=self._oids(detect.probe_absent),
            generic=detect.generic,
        )

    def _sources(self, what: str) -> tuple[identity.Source, ...]:
        sources: tuple[str | schema.SourceFile, ...] = getattr(self._file.identity, what)
        made = []
        for position, source in enumerate(sources):
            if isinstance(source, str):
                made.append(identity.Source(self._oid(source)))
            elif (source.oid is None) == (source.column is None):
                self._wrong(("identity", what, position), "needs either an oid, or a column whose first row it is")
            else:
                at = self._oid(source.oid or source.column or "")
                made.append(identity.Source(at, source.column is not None, source.pattern))
        return tuple(made)

    def _table(self, path: Path, table: schema.TableFile) -> model.Table:
        self._check_names(path, table)
        self._check_uses(path, table)
        return model.Table(
            kind=SubjectKind(table.kind),
            role=table.role,
            group=self._groups[int(path[-1])],
            index=table.index,
            parts=tuple(self._part((*path, "parts", name), table, part) for name, part in table.parts.items()),
            id=Template(table.id),
            unit=Template(table.unit),
            label=template(table.label),
            name=template(table.name),
            leg=template(table.leg),
            branch=template(table.branch),
            alias=template(table.alias),
            where={part: frozenset(values) for part, values in table.where.items()},
            where_not={part: frozenset(values) for part, values in table.where_not.items()},
            rows=self._oids(table.rows),
            skip_empty=table.skip_empty,
            require=self._condition(table.require) if table.require else None,
            bound=model.Bound(
                columns.Lookup(self._oid(table.bound.column), Template(table.bound.index)), table.bound.part
            )
            if table.bound
            else None,
            unused=model.Unused(
                self._quantity((*path, "unused", "all_zero"), table.unused.all_zero),
                self._condition(table.unused.when),
            )
            if table.unused
            else None,
            variables=model.Variables(self._oid(table.variables.name), table.variables.row)
            if table.variables
            else None,
            readings=tuple(
                self._column((*path, "readings", position), table, column)
                for position, column in enumerate(table.readings)
            ),
            facts=tuple(
                self._column((*path, "facts", position), table, column) for position, column in enumerate(table.facts)
            ),
        )

    def _check_enums(self) -> None:
        used = {column.enum for table in self._file.tables for column in (*table.readings, *table.facts)}
        for name in self._file.enums:
            if name not in used:
                self._wrong(("enums", name), "no reading uses it")

    def _check_uses(self, path: Path, table: schema.TableFile) -> None:
        """What a table says and nothing reads is a slip of the pen more often than not."""
        columns = (*table.readings, *table.facts)
        if table.sensors is not None and all(column.sensor is None for column in columns):
            self._wrong((*path, "sensors"), "no reading names a sensor")
        named = [*(column.variable for column in columns), *(part.variable for part in table.parts.values())]
        if table.variables is not None and not any(named):
            self._wrong((*path, "variables"), "no reading names a variable")
        used = {*_templates_of(table), *_filters_of(table)}
        for name, part in reversed(table.parts.items()):
            # A part without a default has a use of its own: rows that lack it do not count.
            if name not in used and part.default is not None:
                self._wrong((*path, "parts", name), "nothing uses it")
            used.update(_fields(part.of, part.index, part.default))

    def _check_names(self, path: Path, table: schema.TableFile) -> None:
        """Templates and filters may name only parts that the table has."""
        known = list(dict.fromkeys(["row", *(part.partition(":")[0] for part in table.index)]))
        if table.variables is not None:
            known += re.compile(table.variables.row).groupindex
        for name, part in table.parts.items():
            for field in _fields(part.of, part.index, part.default):
                if field not in known:
                    self._wrong((*path, "parts", name), f"{{{field}}} is not one of {', '.join(known)}")
            known.append(name)
        for field in (*_templates_of(table), *_filters_of(table)):
            if field not in known:
                self._wrong(path, f"{{{field}}} is not one of the table's parts: {', '.join(known)}")
        if not (table.readings or table.facts or table.rows):
            self._wrong(path, "has neither readings nor facts nor rows; a table is there for what it brings")
        if any(part.endswith(":rest") for part in table.index[:-1]):
            self._wrong((*path, "index"), "what takes the rest stands last")

    def _part(self, path: Path, table: schema.TableFile, part: schema.PartFile) -> model.Part:
        if part.column is None and part.of is None:
            self._wrong(path, "needs a column, or `of`: a template of other parts")
        if part.variable and (table.variables is None or part.column is None):
            self._wrong(path, "names a variable: the table needs [variables], and the part the column of its value")
        return model.Part(
            name=str(path[-1]),
            column=self._maybe(part.column),
            of=template(part.of),
            index=template(part.index),
            map=part.map,
            tail=part.tail,
            pattern=part.pattern,
            hex=part.hex,
            octets=part.octets,
            variable=part.variable,
            blank=part.blank,
            default=template(part.default),
        )

    def _derive(self, path: Path, derive: schema.DeriveFile) -> model.Derive:
        over_others = derive.rule in {model.DeriveRule.SUM, model.DeriveRule.MAX}
        if over_others and derive.of is None:
            self._wrong(path, f"{derive.rule.value} needs `of`: the kind whose values are taken")
        if not over_others and derive.of is not None:
            self._wrong(path, f"{derive.rule.value} is computed from a subject's own values and takes no `of`")
        return model.Derive(
            kind=SubjectKind(derive.kind),
            quantity=self._quantity((*path, "quantity"), derive.quantity),
            rule=derive.rule,
            of=SubjectKind(derive.of) if derive.of else None,
            per_unit=derive.per_unit,
        )


def template(text: str | None) -> Template | None:
    return None if text is None else Template(text)


def _templates_of(table: schema.TableFile) -> Iterator[str]:
    yield from _fields(table.id, table.unit, table.label, table.name, table.leg, table.branch, table.alias)
    yield from _fields(*(cell.index for cell in (table.require, table.bound) if cell is not None))
    for column in (*table.readings, *table.facts):
        yield from _fields(column.at)
        yield from _fields(column.percent_of.index if column.percent_of is not None else None)
        yield from _fields(None if isinstance(column.fahrenheit, bool) else column.fahrenheit.index)


def _filters_of(table: schema.TableFile) -> Iterator[str]:
    yield from (*table.where, *table.where_not, *table.skip_empty)
    if table.bound is not None:
        yield table.bound.part


def _fields(*texts: str | None) -> Iterator[str]:
    for text in texts:
        if text is not None:
            yield from Template(text).fields

"""Where the rules put what they find in a round."""

from dataclasses import dataclass, field

from powertui.domain.alert_life.conditions import Conditions
from powertui.domain.alerts import AlertKey, Finding, ObjectKind, RuleKind, Severity
from powertui.domain.plant import PlantView
from powertui.domain.reading import Quality, Reading
from powertui.domain.rules.settings import PlacesOf, RuleSettings
from powertui.domain.rules.spec import RuleSpec
from powertui.domain.rules.whereabouts import Places, Whereabouts


@dataclass(slots=True)
class Gathering:
    """A round in the making, with what every rule needs."""

    view: PlantView
    settings: RuleSettings
    where: Whereabouts
    holds: dict[AlertKey, Finding] = field(default_factory=dict)
    band: set[AlertKey] = field(default_factory=set)
    unknown: set[AlertKey] = field(default_factory=set)

    def spec(self, kind: RuleKind, places_of: PlacesOf) -> RuleSpec:
        return self.settings.spec(kind, places_of)

    def found(self, finding: Finding) -> None:
        self.holds[finding.key] = finding

    def in_band(self, key: AlertKey) -> None:
        self.band.add(key)

    def not_known(self, key: AlertKey) -> None:
        self.unknown.add(key)

    def conditions(self) -> Conditions:
        return Conditions(self.holds, self.band, self.unknown)


def stated(
    key: AlertKey,
    spec: RuleSpec,
    name: str,
    message: str,
    places: Places,
    *,
    severity: Severity | None = None,
    part: str = "",
    sampled_at_s: float | None = None,
) -> Finding:
    """A finding without a figure or a limit: it is so, or it is not. Of the rule's own severity where none is given."""
    return Finding(
        key=key,
        severity=spec.warn_severity if severity is None else severity,
        object_name=name,
        limit_name="",
        limit_value=None,
        measured_value=None,
        unit="",
        message=message,
        part=part,
        sampled_at_s=sampled_at_s,
        advice=spec.advice,
        places=places,
    )


def key_of(rule: RuleKind, kind: ObjectKind, object_id: int) -> AlertKey:
    return AlertKey(rule, kind, object_id)


def judged_value(reading: Reading) -> float | None:
    """The value, if an alert may rest on it: neither stale nor missing nor impossible."""
    return reading.value if reading.quality < Quality.STALE else None


def was_measured(reading: Reading) -> bool:
    """There is or was a value; what nobody could ever read leaves nothing to wait for."""
    return reading.quality in {Quality.STALE, Quality.IMPLAUSIBLE} or reading.value is not None


def of_estimate(reading: Reading) -> str:
    """What a message says of a value that is one."""
    return ", estimated" if reading.quality is Quality.ESTIMATED else ""

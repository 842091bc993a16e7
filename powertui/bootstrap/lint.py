"""`powertui lint`: the model of a database, judged."""

from powertui.bootstrap.model import open_desk
from powertui.config import Settings
from powertui.domain.assumptions import Assumptions
from powertui.domain.graph import PowerGraph
from powertui.domain.lint.finding import LintFinding
from powertui.domain.lint.run import lint
from powertui.storage.topology_store import load_topology, model_revision
from powertui.storage.warning_store import load_warnings


def lint_database(settings: Settings) -> tuple[LintFinding, ...] | None:
    """All findings, worst first; None where the database holds no model. Raises DatabaseError if there is none."""
    with open_desk(settings, create=False) as desk:
        with desk.engine.connect() as connection:
            if model_revision(connection) == 0:
                return None
            topology = load_topology(connection)
            warnings = load_warnings(connection)
        return lint(PowerGraph(topology), Assumptions(settings.model.power_factor), warnings=warnings)

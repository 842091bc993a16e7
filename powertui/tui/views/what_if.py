"""View 7: choose what fails, and see what goes dark, what each survivor would carry, and what opens next."""

from typing import ClassVar

from textual.app import ComposeResult
from textual.binding import BindingType
from textual.containers import Horizontal

from powertui.domain.object_lookup import NotFound
from powertui.domain.redundancy.causes import Cause
from powertui.domain.redundancy.saved import Scenario, causes_of, words_of
from powertui.presenters import numbers
from powertui.presenters.fail_tree import Causes, cause_of, fail_columns, node_key, panels_open
from powertui.presenters.text import Line, Span, Tone, line
from powertui.presenters.tree import PowerTree
from powertui.presenters.tree_lines import path_to
from powertui.presenters.what_if_page import (
    RESULT_COLUMNS,
    ObjectRow,
    WhatIfPage,
    cascade_lines,
    command_of,
    count_words,
    dark_lines,
    result_entries,
    result_search,
)
from powertui.presenters.wrapping import wrapped
from powertui.tui.actions import Group, bindings
from powertui.tui.failover import Asked, Question
from powertui.tui.places import ViewId
from powertui.tui.scene import Scene
from powertui.tui.screens.add_load import AddLoadScreen
from powertui.tui.screens.scenarios import ScenarioChoice, ScenarioNameScreen, ScenariosScreen
from powertui.tui.shelf import ForgetScenario, KeepScenario
from powertui.tui.views.base import View
from powertui.tui.widgets.live_table import LiveTable
from powertui.tui.widgets.load_tree import LoadTree
from powertui.tui.widgets.span_view import SpanView

NOT_CHOSEN = (
    "Nothing fails yet.",
    "Space on a panel, feed or PDU lets it fail; several fail together. + adds a load that is not there yet.",
    "S saves what is asked under a name, o opens what is saved.",
    "In any other view w asks the same about what is under the cursor.",
)


class FailTree(LoadTree, inherit_bindings=False):
    """Here S saves the scenario; a heading that is clicked turns the order round."""

    BINDINGS: ClassVar[list[BindingType]] = bindings(Group.MOVE, Group.TOP, Group.TABLE, Group.TREE)


class ResultTable(LiveTable[ObjectRow], inherit_bindings=False):
    """As in the tree."""

    BINDINGS: ClassVar[list[BindingType]] = bindings(Group.MOVE, Group.TOP, Group.TABLE)


class WhatIfView(View):
    """What fails on the left, what then happens on the right and below."""

    BINDINGS: ClassVar[list[BindingType]] = bindings(Group.WHAT_IF)
    GROUPS: ClassVar[tuple[Group, ...]] = (Group.WHAT_IF, Group.TABLE, Group.TREE)
    SQUEEZED = frozenset({"what-if-dark"})

    DEFAULT_CSS = """
    WhatIfView {
        .column { height: 1fr; }
        #what-if-top { height: 3fr; }
        #what-if-bottom { height: 2fr; }
        #what-if-fail { width: 38; }
        #what-if-dark { width: 38; }
        #what-if-result { width: 1fr; }
        #what-if-cascade { width: 1fr; }
    }
    WhatIfView.-narrow #what-if-fail { width: 31; }
    """

    def __init__(self) -> None:
        super().__init__(ViewId.WHAT_IF)
        self._question = Question()
        self._arrived_at = ""
        columns = fail_columns(lambda: frozenset(self._question.causes), self._dead)
        self._tree = FailTree("Fail", columns=columns, id="what-if-fail")
        self._tree.add_class("pane")
        self._result = ResultTable(
            "Result", RESULT_COLUMNS, search=result_search, empty="no load moves", id="what-if-result", classes="pane"
        )
        self._darkness = SpanView("Goes dark", id="what-if-dark", classes="pane")
        self._cascade = SpanView("Then", id="what-if-cascade", classes="pane")

    def compose(self) -> ComposeResult:
        with Horizontal(id="what-if-top", classes="column"):
            yield self._tree
            yield self._result
        with Horizontal(id="what-if-bottom", classes="column"):
            yield self._darkness
            yield self._cascade

    def paint(self, scene: Scene) -> None:
        self._tree.show_tree(PowerTree(scene.picture), panels_open)
        self._show_answer()

    def arrive(self) -> None:
        """One cause more where one comes back; what one comes with fails alone."""
        cause = Cause.of_key(self.place.key)
        if cause is None or self.scene is None:
            return
        if self.place.key != self._arrived_at or cause not in self._question.causes:
            self._arrived_at = self.place.key
            self._ask(Question((cause,)))
        tree = PowerTree(self.scene.picture)
        path = path_to(tree, node_key(tree.view, cause))
        self._tree.reveal(tuple(node.key for node in path))

    def crumbs(self) -> tuple[str, ...]:
        page = self._page
        chosen = (*page.failed, *(f"+ {one}" for one in page.added)) if page is not None else ()
        return ("What-if", ", ".join(chosen))

    def asks(self) -> Asked:
        return Asked(question=self._question)

    def fails(self) -> str:
        row = self._tree.cursor_record
        cause = cause_of(row.node) if row is not None else None
        return cause.key if cause is not None else ""

    def action_mark(self) -> None:
        row = self._tree.cursor_record
        cause = cause_of(row.node) if row is not None else None
        if cause is None:
            self.notify("Choose a panel, a feed, a PDU or an outlet: a place itself does not fail.", timeout=4)
            return
        causes = self._question.causes
        kept = tuple(one for one in causes if one != cause)
        self._ask(Question(kept if cause in causes else (*causes, cause), self._question.additions))

    def action_add(self) -> None:
        def add(text: str | None) -> None:
            if text:
                self._ask(Question(self._question.causes, (*self._question.additions, text)))

        self.app.push_screen(AddLoadScreen(), add)

    def action_save(self) -> None:
        if not self._question.is_asked:
            self.notify("Choose first what fails, or add a load: then S saves it under a name.", timeout=4)
            return
        question = self._question

        def save(name: str | None) -> None:
            if name is not None:
                self.post_message(self.HandleScenario(KeepScenario(name, question)))

        self.app.push_screen(ScenarioNameScreen(), save)

    def action_saved(self) -> None:
        scenarios = self.scene.shelf.scenarios if self.scene is not None else ()
        if not scenarios:
            self.notify("Nothing is saved yet: S saves what is asked under a name.", timeout=4)
            return

        def chosen(choice: ScenarioChoice | None) -> None:
            if choice is None:
                return
            if choice.is_forgotten:
                self.post_message(self.HandleScenario(ForgetScenario(choice.scenario.name)))
            else:
                self._open(choice.scenario)

        self.app.push_screen(ScenariosScreen(scenarios), chosen)

    def _open(self, scenario: Scenario) -> None:
        """What is saved is asked, in the words of today's model."""
        if self.scene is None:
            return
        words, causes = words_of(self.scene.picture.view.graph.topology, scenario), causes_of(scenario)
        for found in (words, causes):
            if isinstance(found, NotFound):
                self.notify(found.sentence, severity="warning", markup=False)
                return
        if not isinstance(words, NotFound) and not isinstance(causes, NotFound):
            self._ask(Question(causes, words.adding))

    def action_reset(self) -> None:
        self._ask(Question())

    def on_live_table_opened(self, event: LiveTable.Opened) -> None:
        event.stop()
        if event.table is self._tree:
            self._tree.toggle()

    def on_live_table_moved(self, event: LiveTable.Moved) -> None:
        event.stop()
        self.post_message(self.Changed())

    def _ask(self, question: Question) -> None:
        self._question = question
        self._tree.redraw()
        self._show_answer()
        self.post_message(self.Changed())

    @property
    def _page(self) -> WhatIfPage | None:
        """The answer to what is asked now; None while there is none."""
        if self.scene is None or self.scene.failover.question != self._question:
            return None
        return self.scene.failover.page

    def _dead(self) -> Causes:
        page = self._page
        return page.dead if page is not None else frozenset()

    def _show_answer(self) -> None:
        page = self._page
        query = self._tree.query_text
        self._tree.set_title("Fail", f"filter: {query}" if query else "space chooses")
        additions = " · ".join(f"+ {numbers.plain(text)}" for text in self._question.additions)
        self._tree.set_foot(additions)
        if page is None:
            self._show_none()
            return
        self._tree.redraw()
        self._result.update_entries(result_entries(page))
        self._result.set_title("Result", count_words(page))
        self._result.set_foot(command_of(page, self._question.additions))
        self._darkness.set_title("Goes dark", f"{len(page.dark)}")
        self._darkness.show(lambda _width, _height: dark_lines(page))
        self._cascade.set_title("Then", self._age_words(page))
        self._cascade.show(
            lambda width, _height: cascade_lines(page, width, with_dark=self._darkness in self._squeezed())
        )

    def _show_none(self) -> None:
        """Before there is an answer: what to do, that it is under way, or why there is none."""
        words: tuple[str, ...]
        failover = self.scene.failover if self.scene is not None else None
        if not self._question.is_asked:
            words, tone, remark = NOT_CHOSEN, Tone.DIM, ""
        elif failover is not None and failover.question == self._question:
            words, tone, remark = (failover.problem,), Tone.UNKNOWN, "no answer"
        else:
            words, tone, remark = ("reckoning…",), Tone.DIM, "reckoning…"
        self._result.update_entries([])
        self._result.set_title("Result", remark)
        self._result.set_foot("")
        self._darkness.set_title("Goes dark")
        self._darkness.show(lambda _width, _height: [])
        self._cascade.set_title("Then")
        self._cascade.show(lambda width, _height: _said(words, tone, width))

    def _age_words(self, page: WhatIfPage) -> str:
        if self.scene is None:
            return ""
        age_s = self.scene.picture.now_s - page.at_s
        return f"load of {numbers.age(age_s)} ago" if age_s > self.scene.picture.view.poller.interval_s else ""


def _said(words: tuple[str, ...], tone: Tone, width: int) -> list[Line]:
    return [line(Span(part, tone)) for text in words for part in wrapped(numbers.plain(text), width)]

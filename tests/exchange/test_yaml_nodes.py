"""Two parsers behind one tree: where the quick one answers, it answers as the careful one does."""

import pytest
from hypothesis import given, settings

from powertui.domain.topology import Topology
from powertui.errors import ModelError
from powertui.exchange.plan_file import plan_text
from powertui.exchange.yaml_events import quick_documents
from powertui.exchange.yaml_nodes import DEEPEST, careful_documents, parse_yaml
from tests.exchange.topologies import topologies

PLAIN = [
    "",
    "# nothing but words",
    "a",
    "---\n",
    "b: ~\nc: ''\nd: null\n",
    "a: [1, 'two', \"three\", {b: c}]\n",
    "- a\n-\n- - b\n  - c\n",
    "a: |\n  first\n  second\nb: >-\n  folded\n  text\nc: d\n",
    "a: 1\n---\nb: 2\n",
    "a: b # said\n\n\n'c d':\n  - {e: f,\n     g: h}\n",
    "a: &anchor b\n",
    "yes: no\n1: 0x10\n2024-01-01: 12:30\n",
    "a: b:c\nurl: http://x/y#z\n",
    "a: 1..12\nb: [R01..R12]\n",
    "\ufeffa: ü\n",
    "a: b\r\nc:\r\n  - d\r\n",
]

LEFT = [
    "a: &x 1\nb: *x\n",
    "a: 1\na: 2\n",
    "<<: {a: 1}\n",
    "{a: 1}: 2\n",
    "a: !!int '1'\n",
    "a: b: c\n",
    "a: {\n",
    "\x1b",
]


@pytest.mark.parametrize("text", PLAIN)
def test_both_parsers_give_the_same_tree(text: str) -> None:
    assert quick_documents(text) == careful_documents(text, "file") == parse_yaml(text, "file")


@settings(deadline=None)  # other work on the machine may hold it up
@given(topologies())
def test_both_parsers_read_any_plan_alike(plant: Topology) -> None:
    text = plan_text(plant)
    assert quick_documents(text) == careful_documents(text, "file")


@pytest.mark.parametrize("text", LEFT)
def test_what_needs_words_is_left_to_the_careful_one(text: str) -> None:
    assert quick_documents(text) is None


def test_nesting_has_an_end_whoever_reads() -> None:
    assert quick_documents("[" * DEEPEST + "]" * DEEPEST) is not None
    with pytest.raises(ModelError, match="nests too deep"):
        parse_yaml("[" * 100_000, "file")

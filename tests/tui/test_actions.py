from collections import Counter

from powertui.tui.actions import ACTIONS, Group, actions, bindings, free_groups
from powertui.tui.app import PowertuiApp
from powertui.tui.places import TABS
from powertui.tui.views.registry import VIEW_CLASSES, view_class


def test_every_action_has_an_id_of_its_own() -> None:
    assert max(Counter(action.id for action in ACTIONS).values()) == 1


def test_no_key_means_two_things_in_one_place() -> None:
    for view in VIEW_CLASSES:
        own = view_class(view).GROUPS
        groups = (*own, Group.MOVE, *free_groups(own), Group.VIEWS, Group.EVERYWHERE)
        keys = Counter(key for action in actions(*groups) for key in action.keys.split(","))
        assert {key for key, count in keys.items() if count > 1} == set(), view


def test_every_view_in_the_tabs_exists() -> None:
    assert set(TABS) <= set(VIEW_CLASSES)


def test_the_app_can_do_what_its_keys_promise() -> None:
    for action in actions(Group.VIEWS, Group.EVERYWHERE):
        name = action.call.split("(")[0].removeprefix("app.")
        assert hasattr(PowertuiApp, f"action_{name}"), action.id


def test_bindings_carry_their_ids() -> None:
    assert all(getattr(binding, "id", None) for binding in bindings(*Group))

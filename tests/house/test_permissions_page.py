"""The page of permissions: what the program's own table says, whole, in both languages."""

from pathlib import Path

from domain.permissions import Role
from domain.permissions.actions import Action
from domain.permissions.page import page
from domain.permissions.table import MAY

PAGE = Path(__file__).parents[2] / "docs" / "permissions.md"


def test_the_page_of_permissions_is_that_of_the_program() -> None:
    made = "make it anew: python -m domain.permissions.page > docs/permissions.md"
    assert PAGE.read_text(encoding="utf-8") == page(), made


def test_every_action_has_a_line_in_both_languages() -> None:
    lines = [line.split("|")[1].strip() for line in page().splitlines() if line.startswith("| ")]

    for action in Action:
        assert lines.count(action.value.en) == 1, action
        assert lines.count(action.value.da) == 1, action


def test_a_line_has_a_cell_for_each_role_that_may_do_anything() -> None:
    roles = [role for role in Role if MAY[role]]
    lines = [line for line in page().splitlines() if line.startswith("| ") and line.count("|") > 3]

    assert len(lines) == 2 * (len(Action) + 1)
    assert {line.count("|") for line in lines} == {len(roles) + 2}

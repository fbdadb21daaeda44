"""A line that is true of every answer is said now and then, and how often it was true."""

from schema.extensions.seldom import Seldom


def test_what_is_true_again_and_again_is_said_at_once_and_then_every_so_many_seconds() -> None:
    seldom = Seldom(10.0)

    assert [seldom.due(now) for now in (100.0, 100.1, 109.9, 110.0, 111.0, 130.0)] == [1, 0, 0, 3, 0, 2]

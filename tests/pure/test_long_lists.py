"""Lists that are set aside come back where they were, however they stand in each other."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from schema.execution.long import MANY, SHORT, Long

texts = st.sampled_from(['"Rigshospitalet"', '"Hjerte- og Lungeafdelingen på Øen"', "1", "null", '"\\u0000"'])
trees = st.recursive(texts, lambda inner: st.lists(inner, max_size=3), max_leaves=12)
Tree = str | list["Tree"]


def plain(tree: Tree, times: int) -> str:
    """As JSON, each list so many times as long."""
    return tree if isinstance(tree, str) else f"[{','.join([plain(one, times) for one in tree] * times)}]"


def aside(tree: Tree, times: int, long: Long) -> str:
    return tree if isinstance(tree, str) else long.list([aside(one, times, long) for one in tree] * times)


@given(trees, st.sampled_from([1, 2, MANY // 3, MANY]))
def test_an_answer_is_sent_as_if_nothing_had_been_set_aside(tree: Tree, times: int) -> None:
    long = Long()
    written = f'{{"data":{aside(tree, times if _depth(tree) < 3 else 2, long)}}}'
    counted: list[int] = []
    sent = long.sent(written, counted.append)
    assert sent.decode() == f'{{"data":{plain(tree, times if _depth(tree) < 3 else 2)}}}'
    assert sum(counted) == len(sent)


def _depth(tree: Tree) -> int:
    return 0 if isinstance(tree, str) else 1 + max(map(_depth, tree), default=0)


@pytest.mark.parametrize(
    ("items", "aside"),
    [
        ([], False),
        (["1"] * (MANY - 1), False),
        (["1"] * MANY, True),
        (["x" * SHORT], True),
        (["x" * (SHORT - 2)], False),
    ],
)
def test_what_is_set_aside_is_long(items: list[str], aside: bool) -> None:
    long = Long()
    told = long.list(items)
    assert ("\0" in told) == aside
    assert long.sent(told, lambda _: None).decode() == f"[{','.join(items)}]"

"""A primary and its replica for each file of tests."""

from collections.abc import Iterator

import pytest

from tests.pair import Pair, pair


@pytest.fixture(scope="module")
def servers() -> Iterator[Pair]:
    with pair() as made:
        yield made

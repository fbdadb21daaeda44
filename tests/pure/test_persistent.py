"""Maps and sorted sequences that never change: each is what a dict or a sorted list would be after the same changes."""

from collections.abc import Mapping, Sequence

from hypothesis import given
from hypothesis import strategies as st

from db.reading.resident.maps import Map
from db.reading.resident.ordered import CHUNK, Ordered

keys = st.integers(0, 40).map(lambda number: number * 10_000_000_000 + 1_000_016_000)
changes = st.dictionaries(keys, st.none() | st.integers(), max_size=30)


@given(begun=st.dictionaries(keys, st.integers(), max_size=30), told=st.lists(changes, max_size=5))
def test_a_map_is_what_a_dict_would_be_and_the_one_before_stays(
    begun: dict[int, int], told: Sequence[Mapping[int, int | None]]
) -> None:
    expected, mapped = dict(begun), Map(begun)
    for change in told:
        before, same = dict(mapped.items()), mapped
        mapped = mapped.changed(change)
        expected = {key: value for key, value in {**expected, **change}.items() if value is not None}

        assert dict(mapped.items()) == expected
        assert len(mapped) == len(expected)
        assert [mapped.get(key) for key in [*change, -1]] == [*map(expected.get, [*change, -1])]
        assert mapped.each([*change, -1]) == [*map(expected.get, [*change, -1])]
        assert dict(same.items()) == before


def test_a_map_that_has_grown_a_thousandfold_still_copies_little_for_a_change() -> None:
    grown: Map[int, int] = Map()
    for start in range(0, 40_000, 500):
        grown = grown.changed({key * 10_000_000_000: key for key in range(start, start + 500)})

    changed = grown.changed({0: -1})

    assert len(changed) == 40_000
    assert (changed.get(0), grown.get(0), changed.get(39_999 * 10_000_000_000)) == (-1, 0, 39_999)
    own = [new for new, old in zip(changed._buckets, grown._buckets, strict=True) if new is not old]
    assert [len(bucket) < 400 for bucket in own] == [True]


LONG = [*range(0, 12 * CHUNK, 3)]


@given(
    few=st.lists(st.integers(0, 60), max_size=40, unique=True),
    gone=st.sets(st.integers(0, len(LONG) - 1), max_size=12),
    come=st.sets(st.integers(0, 12 * CHUNK).filter(lambda number: number % 3), max_size=12),
    bound=st.integers(-2, 12 * CHUNK + 2),
    long=st.booleans(),
)
def test_a_sequence_is_what_a_sorted_list_would_be_and_the_one_before_stays(
    few: list[int], gone: set[int], come: set[int], bound: int, long: bool
) -> None:
    begun = LONG if long else sorted(number * 3 for number in few)
    leaving = [begun[place] for place in gone if place < len(begun)]
    before = Ordered(int).changed([], begun)

    after = before.changed(leaving, sorted(come))

    expected = sorted({*begun} - {*leaving} | come)
    assert [*after.after(None)] == expected
    assert [*after.before(None)] == expected[::-1]
    assert [*after.after(bound)] == [number for number in expected if number > bound]
    assert [*after.before(bound)] == [number for number in reversed(expected) if number < bound]
    assert len(after) == len(expected)
    assert [*before.after(None)] == begun


def test_a_sequence_into_which_much_is_put_one_by_one_stays_in_small_chunks() -> None:
    told: Ordered[int] = Ordered(int)
    for number in range(3 * CHUNK):
        told = told.changed([], [-number])

    assert [*told.after(None)] == [*range(1 - 3 * CHUNK, 1)]
    assert max(map(len, told._chunks)) < 2 * CHUNK


def test_a_sequence_from_which_everything_is_taken_is_empty() -> None:
    told = Ordered(int).changed([], range(5 * CHUNK))
    for start in range(0, 5 * CHUNK, 4):
        told = told.changed(range(start, start + 4), [])

    assert [*told.after(None)] == [*told.before(7)] == []
    assert [*told.changed([], [7]).after(3)] == [7]

"""A revision that comes of a change is the one that would be made of all anew, and the one before stays as it was."""

from itertools import pairwise

from hypothesis import given, settings
from hypothesis import strategies as st

from db.reading.resident.revision import looked_through, made
from domain.records import Lives
from tests.builders import hospital
from tests.materials import change, contents, made_of
from tests.registers import registers


@given(before=registers(), after=registers())
def test_what_a_change_makes_of_a_revision_is_what_would_be_made_of_all_anew(before: Lives, after: Lives) -> None:
    was, now = made_of(before, 1), made_of(after, 2)
    old = made(was)

    new = old.after(change(was, now))

    assert contents(new) == contents(made(now))
    assert contents(old) == contents(made(was))


@settings(max_examples=30)
@given(registers_=st.lists(registers(most=5), min_size=2, max_size=5))
def test_many_changes_one_after_the_other_make_what_the_last_register_is(registers_: list[Lives]) -> None:
    told = [made_of(register, number) for number, register in enumerate(registers_)]
    revision = made(told[0])
    for was, now in pairwise(told):
        revision = revision.after(change(was, now))

    assert contents(revision) == contents(made(told[-1]))


@given(before=registers(), after=registers())
def test_a_register_whose_names_are_looked_through_later_is_the_one_that_is_made_at_once(
    before: Lives, after: Lives
) -> None:
    was, now = made_of(before, 1), made_of(after, 2)
    first = made(was, searchable=False)

    second = first.after(change(was, now))

    assert (first.searchable, second.searchable) == (False, False)
    assert contents(looked_through(first)) == contents(made(was))
    assert contents(looked_through(second)) == contents(made(now))
    assert contents(looked_through(first).after(change(was, now))) == contents(made(now))


def test_a_change_of_nothing_shares_everything() -> None:
    whole = made_of(hospital(), 1)
    before = made(whole)

    after = before.after(change(whole, made_of(hospital(), 2)))

    assert (before.number, after.number) == (1, 2)
    assert after.entries is before.entries
    assert after.by_name is before.by_name
    assert after.code_values is before.code_values

"""Random questions to ask of a random register: filters, orders, pages."""

from collections.abc import Iterator
from dataclasses import fields, replace
from typing import Any

from hypothesis import strategies as st

from db.reading.lists import Below, Filter, IdentifierSystem, Order, OrderField, TextMatch
from domain.inheritance import InheritableField
from domain.units import UnitKind, UnitStatus
from tests.registers import ADDRESSES, PROVIDERS, SHAKS, SPECIALITIES, TYPES, code, number

SERIALS = 9
codes = st.integers(0, SERIALS).map(code)
numbers = st.tuples(st.integers(0, SERIALS), st.integers(0, 1)).map(lambda one: number((1001 + one[0]) * 10 + one[1]))

IDENTIFIERS = {
    IdentifierSystem.SHAK: st.sampled_from(SHAKS),
    IdentifierSystem.CVR: st.just("33257872"),
    IdentifierSystem.P_NUMBER: st.just("1003367890"),
    IdentifierSystem.PHARMACY: st.sampled_from(["362,1", "362,_"]),
    IdentifierSystem.LOCAL: st.sampled_from(["A1", "a1"]),
    IdentifierSystem.YDERNUMMER: st.sampled_from(PROVIDERS),
    IdentifierSystem.GLN: numbers,
}


def some(*values: object) -> st.SearchStrategy[tuple[object, ...]]:
    return st.lists(st.sampled_from(values), max_size=2).map(tuple)


def texts(*values: str | None) -> st.SearchStrategy[TextMatch]:
    told = [value for value in values if value is not None]
    return st.one_of(
        st.builds(TextMatch, eq=st.sampled_from(told)),
        st.builds(TextMatch, among=st.lists(st.sampled_from(told), max_size=2).map(tuple)),
        st.builds(TextMatch, starts_with=st.sampled_from(["", "4", "2", "0", "_", "%"])),
        st.builds(TextMatch, contains=st.sampled_from(["", "00", "65", "_", "%"])),
        st.builds(TextMatch, is_null=st.booleans()),
    )


below = st.builds(
    Below,
    sor_codes=st.lists(codes, max_size=3).map(tuple),
    max_depth=st.none() | st.integers(0, 3),
    include_self=st.booleans(),
)

_ASKED: dict[str, st.SearchStrategy[Any]] = {
    "kinds": some(*UnitKind),
    "statuses": some(*UnitStatus),
    "types": some(*TYPES),
    "specialities": some(*SPECIALITIES),
    "name_contains": st.sampled_from(["", "å", "aa", "KLINIK", "_", "%", "oe", "\\"]),
    "under": below,
    "identifier": st.one_of([st.tuples(st.just(system), values) for system, values in IDENTIFIERS.items()]),
    "effective_location_number": numbers,
    "has_own": some(*InheritableField),
    "inherits": some(*InheritableField),
    "post_code": texts(*(address.post_code for address in ADDRESSES)),
    "municipality": texts(*(address.municipality for address in ADDRESSES)),
    "hidden_numbers": st.booleans(),
    "within": codes,
}


@st.composite
def filters(draw: st.DrawFn) -> Filter:
    """One to three questions at once, now and then of units out of force."""
    names = draw(st.lists(st.sampled_from([*_ASKED]), min_size=1, max_size=2, unique=True))
    asked: dict[str, Any] = {name: draw(_ASKED[name]) for name in names}
    if draw(st.booleans()):
        asked["statuses"] = draw(some(*UnitStatus))
    assert set(asked) <= {field.name for field in fields(Filter)}
    return Filter(**asked)


def placed(others: st.SearchStrategy[Filter]) -> st.SearchStrategy[Filter]:
    """What others ask, of units in some place or with some number."""
    places = {name: _ASKED[name] for name in ("under", "within", "identifier")}
    given = st.fixed_dictionaries({}, optional=places).filter(bool)
    return st.builds(lambda asked, place: replace(asked, **place), others, given)


def at_an_address(others: st.SearchStrategy[Filter]) -> st.SearchStrategy[Filter]:
    """What others ask, of units that have some address."""
    asked = {name: _ASKED[name].filter(lambda told: told.is_null is None) for name in ("post_code", "municipality")}
    given = st.fixed_dictionaries({}, optional=asked).filter(bool)
    return st.builds(lambda asked, where: replace(asked, **where), others, given)


def called_so(others: st.SearchStrategy[Filter]) -> st.SearchStrategy[Filter]:
    """What others ask, of units with a text in their names."""
    given = st.sampled_from(["å", "aa", "KLINIK", "e", "Øst ", "a k", "oe"])
    return st.builds(lambda asked, text: replace(asked, name_contains=text), others, given)


def alone() -> Iterator[Filter]:
    """Every question that a filter can ask, each by itself."""
    for kind in UnitKind:
        yield Filter(kinds=(kind,))
    for status in UnitStatus:
        yield Filter(statuses=(status,))
    yield from (Filter(types=(one,)) for one in TYPES)
    yield from (Filter(specialities=(one,)) for one in SPECIALITIES)
    yield from (Filter(name_contains=text) for text in ("aa", "KLINIK ", "%", "_a"))
    for field in InheritableField:
        for hidden in (False, True):
            yield Filter(has_own=(field,), hidden_numbers=hidden)
            yield Filter(inherits=(field,), hidden_numbers=hidden)
            yield Filter(inherits=(field,), hidden_numbers=hidden, statuses=tuple(UnitStatus))
    for serial in range(SERIALS):
        for depth in (None, 1):
            yield Filter(under=Below((code(serial),), depth))
        yield Filter(under=Below((code(serial),), include_self=True), statuses=tuple(UnitStatus))
        yield Filter(within=code(serial), under=Below((code(0), code(serial)), 2), statuses=tuple(UnitStatus))
        held = number((1001 + serial) * 10)
        for hidden in (False, True):
            yield Filter(effective_location_number=held, hidden_numbers=hidden)
            yield Filter(identifier=(IdentifierSystem.GLN, held), hidden_numbers=hidden)
    for test in (TextMatch(eq="4000"), TextMatch(starts_with="4"), TextMatch(is_null=True), TextMatch(is_null=False)):
        yield Filter(post_code=test)
        yield Filter(post_code=test, statuses=tuple(UnitStatus))
    yield from (Filter(municipality=test) for test in (TextMatch(contains="65"), TextMatch(is_null=True)))


# When units were recorded is the database's own doing.
orders = st.builds(
    Order,
    field=st.sampled_from([field for field in OrderField if field is not OrderField.CHANGED_AT]),
    descending=st.booleans(),
)

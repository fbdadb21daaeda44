"""What is kept of documents has its bounds, and what would be made of a small one: no text makes a plan without end."""

import gc
import tracemalloc
import weakref
from collections.abc import Iterator
from typing import Any

import pytest
from sqlalchemy.ext.asyncio import AsyncEngine

import schema
from schema.execution import documents
from schema.execution.declining import Declined
from schema.execution.documents import LONGEST, document
from schema.execution.keeping import Recent
from schema.execution.planning import Plan
from tests.answers.both_ways import both, remembering
from tests.answers.both_ways import storied as storied
from tests.builders import SURGERY


@pytest.fixture
def little_room() -> Iterator[None]:
    """Room for few documents and plans."""
    rooms = documents.documents.room, documents.plans.room
    documents.documents.room, documents.plans.room = 200_000, 200_000
    yield
    documents.documents.room, documents.plans.room = rooms


async def test_hundreds_of_different_texts_are_not_all_kept(storied: AsyncEngine, little_room: None) -> None:
    for number in range(300):
        texts = f"query Q{number} {{ rules {{ id }} }}", f"query {{ no{number} }}", "{ me { name } }" + " " * number
        for text in texts:
            _looked_at(text)
        _looked_at("query ($x: Boolean!) { rules @skip(if: $x) { id } me { name } }", {"x": number % 2 == 0})

    assert len(documents.documents) < 150
    assert len(documents.plans) < 150
    assert (await both(storied, "query Q1 { rules { id } }")).declined is None


@pytest.fixture
def own_room(monkeypatch: pytest.MonkeyPatch) -> None:
    """What others have kept is not there."""
    monkeypatch.setattr(documents, "documents", Recent(documents.KEPT))
    monkeypatch.setattr(documents, "plans", Recent(documents.PLANNED))


def test_names_of_operations_take_room_too(little_room: None) -> None:
    for number in range(50):
        _looked_at("query A { rules { id } }", name=f"{number}" * 9_900)

    assert len(documents.documents) < 10


def test_a_text_that_has_no_plan_holds_on_to_nobody_who_asked(little_room: None) -> None:
    """An exception that is raised again and again keeps every frame that it has passed."""
    with pytest.raises(Declined) as first:
        document(schema.build(), "{ no }", None)
    with pytest.raises(Declined) as second:
        document(schema.build(), "{ no }", None)

    assert first.value is not second.value


def test_what_gives_way_to_others_is_gone_at_once(little_room: None) -> None:
    """Without the collector of cycles, which comes seldom, and to what has been kept for long hardly ever."""
    try:
        known = document(schema.build(), "query ($x: Boolean!) { rules @skip(if: $x) { id source } }", None)
        plan = known.plan(known.variables({"x": False}))
        read, write = weakref.ref(known.operation), weakref.ref(code_of(plan))
        gc.collect()  # what was needed to validate it
        gc.disable()
        del known, plan
        assert read() is not None
        assert write() is not None
        for number in range(100):
            _looked_at(f"query Q{number} {{ rules {{ id source }} }}")

        assert (read(), write()) == (None, None)
    finally:
        gc.enable()


@pytest.mark.parametrize(
    "text",
    [
        f'{{ unit(by: {{sorCode: "{SURGERY}"}}) {{ name type {{ name }} ancestors {{ name }} parent {{ name }} }} }}',
        f'{{ unit(by: {{sorCode: "{SURGERY}"}}) {{ name children {{ nodes {{ name parent {{ name }} }} }} }} }}',
        f'{{ subtree(root: {{sorCode: "{SURGERY}"}}) {{ nodes {{ depth unit {{ locationNumber {{ gln }} }} }} }} }}',
        '{ search(query: "skære*") { totalCount nodes { name } } }',
    ],
)
async def test_an_answer_from_memory_leaves_nothing_that_holds_itself(storied: AsyncEngine, text: str) -> None:
    """What does so waits for the collector, which then holds everybody up: 50 ms once in 4,000 look-ups."""

    async def ask() -> None:
        async with remembering(storied) as ctx:
            gc.collect()  # what was needed to look whether memory is current
            assert await schema.build().answered(ctx, text, None, None)

    for _ in range(3):
        await ask()
    gc.disable()
    try:
        for _ in range(10):
            await ask()
            assert gc.collect() == 0
    finally:
        gc.enable()


def code_of(plan: Plan) -> Any:
    """The code that writes what is at the top of a plan, once it is used."""
    shape = plan.roots[0].shape
    assert shape is not None
    assert shape.level is not None
    return shape.level.forms[""].writer.write


async def test_where_a_document_stands_is_told_of_errors_though_it_is_not_kept(storied: AsyncEngine) -> None:
    """The same text has its answer first, and runs into an error then."""
    text = "query ($after: String) { units(first: 1, after: $after) { nodes { name } } }"
    for after in (None, "none", None, "none"):
        told = await both(storied, text, {"after": after})
        assert [one["locations"] for one in told.errors] == [[{"line": 1, "column": 26}]] * (after is not None)
    assert document(schema.build(), text, None).operation.loc is None


@pytest.mark.parametrize(
    "text", ["{ rules { id source } __typename }", f"{{ rules {{ {' '.join(f'a{n}: id' for n in range(90))} }} }}"]
)
def test_what_is_kept_takes_about_as_much_as_is_counted(text: str, own_room: None) -> None:
    built = schema.build()
    _looked_at(text)  # and what is made once for all
    gc.collect()
    tracemalloc.start()
    try:
        for number in range(20):
            known = document(built, f"query Q{number} {text}", None)
            code_of(known.plan(known.variables({})))
        del known
        gc.collect()
        took, _ = tracemalloc.get_traced_memory()
    finally:
        tracemalloc.stop()

    # A plan is counted with its document.
    assert took < documents.documents.weight + documents.plans.weight < 4 * took


def test_what_is_kept_twice_under_one_key_takes_its_room_once() -> None:
    recent: Recent[str, int] = Recent(10)
    recent.keep("one", 1, 4)
    for turn in range(5):
        recent.keep("two", turn, 5)

    assert (recent.get("one"), recent.get("two"), len(recent)) == (1, 4, 2)
    recent.keep("three", 3, 2)
    assert (recent.get("one"), recent.get("two"), recent.get("three")) == (None, 4, 3)


def test_what_was_used_last_is_kept() -> None:
    recent: Recent[str, int] = Recent(10)
    for number, key in enumerate("abc"):
        recent.keep(key, number, 3)
    assert recent.get("a") == 0
    recent.keep("d", 3, 3)

    assert [recent.get(key) for key in "abcd"] == [0, None, 2, 3]
    assert recent.lookups == (4, 1, 1)
    recent.keep("e", 4, 10)
    assert [recent.get(key) for key in "abcde"] == [None, None, None, None, 4]


def _looked_at(text: str, variables: dict[str, object] | None = None, name: str | None = None) -> None:
    try:
        known = document(schema.build(), text, name)
        known.plan(known.variables(variables or {}))
    except Declined:
        pass


def spread(times: int) -> str:
    """Plain objects within each other, each told `times` over: the third power of that in all, of a short text."""
    versions = " ".join(f"n{n}: node {{ ...N }}" for n in range(times))
    sets = " ".join(f"s{n}: changeSet {{ ...S }}" for n in range(times))
    leaves = " ".join(f"r{n}: request" for n in range(times))
    return f"""{{ unit(by: {{sorCode: "{SURGERY}"}}) {{ history {{ edges {{ ...E }} }} }} }}
      fragment E on UnitVersionEdge {{ {versions} }} fragment N on UnitVersion {{ {sets} }}
      fragment S on ChangeSet {{ {leaves} }}"""


def doubled(times: int) -> str:
    """Fragments each of which spreads the next one twice."""
    links = [f"fragment F{n} on Unit {{ a: at {{ ...F{n + 1} }} b: at {{ ...F{n + 1} }} }}" for n in range(times)]
    end = f"fragment F{times} on Unit {{ name }}"
    return " ".join([f'{{ unit(by: {{sorCode: "{SURGERY}"}}) {{ ...F0 }} }}', *links, end])


async def test_fragments_that_multiply_have_a_plan_while_they_are_few(storied: AsyncEngine) -> None:
    assert (await both(storied, spread(5))).declined is None
    assert (await both(storied, doubled(6))).declined is None


def test_fragments_that_multiply_are_not_written_out_without_end() -> None:
    text = spread(18)
    assert len(text) < LONGEST
    known = document(schema.build(), text, None)

    with pytest.raises(Declined, match="too large"):
        known.plan(known.variables({}))


async def test_a_long_text_has_a_plan_that_is_not_kept(storied: AsyncEngine) -> None:
    long = "{ units(first: 1) { nodes { name } } }" + " " * LONGEST
    before = len(documents.documents), len(documents.plans)

    assert (await both(storied, long)).declined is None
    assert (len(documents.documents), len(documents.plans)) == before


async def test_fragments_that_multiply_into_millions_are_refused_whoever_answers(storied: AsyncEngine) -> None:
    text = doubled(24)
    assert len(text) < 1_500
    told = await both(storied, text)

    assert told.data is None
    assert [one["extensions"]["code"] for one in told.errors] == ["TOO_LARGE"]
    assert "asks for 50,331,647 fields, when its fragments" in told.errors[0]["message"]
    assert told.statements == 0
    assert (await both(storied, text.replace("...F24", "...F24 ...F0"))).declined == "invalid"

"""What `make storm` takes for a defect, and what for the fault of the moment."""

from collections.abc import Sequence

import pytest

from benchmarks.storm.aftermath import recorded, unlike
from benchmarks.storm.followed import Followed, differing
from benchmarks.storm.found import Found
from benchmarks.storm.judging import Told, wrong
from benchmarks.storm.ledger import Entry, Known, Ledger, number
from benchmarks.storm.lines import bad
from benchmarks.storm.memory import Look, growth
from benchmarks.storm.weather import HEALED_WITHIN, Excuse, Spell, Weather
from schema.ids import NodeId, written

FAULT, CALM = Excuse(refusal=True), Excuse()
AWAY = Told(503, ("UNAVAILABLE",), "1")


def test_an_answer_is_no_defect() -> None:
    assert [wrong(Told(200), excuse) for excuse in (CALM, FAULT)] == [None, None]


def test_who_is_told_that_the_database_is_away_is_told_so_for_a_fault_only() -> None:
    assert (wrong(AWAY, FAULT), wrong(AWAY, CALM)) == (None, "UNAVAILABLE without a fault")


@pytest.mark.parametrize(
    ("told", "reason"),
    [
        (Told(500, ("INTERNAL_ERROR",)), "status 500"),
        (Told(502), "status 502"),
        (Told(200, ("INTERNAL",)), "code INTERNAL"),
        (Told(503, ("UNAVAILABLE",)), "503 without Retry-After or its code"),
        (Told(503, (), "1"), "503 without Retry-After or its code"),
        (Told(400, ("BAD_REQUEST",)), "code BAD_REQUEST"),
    ],
)
def test_no_fault_excuses_what_must_never_be_told(told: Told, reason: str) -> None:
    assert wrong(told, FAULT) == reason


def test_what_a_question_is_to_be_refused_with_is_no_defect() -> None:
    assert wrong(Told(400, ("BAD_REQUEST",)), CALM, frozenset({"BAD_REQUEST"})) is None


def test_a_fault_excuses_what_it_touches_until_a_while_after_its_end() -> None:
    weather = Weather([Spell("worker killed", 100.0, True, 105.0), Spell("frozen", 200.0, False)])

    assert weather.excuse(90.0, 99.0) == CALM
    assert weather.excuse(90.0, 101.0) == Excuse(refusal=True, cut=True)
    assert weather.excuse(105.0 + HEALED_WITHIN, 117.0) == Excuse(refusal=True, cut=True)
    assert weather.excuse(106.0 + HEALED_WITHIN, 199.0) == CALM
    assert weather.excuse(500.0, 501.0) == Excuse(refusal=True, cut=False)


@pytest.mark.parametrize(
    ("told", "reason"),
    [
        (["a", "b", "c"], None),
        (["a", "c"], "the change at place 1 is c, and should be b"),
        (["a", "c", "b"], "the change at place 1 is c, and should be b"),
        (["a", "b", "b", "c"], "the change at place 2 is b, and should be c"),
        (["a", "b"], "2 changes are told, of 3"),
    ],
)
def test_a_follower_is_told_everything_once_in_order(told: Sequence[str], reason: str | None) -> None:
    assert differing(told, ["a", "b", "c"]) == reason


def test_a_follower_that_is_told_twice_is_a_defect_at_once() -> None:
    followed = Followed("events", Found(), "a")
    for cursor in ("b", "c", "b"):
        followed.one(cursor, "7")

    assert followed.found.defects == {"a follower is told twice": 1}


def entry(key: str, change_set: str | None) -> Entry:
    return Entry(key, "", {}, {}, change_set)


def test_what_was_acknowledged_is_recorded_once_and_what_was_tried_out_never() -> None:
    ledger, found = Ledger(), Found()
    for one in (entry("W0-1", "7"), entry("W0-2", None), entry("W0-3", "8"), entry("W0-4", "9"), entry("W0-5", None)):
        ledger.acknowledged(one)
    recorded(ledger, {"W0-1": 1, "W0-4": 2, "W0-5": 1, "W0-6": 1}, found)

    assert found.defects == {
        "an acknowledged change is lost": 1,
        "a change was made that should not be, or twice": 2,
        "a change is there that nobody was told of": 1,
    }
    assert ledger.dry == {"W0-2", "W0-5"}


def test_a_change_set_has_one_number_in_graphql_and_in_the_feed() -> None:
    assert (number({"id": written(NodeId("ChangeSet", "4711"))}), number(None)) == ("4711", None)


def test_a_unit_is_as_its_writer_left_it() -> None:
    told = {"name": "Ward", "parent": {"sorCode": "7"}, "lifetime": {"lastDay": None}}
    closed = {"name": "Ward", "parent": None, "lifetime": {"lastDay": "2026-12-22"}}

    assert unlike(told, Known("Ward", "7")) is None
    assert unlike(closed, Known("Ward", "7", last_day="2026-12-22")) is None
    assert unlike(told, Known("Ward", "8")) is not None
    assert unlike(told, Known("Ward", "7", last_day="2026-12-22")) is not None
    assert unlike(None, Known("Ward", "7")) == "it is not there"


@pytest.mark.parametrize(
    ("line", "reason"),
    [
        (b'{"event": "request", "level": "info"}', None),
        (b'{"event":"request","level":"info"}', None),
        (b'{"event": "database away", "level": "warning"}', None),
        (b"The register answers on http://127.0.0.1:8000.", None),
        (b'{"event": "unforeseen", "level": "error"}', "logged as error: unforeseen"),
        (b'{"event": "odd", "level": "warning", "exception": "Traceback"}', "a stack in the log: odd"),
        (b"Traceback (most recent call last):", "a line of the log that is none"),
    ],
)
def test_a_log_has_lines_and_neither_errors_nor_stacks(line: bytes, reason: str | None) -> None:
    assert bad(line) == reason


def test_a_process_that_is_warm_holds_no_more_later_than_a_bound() -> None:
    def looks(grows: float, files: int) -> list[Look]:
        return [Look(10.0 * n, 200 + grows * n, 40 + n * files // 100) for n in range(100)]

    steady, growing, leaking = growth(looks(0.1, 0)), growth(looks(5.0, 0)), growth(looks(0.0, 100))
    assert steady is not None
    assert growing is not None
    assert leaking is not None
    assert (steady.bounded, growing.bounded, leaking.bounded) == (True, False, False)
    assert (round(growing.slope), growing.first) == (1800, 272.5)


def test_a_process_that_was_there_for_a_moment_tells_nothing_of_growth() -> None:
    assert growth([Look(10.0 * n, 200.0, 40) for n in range(12)]) is None

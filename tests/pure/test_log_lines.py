"""A line that is written quickly says what the log's own writers would have said."""

import json
from datetime import UTC, datetime
from typing import Any

from hypothesis import given
from hypothesis import strategies as st

from web.lines import Line
from web.logs import LogFormat, renderer

TOLD = st.datetimes(timezones=st.just(UTC))
FACTS: Any = st.dictionaries(
    st.from_regex(r"[a-z_]{1,8}", fullmatch=True).filter(lambda name: name not in ("event", "level", "timestamp")),
    st.text() | st.integers() | st.floats(allow_nan=False, allow_infinity=False),
    min_size=1,
)


def whole(line: Line) -> dict[str, object]:
    instant = line.told.isoformat().replace("+00:00", "Z")
    return {**line.facts, "event": line.event, "level": line.level, "timestamp": instant}


@given(event=st.text(min_size=1), facts=FACTS, told=TOLD)
def test_a_line_as_logfmt_is_what_the_renderer_of_the_log_writes(
    event: str, facts: dict[str, object], told: datetime
) -> None:
    line = Line(event, "info", facts, told)

    assert line.logfmt() == renderer(LogFormat.LOGFMT)(None, "info", whole(line))


@given(
    path=st.text() | st.sampled_from(["/a\rlevel=error", "/\x1b[31m", "/\x85", "/\u2028", "/\u202e", "/\x00"]),
    told=TOLD,
)
def test_a_line_as_logfmt_is_one_line_that_no_path_can_colour_or_turn_round(path: str, told: datetime) -> None:
    facts: dict[str, object] = {"path": path}
    line = Line("request", "info", facts, told)

    assert line.logfmt().isprintable()
    assert str(renderer(LogFormat.LOGFMT)(None, "info", whole(line))).isprintable()


@given(event=st.text(min_size=1), facts=FACTS, told=TOLD)
def test_a_line_as_json_holds_what_the_renderer_of_the_log_tells(
    event: str, facts: dict[str, object], told: datetime
) -> None:
    line = Line(event, "info", facts, told)

    assert json.loads(line.json()) == json.loads(str(renderer(LogFormat.JSON)(None, "info", whole(line))))


def test_a_line_with_half_a_character_is_written_all_the_same() -> None:
    line = Line("request", "info", {"reason": "a\ud800"}, datetime(2026, 11, 22, tzinfo=UTC))

    assert line.json().startswith('{"reason": "a\\ud800", "event": "request"')

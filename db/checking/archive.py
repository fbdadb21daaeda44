"""What was known when: of one day the register knew one thing at every instant, in the live tables and the archive."""

from dataclasses import dataclass

from db.checking.question import Question
from domain.rules import Rule


@dataclass(frozen=True, slots=True)
class _Kept:
    """A table with an archive: what its rows are of, and how that is told by SQL over a row `a`.

    `valid` is false of units themselves, which are not of days. Overlaps of live versions have rules of their own.
    """

    table: str
    key: tuple[str, ...]
    sor_code: str = "NULL::bigint"
    place: str = "NULL"
    holder: tuple[str, ...] = ()
    valid: bool = True
    one_version_a_day: bool = False


_TABLES = (
    _Kept("unit", ("sor_code",), "a.sor_code", valid=False),
    _Kept("unit_version", ("sor_code",), "a.sor_code", one_version_a_day=True),
    _Kept("unit_relation", ("sor_code", "type", "other"), "a.sor_code", "concat_ws(' ', 'relation', a.type, a.other)"),
    _Kept(
        "location_number_version",
        ("gln",),
        "a.holder",
        "'location number ' || a.gln",
        holder=("holder",),
        one_version_a_day=True,
    ),
    _Kept(
        "message_capability",
        ("gln", "code", "code_version", "direction"),
        place="concat_ws(' ', 'location number', a.gln, a.code, a.code_version, a.direction)",
    ),
    _Kept("code_value", ("list", "code"), place="concat_ws(' ', 'code list', a.list, a.code)"),
)


def _question(kept: _Kept) -> Question:
    same = " AND ".join(f"b.{column} = a.{column}" for column in kept.key)
    days = "datemultirange(a.valid * b.valid)" if kept.valid else "datemultirange(a.life)"
    overlap = " AND b.valid && a.valid" if kept.valid else ""
    columns = ", ".join((*kept.key, *kept.holder, "valid" if kept.valid else "life"))
    both_live = " AND a.past" if kept.one_version_a_day else ""
    return Question(
        Rule.KNOWN_ONCE,
        f"""
        WITH ever AS (
            SELECT {columns}, tstzrange(recorded, NULL) AS known, false AS past, ctid FROM {kept.table}
            UNION ALL
            SELECT {columns}, known, true, ctid FROM {kept.table}_archive
        ), twice AS (
            SELECT {kept.sor_code} AS sor_code, {kept.place} AS place, {days} AS days, a.known * b.known AS known
            FROM ever a JOIN ever b ON {same}{overlap} AND b.known && a.known
            WHERE (a.past AND NOT b.past OR a.past = b.past AND a.ctid < b.ctid){both_live}
        )
        SELECT sor_code, place, unnest(range_agg(days)) AS valid,
            to_char(min(lower(known)) AT TIME ZONE 'UTC', 'YYYY-MM-DD HH24:MI:SS') AS since
        FROM twice GROUP BY sor_code, place
        """,
        f"{kept.table} and its archive have two rows for those days, both known since {{since}} UTC; one is right",
    )


CHECKS = tuple(_question(kept) for kept in _TABLES)

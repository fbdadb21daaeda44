"""The hierarchy on every day: level under level, within the life of the unit above, never under itself."""

from db.checking.question import PLACED, STANDING, Question, days
from domain.hierarchy import SITS_UNDER
from domain.rules import Rule

_PAIRS = ", ".join(f"('{kind.value}', '{above.value}')" for kind, allowed in SITS_UNDER.items() for above in allowed)
_ROOTS = ", ".join(f"'{kind.value}'" for kind, allowed in SITS_UNDER.items() if not allowed)

CHECKS = (
    Question(
        Rule.LEVEL_UNDER,
        f"""
        WITH {PLACED}
        SELECT p.sor_code, NULL AS place, p.valid, u.kind, p.parent, above.kind AS parent_kind
        FROM placed p JOIN unit u ON u.sor_code = p.sor_code JOIN unit above ON above.sor_code = p.parent
        WHERE (u.kind, above.kind) NOT IN ({_PAIRS})
        """,
        "the unit, {kind}, sits under {parent}, {parent_kind}; IE sits under nothing, SI under IE, OE under SI or OE",
    ),
    Question(
        Rule.LEVEL_UNDER,
        f"""
        SELECT v.sor_code, NULL AS place, unnest(range_agg(v.valid)) AS valid, u.kind
        FROM unit_version v JOIN unit u ON u.sor_code = v.sor_code
        WHERE v.parent IS NULL AND u.kind NOT IN ({_ROOTS}) GROUP BY v.sor_code, u.kind
        """,
        "the unit, {kind}, sits under nothing, which only an owner (IE) does",
    ),
    Question(
        Rule.PARENT_UNKNOWN,
        f"""
        WITH {PLACED}
        SELECT p.sor_code, NULL AS place, p.valid, p.parent
        FROM placed p WHERE NOT EXISTS (SELECT FROM unit u WHERE u.sor_code = p.parent)
        """,
        "the unit sits under {parent}, which is not in the register",
    ),
    Question(
        Rule.OUTSIDE_PARENT_VALIDITY,
        f"""
        WITH {STANDING}, under AS (
            SELECT sor_code, parent, range_agg(valid) AS days
            FROM unit_version WHERE parent IS NOT NULL GROUP BY sor_code, parent
        )
        SELECT u.sor_code, NULL AS place, unnest(u.days - p.days) AS valid, u.parent,
            {days("range_merge(p.days)")} AS life
        FROM under u JOIN standing p ON p.sor_code = u.parent WHERE NOT u.days <@ p.days
        """,
        "the unit sits under {parent}, which is not in force on those days: its versions run {life}",
    ),
    # Only a unit that has units under it can be under itself.
    Question(
        Rule.WOULD_CREATE_CYCLE,
        f"""
        WITH RECURSIVE {PLACED}, upward AS (
            SELECT p.sor_code AS unit, p.parent AS first, p.parent AS above, p.valid
            FROM placed p WHERE p.sor_code IN (SELECT parent FROM placed)
            UNION ALL
            SELECT w.unit, w.first, p.parent, w.valid * p.valid
            FROM upward w JOIN placed p ON p.sor_code = w.above AND p.valid && w.valid
            WHERE w.above <> w.unit
        ) CYCLE above SET again USING path
        SELECT unit AS sor_code, NULL AS place, unnest(range_agg(valid)) AS valid, first AS parent
        FROM upward WHERE above = unit GROUP BY unit, first
        """,
        "the unit sits under {parent}, which itself is below the unit; a hierarchy ends in an owner",
    ),
    Question(
        Rule.RETURN_MOVE,
        f"""
        WITH {PLACED}, moves AS (
            SELECT sor_code, parent, valid, lag(parent) OVER before AS moved_from,
                array_agg(parent) OVER (before ROWS BETWEEN UNBOUNDED PRECEDING AND 1 PRECEDING) AS former
            FROM placed WINDOW before AS (PARTITION BY sor_code ORDER BY valid)
        )
        SELECT sor_code, NULL AS place, valid, parent, moved_from
        FROM moves WHERE parent <> moved_from AND parent = ANY(former)
        """,
        "the unit is moved from {moved_from} back under {parent}, under which it has been before",
    ),
)

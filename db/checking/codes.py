"""Codes of the register's code lists: in the list, on those days, and of a meaning that somebody can tell."""

from db.checking.question import NO_DAYS, Question, days
from domain.code_lists import CodeList
from domain.findings import Weight
from domain.rules import Rule


def _named(code_list: CodeList) -> str:
    return f"'{code_list.value}'"


_TYPES = f"""
    SELECT sor_code, NULL AS place, {_named(CodeList.UNIT_TYPE)} AS list, type AS code, range_agg(valid) AS days
    FROM unit_version WHERE type IS NOT NULL GROUP BY sor_code, type"""
_SPECIALITIES = f"""
    SELECT sor_code, NULL AS place, {_named(CodeList.SPECIALITY)} AS list, code, range_agg(valid) AS days
    FROM unit_version CROSS JOIN LATERAL unnest(specialities) code GROUP BY sor_code, code"""
_MAILBOXES = f"""
    SELECT n.holder AS sor_code, 'location number ' || n.gln AS place, t.list, t.code, range_agg(n.valid) AS days
    FROM location_number_version n CROSS JOIN LATERAL (VALUES
        ({_named(CodeList.REGION)}, n.region), ({_named(CodeList.SYSTEM)}, n.system),
        ({_named(CodeList.SUPPLIER)}, n.supplier), ({_named(CodeList.NETWORK)}, n.network),
        ({_named(CodeList.ADMINISTRATOR)}, n.administrator)) t (list, code)
    WHERE t.code IS NOT NULL GROUP BY n.holder, n.gln, t.list, t.code"""
# Post codes of other countries are not the register's to list.
_PLACES = f"""
    SELECT v.sor_code, w.place, t.list, t.code, range_agg(v.valid) AS days
    FROM unit_version v
    CROSS JOIN LATERAL (VALUES
        ('postal address', v.postal), ('visiting address', v.visiting), ('activity address', v.activity)) w (place, id)
    JOIN address a ON a.id = w.id
    CROSS JOIN LATERAL (VALUES
        ({_named(CodeList.REGION)}, a.region), ({_named(CodeList.MUNICIPALITY)}, a.municipality),
        ({_named(CodeList.POSTAL_CODE)}, CASE WHEN a.country = 'DK' THEN a.post_code END)) t (list, code)
    WHERE t.code IS NOT NULL GROUP BY v.sor_code, w.place, t.list, t.code"""
_MESSAGES = f"""
    SELECT NULL::bigint AS sor_code, 'location number ' || gln AS place, {_named(CodeList.MESSAGE_TYPE)} AS list,
        code || ' ' || code_version AS code, range_agg(valid) AS days
    FROM message_capability GROUP BY gln, code, code_version"""

_LISTED = """
    listed AS (
        SELECT list, code, range_agg(valid) AS days,
            coalesce(range_agg(valid) FILTER (WHERE NOT explained), '{}') AS dark
        FROM code_value GROUP BY list, code
    )"""


def _asked(used: str, missing: Weight = Weight.BROKEN) -> tuple[Question, ...]:
    """`missing`: what a code in no list is. Files bring theirs along as unexplained, but not those of addresses."""
    return (
        Question(
            Rule.UNKNOWN_CODE,
            f"""
            WITH used AS ({used})
            SELECT u.sor_code, u.place, unnest(u.days) AS valid, u.list, u.code
            FROM used u WHERE NOT EXISTS (SELECT FROM code_value c WHERE c.list = u.list AND c.code = u.code)
            """,
            "'{code}' is not in the code list {list}; a code is put there, explained or not, before it is used",
            missing,
        ),
        Question(
            Rule.UNKNOWN_CODE,
            f"""
            WITH used AS ({used}), {_LISTED}
            SELECT u.sor_code, u.place, unnest(u.days - l.days) AS valid, u.list, u.code,
                {days("range_merge(l.days)")} AS listed
            FROM used u JOIN listed l USING (list, code) WHERE NOT u.days <@ l.days
            """,
            "'{code}' is in the code list {list}, but not on those days: it is valid {listed}",
            Weight.WARNED,
        ),
        Question(
            Rule.UNKNOWN_CODE,
            f"""
            WITH used AS ({used}), {_LISTED}
            SELECT u.sor_code, u.place, unnest(u.days * l.dark) AS valid, u.list, u.code
            FROM used u JOIN listed l USING (list, code) WHERE l.dark <> {NO_DAYS} AND u.days && l.dark
            """,
            "'{code}' is in the code list {list}, but nobody has told what it means",
            Weight.WARNED,
        ),
    )


CHECKS = (
    *_asked(_TYPES),
    *_asked(_SPECIALITIES),
    *_asked(_MAILBOXES),
    *_asked(_PLACES, missing=Weight.WARNED),
    *_asked(_MESSAGES),
    Question(
        Rule.TYPE_NOT_ALLOWED_AT_LEVEL,
        f"""
        WITH used AS ({_TYPES})
        SELECT v.sor_code, NULL AS place, unnest(v.days * range_agg(c.valid)) AS valid, v.code, u.kind,
            array_to_string(c.levels, ', ') AS levels
        FROM used v JOIN unit u ON u.sor_code = v.sor_code
        JOIN code_value c ON c.list = v.list AND c.code = v.code
        WHERE c.levels <> '{{}}' AND NOT u.kind = ANY(c.levels)
        GROUP BY v.sor_code, v.days, v.code, u.kind, c.levels
        """,
        "the unit is of type {code} and level {kind}; the list has that type at {levels}",
        Weight.WARNED,
    ),
)

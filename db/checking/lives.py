"""Lives of units: versions without gap or overlap, closed for good, of one level, known from the first day on."""

from db.checking.question import NO_DAYS, Question, days
from domain.rules import Rule

_FOLLOWING = """
following AS (
    SELECT sor_code, valid, max(coalesce(upper(valid), 'infinity')) OVER (
        PARTITION BY sor_code ORDER BY valid ROWS BETWEEN UNBOUNDED PRECEDING AND 1 PRECEDING
    ) AS held_until
    FROM unit_version
)"""
"""Each version with the end of those before it."""

CHECKS = (
    Question(
        Rule.ONE_VERSION_A_DAY,
        f"""
        WITH {_FOLLOWING}
        SELECT sor_code, NULL AS place, {days("valid")} AS said,
            daterange(lower(valid), least(held_until, coalesce(upper(valid), 'infinity'))) AS valid
        FROM following WHERE held_until > lower(valid)
        """,
        "the version {said} overlaps the one before it; each day has one version",
    ),
    Question(
        Rule.ONE_VERSION_A_DAY,
        f"""
        WITH {_FOLLOWING}
        SELECT sor_code, NULL AS place, daterange(held_until, lower(valid)) AS valid
        FROM following WHERE held_until < lower(valid)
        """,
        "no version says what the unit is on those days, though there are versions before and after",
    ),
    Question(
        Rule.LIFE_IS_ITS_VERSIONS,
        f"""
        WITH said AS (SELECT sor_code, range_merge(range_agg(valid)) AS days FROM unit_version GROUP BY sor_code),
        compared AS (
            SELECT sor_code, u.life, s.days, coalesce(datemultirange(u.life), {NO_DAYS}) AS alive,
                coalesce(datemultirange(s.days), {NO_DAYS}) AS told
            FROM unit u FULL JOIN said s USING (sor_code) WHERE u.life IS DISTINCT FROM s.days
        )
        SELECT sor_code, NULL AS place, range_merge(alive + told - alive * told) AS valid,
            CASE WHEN life IS NULL THEN 'is not among the units' ELSE 'is ' || {days("life")} END AS alive,
            CASE WHEN days IS NULL THEN 'does not exist' ELSE 'runs ' || {days("days")} END AS told
        FROM compared
        """,
        "the life of the unit {alive}, but what its versions say {told}; the two are the same",
    ),
    Question(
        Rule.DATES_IN_ORDER,
        """
        SELECT sor_code, NULL AS place, daterange(lower(life), first_from) AS valid, first_from, lower(life) AS start
        FROM unit WHERE first_from > lower(life)
        """,
        "the unit is said to be valid from {first_from} at first, but its first version is from {start}",
    ),
    # Closed: the register knew, when the first day without the unit came, that it had closed.
    Question(
        Rule.UNIT_CLOSED,
        """
        SELECT u.sor_code, NULL AS place, daterange(min(upper(a.life)), upper(u.life)) AS valid,
            min(upper(a.life)) - 1 AS last_day
        FROM unit_archive a JOIN unit u ON u.sor_code = a.sor_code
        WHERE upper(a.known) > upper(a.life)::timestamp AT TIME ZONE 'Europe/Copenhagen'
            AND coalesce(upper(u.life), 'infinity') > upper(a.life)
        GROUP BY u.sor_code, u.life
        """,
        "the unit was closed, its last day was {last_day}, and has been opened again; a new unit takes a new SOR code",
    ),
    Question(
        Rule.KIND_IS_FINAL,
        """
        SELECT u.sor_code, NULL AS place, u.life AS valid, u.kind, string_agg(DISTINCT a.kind, ', ') AS former
        FROM unit_archive a JOIN unit u ON u.sor_code = a.sor_code
        WHERE a.kind <> u.kind GROUP BY u.sor_code, u.life, u.kind
        """,
        "the unit is {kind} and was {former}; a unit of another level takes another SOR code",
    ),
)

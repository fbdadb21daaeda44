"""Location numbers and the messages they exchange: complete, one holder at a time, closed with their unit."""

from db.checking.question import NO_DAYS, Question, days
from domain.findings import Weight
from domain.rules import Rule

_NUMBER = "'location number ' || n.gln"

_NUMBER_DAYS = "numbered AS (SELECT gln, range_agg(valid) AS days FROM location_number_version GROUP BY gln)"
_MESSAGE_DAYS = "exchanged AS (SELECT gln, range_agg(valid) AS days FROM message_capability GROUP BY gln)"

CHECKS = (
    Question(
        Rule.LOCATION_NUMBER_ISSUED,
        """
        SELECT n.holder AS sor_code, 'location number ' || n.gln AS place, unnest(range_agg(n.valid)) AS valid
        FROM location_number_version n
        WHERE NOT EXISTS (SELECT FROM location_number i WHERE i.gln = n.gln) GROUP BY n.holder, n.gln
        """,
        "the number is held, but it is not among the numbers issued",
    ),
    Question(
        Rule.LOCATION_NUMBER_ISSUED,
        f"""
        SELECT n.holder AS sor_code, {_NUMBER} AS place, unnest(range_agg(n.valid)) AS valid
        FROM location_number_version n WHERE n.gln NOT LIKE '579000%' GROUP BY n.holder, n.gln
        """,
        "the number does not begin with 579000, as those that the register issues do",
        Weight.WARNED,
    ),
    Question(
        Rule.DATES_IN_ORDER,
        f"""
        SELECT min(v.holder) AS sor_code, {_NUMBER} AS place,
            daterange(min(lower(v.valid)), n.first_from) AS valid, n.first_from, min(lower(v.valid)) AS start
        FROM location_number n JOIN location_number_version v ON v.gln = n.gln
        GROUP BY n.gln, n.first_from HAVING min(lower(v.valid)) < n.first_from
        """,
        "the number is said to be valid from {first_from} at first, but its first version is from {start}",
    ),
    Question(
        Rule.LOCATION_NUMBER_FIELDS,
        f"""
        WITH incomplete AS (
            SELECT n.holder, n.gln, n.valid, concat_ws(', ',
                CASE WHEN region IS NULL THEN 'region' END, CASE WHEN system IS NULL THEN 'EDB system' END,
                CASE WHEN supplier IS NULL THEN 'system supplier' END,
                CASE WHEN network IS NULL THEN 'net operator' END,
                CASE WHEN administrator IS NULL THEN 'EDI administrator' END) AS missing
            FROM location_number_version n
        )
        SELECT n.holder AS sor_code, {_NUMBER} AS place, unnest(range_agg(n.valid)) AS valid, n.missing
        FROM incomplete n WHERE n.missing <> '' GROUP BY n.holder, n.gln, n.missing
        """,
        "the number has no {missing}, and every number has all five",
        Weight.WARNED,
    ),
    Question(
        Rule.LOCATION_NUMBER_HELD_ONCE,
        f"""
        WITH following AS (
            SELECT gln, holder, valid, max(coalesce(upper(valid), 'infinity')) OVER (
                PARTITION BY gln ORDER BY valid, holder ROWS BETWEEN UNBOUNDED PRECEDING AND 1 PRECEDING
            ) AS held_until
            FROM location_number_version
        )
        SELECT n.holder AS sor_code, {_NUMBER} AS place,
            daterange(lower(valid), least(held_until, coalesce(upper(valid), 'infinity'))) AS valid
        FROM following n WHERE held_until > lower(valid)
        """,
        "the number has another version on those days; each day has one version, and the number one holder",
    ),
    Question(
        Rule.LOCATION_NUMBER_HELD_ONCE,
        f"""
        SELECT n.holder AS sor_code, {_NUMBER} AS place, unnest(range_agg(n.valid * m.valid)) AS valid, m.gln AS other
        FROM location_number_version n
        JOIN location_number_version m ON m.holder = n.holder AND m.gln < n.gln AND m.valid && n.valid
        GROUP BY n.holder, n.gln, m.gln
        """,
        "the unit has two numbers of its own, this and {other}; it has at most one",
    ),
    # A file that hands a number on is taken in, so no more than this.
    Question(
        Rule.LOCATION_NUMBER_HELD_ONCE,
        f"""
        WITH following AS (
            SELECT gln, holder, valid, lag(holder) OVER (PARTITION BY gln ORDER BY valid, holder) AS former
            FROM location_number_version
        )
        SELECT n.holder AS sor_code, {_NUMBER} AS place, n.valid, n.former FROM following n WHERE n.holder <> n.former
        """,
        "the number was {former}'s before; another unit takes another number",
        Weight.WARNED,
    ),
    Question(
        Rule.LOCATION_NUMBER_HELD_ONCE,
        f"""
        SELECT n.holder AS sor_code, {_NUMBER} AS place, unnest(range_agg(n.valid)) AS valid
        FROM location_number_version n
        WHERE NOT EXISTS (SELECT FROM unit u WHERE u.sor_code = n.holder) GROUP BY n.holder, n.gln
        """,
        "the number is held by a unit that is not in the register",
    ),
    # A number counts as active whatever its unit's own period is (section 5): old data has such, so no more than this.
    Question(
        Rule.LOCATION_NUMBER_OUTLIVES_UNIT,
        f"""
        SELECT n.holder AS sor_code, {_NUMBER} AS place,
            unnest(range_agg(n.valid) * datemultirange(daterange(upper(u.life), NULL))) AS valid,
            upper(u.life) - 1 AS last_day
        FROM location_number_version n JOIN unit u ON u.sor_code = n.holder
        WHERE coalesce(upper(n.valid), 'infinity') > upper(u.life) GROUP BY n.holder, n.gln, u.life
        """,
        "the number is still valid after the last day of its unit, {last_day}, with which it closes",
        Weight.WARNED,
    ),
    Question(
        Rule.LOCATION_NUMBER_CHOICE,
        f"""
        SELECT n.holder AS sor_code, {_NUMBER} AS place, unnest(range_agg(n.valid * v.valid)) AS valid
        FROM location_number_version n JOIN unit_version v ON v.sor_code = n.holder AND v.valid && n.valid
        WHERE v.inherits_location_number GROUP BY n.holder, n.gln
        """,
        "the unit has this number of its own and is said to inherit one; its own counts",
        Weight.WARNED,
    ),
    Question(
        Rule.MESSAGE_TYPES_MISSING,
        f"""
        WITH {_MESSAGE_DAYS}
        SELECT n.holder AS sor_code, {_NUMBER} AS place,
            unnest(range_agg(n.valid) - coalesce(e.days, {NO_DAYS})) AS valid
        FROM location_number_version n LEFT JOIN exchanged e ON e.gln = n.gln GROUP BY n.holder, n.gln, e.days
        """,
        "the number has no message types, so nobody knows what it takes in",
        Weight.WARNED,
    ),
    Question(
        Rule.MESSAGE_TYPE_OUTSIDE_NUMBER,
        f"""
        WITH {_NUMBER_DAYS}, said AS (
            SELECT gln, code, code_version, direction, range_agg(valid) AS days
            FROM message_capability GROUP BY gln, code, code_version, direction
        )
        SELECT NULL::bigint AS sor_code, {_NUMBER} AS place, unnest(n.days - coalesce(d.days, {NO_DAYS})) AS valid,
            n.code, n.code_version, n.direction,
            CASE WHEN d.days IS NULL THEN 'never' ELSE {days("range_merge(d.days)")} END AS life
        FROM said n LEFT JOIN numbered d ON d.gln = n.gln WHERE NOT n.days <@ coalesce(d.days, {NO_DAYS})
        """,
        "{code} {code_version} ({direction}) is registered on days when the number is not valid: it is valid {life}",
    ),
)

"""What is inherited, on every day: telephones, location numbers, and the codes that build on those above.

A want is followed downward from where it begins, so that a register in order costs one step and not a walk of all.
"""

from db.checking.question import NO_DAYS, Question
from domain.findings import Weight
from domain.rules import Rule

_CVR = """
    companies AS (
        SELECT sor_code, parent, cvr, unnest(range_agg(valid)) AS valid FROM unit_version GROUP BY sor_code, parent, cvr
    ), upward AS (
        SELECT v.sor_code, v.p_number, v.parent AS above, v.cvr, unnest(range_agg(v.valid)) AS valid
        FROM unit_version v WHERE v.p_number IS NOT NULL GROUP BY v.sor_code, v.p_number, v.parent, v.cvr
        UNION ALL
        SELECT u.sor_code, u.p_number, c.parent, c.cvr, u.valid * c.valid
        FROM upward u JOIN companies c ON c.sor_code = u.above AND c.valid && u.valid WHERE u.cvr IS NULL
    ) CYCLE above SET again USING path"""
"""From each unit with a P-number up to the nearest CVR number."""

CHECKS = (
    Question(
        Rule.TELEPHONE_REQUIRED,
        """
        WITH RECURSIVE own AS (
            SELECT v.sor_code, v.parent, v.electronic IS NOT NULL AS own, btrim(e.phone) <> '' IS TRUE AS reached,
                unnest(range_agg(v.valid)) AS valid
            FROM unit_version v LEFT JOIN electronic_address e ON e.id = v.electronic GROUP BY 1, 2, 3, 4
        ), silent AS (
            SELECT sor_code, sor_code AS source, own, valid FROM own WHERE NOT reached AND (own OR parent IS NULL)
            UNION ALL
            SELECT o.sor_code, s.source, s.own, o.valid * s.valid
            FROM silent s JOIN own o ON o.parent = s.sor_code AND NOT o.own AND o.valid && s.valid
        ) CYCLE sor_code SET again USING path
        SELECT sor_code, NULL AS place, unnest(range_agg(valid)) AS valid,
            CASE WHEN sor_code <> source THEN 'none of its own, and ' || source || ' above it ' ELSE '' END
            || CASE WHEN own THEN 'an electronic address without a telephone' ELSE 'no electronic address' END AS what
        FROM silent GROUP BY sor_code, source, own
        """,
        "the unit has {what}; a unit has a telephone number, its own or inherited",
        Weight.WARNED,
    ),
    Question(
        Rule.LOCATION_NUMBER_INHERITS_NOTHING,
        f"""
        WITH RECURSIVE held AS (
            SELECT holder, range_agg(valid) AS days FROM location_number_version GROUP BY holder
        ), choice AS (
            SELECT sor_code, parent, inherits_location_number IS TRUE AS inherits, range_agg(valid) AS days
            FROM unit_version GROUP BY 1, 2, 3
        ), numberless AS (
            SELECT c.sor_code, c.parent, c.inherits, unnest(c.days - coalesce(h.days, {NO_DAYS})) AS valid
            FROM choice c LEFT JOIN held h ON h.holder = c.sor_code
        ), dry AS (
            SELECT sor_code, sor_code AS source, inherits, valid FROM numberless WHERE NOT inherits OR parent IS NULL
            UNION ALL
            SELECT n.sor_code, d.source, true, n.valid * d.valid
            FROM dry d JOIN numberless n ON n.parent = d.sor_code AND n.inherits AND n.valid && d.valid
        ) CYCLE sor_code SET again USING path
        SELECT sor_code, NULL AS place, unnest(range_agg(valid)) AS valid,
            CASE WHEN sor_code = source THEN 'sits under nothing'
                ELSE 'its nearest unit above that does not inherit either, ' || source || ', has none' END AS what
        FROM dry WHERE inherits GROUP BY sor_code, source
        """,
        "the unit inherits its location number, but {what}",
        Weight.WARNED,
    ),
    Question(
        Rule.P_NUMBER_BELONGS_TO_CVR,
        f"""
        WITH RECURSIVE {_CVR}
        SELECT sor_code, NULL AS place, unnest(range_agg(valid)) AS valid, p_number
        FROM upward WHERE cvr IS NULL AND above IS NULL GROUP BY sor_code, p_number
        """,
        "the unit has the P-number {p_number}, but neither it nor a unit above it has a CVR number",
        Weight.WARNED,
    ),
    Question(
        Rule.P_NUMBER_BELONGS_TO_CVR,
        f"""
        WITH RECURSIVE {_CVR}, company AS (
            SELECT p_number, cvr, min(sor_code) AS unit, range_agg(valid) AS days
            FROM upward WHERE cvr IS NOT NULL GROUP BY p_number, cvr
        ), used AS (
            SELECT sor_code, p_number, cvr, range_agg(valid) AS days
            FROM upward WHERE cvr IS NOT NULL GROUP BY sor_code, p_number, cvr
        )
        SELECT u.sor_code, NULL AS place, unnest(u.days * c.days) AS valid, u.p_number, u.cvr,
            c.unit AS other, c.cvr AS other_cvr
        FROM used u JOIN company c ON c.p_number = u.p_number AND c.cvr <> u.cvr AND c.days && u.days
        """,
        "the P-number {p_number} is used under the CVR number {cvr} here, and under {other_cvr} by {other}",
        Weight.WARNED,
    ),
    Question(
        Rule.SHAK_EXTENDS,
        """
        WITH RECURSIVE coded AS (
            SELECT sor_code, parent, upper(shak) AS shak, unnest(range_agg(valid)) AS valid
            FROM unit_version GROUP BY 1, 2, 3
        ), upward AS (
            SELECT sor_code, shak, parent AS above, NULL::bigint AS extended, NULL AS prefix, valid
            FROM coded WHERE char_length(shak) > 4
            UNION ALL
            SELECT u.sor_code, u.shak, c.parent,
                CASE WHEN char_length(c.shak) < char_length(u.shak) THEN c.sor_code END,
                CASE WHEN char_length(c.shak) < char_length(u.shak) THEN c.shak END, u.valid * c.valid
            FROM upward u JOIN coded c ON c.sor_code = u.above AND c.valid && u.valid WHERE u.prefix IS NULL
        ) CYCLE above SET again USING path
        SELECT sor_code, NULL AS place, unnest(range_agg(valid)) AS valid, shak, extended, prefix
        FROM upward WHERE NOT starts_with(shak, prefix) GROUP BY sor_code, shak, extended, prefix
        """,
        "the SHAK code {shak} does not extend {prefix}, that of {extended} above it",
        Weight.WARNED,
    ),
)

"""What versions say: names and texts of their length, types, addresses where the level has them."""

from db.checking.question import Question
from domain.findings import Weight
from domain.location_numbers import NOTE_LENGTH
from domain.rules import Rule
from domain.units import (
    LOCAL_ATTRIBUTE_LENGTH,
    LOCAL_ATTRIBUTES_AT_MOST,
    LOCAL_CODE_LENGTH,
    NAME_LENGTH,
    SPECIALITIES_AT_MOST,
    UnitKind,
)

_OWNER = f"'{UnitKind.INSTITUTION_OWNER.value}'"
_ORGANISATIONAL = f"'{UnitKind.ORGANIZATIONAL_UNIT.value}'"

_ADDRESS_TEXTS = ("street", "house_number", "floor", "door", "extra", "district", "validation_skipped_reason")
_ELECTRONIC_TEXTS = ("phone", "email", "website", "fax")


def _texts(columns: tuple[str, ...]) -> str:
    return ", ".join(f"('{column.replace('_', ' ')}', {column})" for column in columns)


CHECKS = (
    Question(
        Rule.NAME_LENGTH,
        f"""
        SELECT sor_code, NULL AS place, unnest(range_agg(valid)) AS valid, char_length(name) AS length
        FROM unit_version WHERE char_length(btrim(name)) = 0 OR char_length(name) > {NAME_LENGTH}
        GROUP BY sor_code, name
        """,
        f"the name has {{length}} characters; it has 1 to {NAME_LENGTH}, not only spaces",
    ),
    Question(
        Rule.TEXT_LENGTH,
        f"""
        WITH long_address AS (
            SELECT id, what, said FROM address CROSS JOIN LATERAL (VALUES {_texts(_ADDRESS_TEXTS)}) t (what, said)
            WHERE char_length(said) > {NOTE_LENGTH}
        ), long_electronic AS (
            SELECT id, what, said FROM electronic_address
            CROSS JOIN LATERAL (VALUES {_texts(_ELECTRONIC_TEXTS)}) t (what, said)
            WHERE char_length(said) > {NOTE_LENGTH}
        ), long AS (
            SELECT sor_code, NULL AS place, valid, 'local code' AS what, local_code AS said, {LOCAL_CODE_LENGTH} AS most
            FROM unit_version WHERE char_length(local_code) NOT BETWEEN 1 AND {LOCAL_CODE_LENGTH}
            UNION ALL
            SELECT sor_code, NULL, valid, 'pharmacy number', pharmacy_number, {NOTE_LENGTH}
            FROM unit_version WHERE char_length(pharmacy_number) > {NOTE_LENGTH}
            UNION ALL
            SELECT sor_code, NULL, valid, 'local attribute', attribute, {LOCAL_ATTRIBUTE_LENGTH}
            FROM unit_version CROSS JOIN LATERAL unnest(local_attributes) attribute
            WHERE char_length(attribute) > {LOCAL_ATTRIBUTE_LENGTH}
            UNION ALL
            SELECT v.sor_code, NULL, v.valid, 'address: ' || a.what, a.said, {NOTE_LENGTH}
            FROM long_address a JOIN unit_version v ON a.id IN (v.postal, v.visiting, v.activity)
            UNION ALL
            SELECT v.sor_code, NULL, v.valid, 'electronic address: ' || e.what, e.said, {NOTE_LENGTH}
            FROM long_electronic e JOIN unit_version v ON v.electronic = e.id
            UNION ALL
            SELECT holder, 'location number ' || gln, valid, 'note', note, {NOTE_LENGTH}
            FROM location_number_version WHERE char_length(note) > {NOTE_LENGTH}
        )
        SELECT sor_code, place, unnest(range_agg(valid)) AS valid, what, char_length(said) AS length, most
        FROM long GROUP BY sor_code, place, what, said, most
        """,
        "the {what} has {length} characters; it has at most {most}",
    ),
    Question(
        Rule.SPECIALITIES_AT_MOST,
        f"""
        SELECT sor_code, NULL AS place, unnest(range_agg(valid)) AS valid, cardinality(specialities) AS count
        FROM unit_version WHERE cardinality(specialities) > {SPECIALITIES_AT_MOST}
        GROUP BY sor_code, cardinality(specialities)
        """,
        f"the unit has {{count}} clinical specialities; it has at most {SPECIALITIES_AT_MOST}",
    ),
    Question(
        Rule.LOCAL_ATTRIBUTES_AT_MOST,
        f"""
        SELECT sor_code, NULL AS place, unnest(range_agg(valid)) AS valid, cardinality(local_attributes) AS count
        FROM unit_version WHERE cardinality(local_attributes) > {LOCAL_ATTRIBUTES_AT_MOST}
        GROUP BY sor_code, cardinality(local_attributes)
        """,
        f"the unit has {{count}} local attributes; it has at most {LOCAL_ATTRIBUTES_AT_MOST}",
    ),
    Question(
        Rule.TYPE_REQUIRED,
        """
        SELECT sor_code, NULL AS place, unnest(range_agg(valid)) AS valid
        FROM unit_version WHERE type IS NULL GROUP BY sor_code
        """,
        "the unit has no type; it takes one of the code list unit-type",
        Weight.WARNED,
    ),
    # Files that say nothing of addresses are taken in, so no more than a warning.
    Question(
        Rule.OWNER_POSTAL_ADDRESS,
        f"""
        SELECT v.sor_code, NULL AS place, unnest(range_agg(v.valid)) AS valid
        FROM unit_version v JOIN unit u ON u.sor_code = v.sor_code
        WHERE u.kind = {_OWNER} AND v.postal IS NULL GROUP BY v.sor_code
        """,
        "the owner has no postal address, so units under it that state none have none",
        Weight.WARNED,
    ),
    Question(
        Rule.ACTIVITY_ADDRESS_LEVEL,
        f"""
        SELECT v.sor_code, NULL AS place, unnest(range_agg(v.valid)) AS valid, u.kind
        FROM unit_version v JOIN unit u ON u.sor_code = v.sor_code
        WHERE u.kind <> {_ORGANISATIONAL} AND v.activity IS NOT NULL GROUP BY v.sor_code, u.kind
        """,
        "the unit, {kind}, has an activity address, which only an organisational unit (OE) has",
    ),
    Question(
        Rule.ADDRESS_UNKNOWN,
        """
        WITH named AS (
            SELECT v.sor_code, v.valid, t.what, t.id
            FROM unit_version v CROSS JOIN LATERAL
                (VALUES ('postal', v.postal), ('visiting', v.visiting), ('activity', v.activity)) t (what, id)
            WHERE t.id IS NOT NULL AND NOT EXISTS (SELECT FROM address a WHERE a.id = t.id)
            UNION ALL
            SELECT v.sor_code, v.valid, 'electronic', v.electronic
            FROM unit_version v
            WHERE v.electronic IS NOT NULL AND NOT EXISTS (SELECT FROM electronic_address e WHERE e.id = v.electronic)
        )
        SELECT sor_code, NULL AS place, unnest(range_agg(valid)) AS valid, what, id
        FROM named GROUP BY sor_code, what, id
        """,
        "the unit's {what} address is said to be {id}, which is not among the addresses",
    ),
    Question(
        Rule.GEOGRAPHICAL_PARENT,
        """
        SELECT sor_code, NULL AS place, unnest(range_agg(valid)) AS valid,
            CASE WHEN geographical_parent IS NOT NULL
                THEN 'is said to share the place of ' || geographical_parent || ', which is not in the register'
                ELSE 'shares the place of another mother unit (3), but of which is not said' END AS what
        FROM unit_version v
        WHERE geographical_relation = 3 AND geographical_parent IS NULL
            OR NOT EXISTS (SELECT FROM unit u WHERE u.sor_code = v.geographical_parent)
            AND geographical_parent IS NOT NULL
        GROUP BY sor_code, geographical_parent
        """,
        "the unit {what}",
        Weight.WARNED,
    ),
)

"""What is stored of the register: the statements that read all of it, or some of it anew, to be written by COPY."""

from dataclasses import fields

from domain.addresses import Address, ElectronicAddress
from domain.location_numbers import Mailbox
from domain.units import FACTS

LISTS = ("provider_numbers", "specialities", "local_attributes")
OFTEN_ALIKE = (
    *("type", "specialities", "inherits_location_number", "geographical_relation", "ambulant", "inpatient"),
    *("reporting_level", "treatment_site", "carried_back"),
)
"""What versions of thousands of units say in few ways."""

OFTEN_NEW = ("name", "source_updated", "electronic", "parent", "postal")
"""What nearly all versions say otherwise than the one before; the rest of most is the same."""

OTHERS = tuple(fact for fact in FACTS if fact not in OFTEN_ALIKE + OFTEN_NEW)
MAILBOX = tuple(field.name for field in fields(Mailbox))
REGIONAL = ("post_code", "district", "country", "municipality", "region")
"""What is the same of thousands of addresses."""

POSTAL = tuple(field.name for field in fields(Address) if field.name not in REGIONAL)
ELECTRONIC = tuple(field.name for field in fields(ElectronicAddress))

_CODES = "%(codes)s::bigint[]"
_GLNS = "%(glns)s::text[]"
_IDS = "%(ids)s::uuid[]"


def lives(only: bool = False) -> str:
    """What is the same in all versions of a unit."""
    return (
        f"SELECT sor_code, kind, life, first_from, version, recorded FROM unit{_of('sor_code', _CODES, only)}"
        " ORDER BY sor_code"
    )


def versions(only: bool = False) -> str:
    """A unit's versions do not overlap: they end in the order in which they begin, and by their ends there is an
    index."""
    told = ", ".join(_list(fact) if fact in LISTS else fact for fact in (*OFTEN_NEW, *OTHERS, *OFTEN_ALIKE))
    return (
        f"SELECT sor_code, valid, {told} FROM unit_version{_of('sor_code', _CODES, only)}"
        " ORDER BY sor_code, coalesce(upper(valid), 'infinity')"
    )


def numbers(only: bool = False) -> str:
    """Every version of each number; where only some units are asked for, of all numbers that they ever hold."""
    held = f"ARRAY(SELECT gln FROM location_number_version WHERE holder = ANY({_CODES}))"
    return (
        "SELECT told.gln, told.valid, issued.first_from,"
        f" {', '.join(f'told.{name}' for name in MAILBOX)}"
        " FROM location_number_version AS told JOIN location_number AS issued ON issued.gln = told.gln"
        f"{_of('told.gln', held, only)} ORDER BY told.gln, lower(told.valid)"
    )


def capabilities(only: bool = False) -> str:
    return (
        "SELECT gln, code, code_version, direction, valid"
        f" FROM message_capability{_of('gln', _GLNS, only)}"
        ' ORDER BY gln, code COLLATE "C", code_version COLLATE "C", direction, lower(valid)'
    )


def relations(only: bool = False) -> str:
    """Each is recorded with one of the two units, and told of both."""
    return (
        "SELECT unit, type, other, valid, note FROM ("
        f"SELECT sor_code AS unit, type, other, valid, note FROM unit_relation{_of('sor_code', _CODES, only)}"
        " UNION SELECT other, CASE type WHEN 'REPLACES' THEN 'REPLACED_BY' ELSE type END, sor_code, valid, note"
        f" FROM unit_relation{_of('other', _CODES, only)}"
        ") AS told ORDER BY unit, type DESC, other, lower(valid), note, valid"
    )


def addresses(only: bool = False) -> str:
    return f"SELECT id, {', '.join((*POSTAL, *REGIONAL))} FROM address{_of('id', _IDS, only)}"


def electronic_addresses(only: bool = False) -> str:
    return f"SELECT id, {', '.join(ELECTRONIC)} FROM electronic_address{_of('id', _IDS, only)}"


def _list(name: str) -> str:
    """As JSON an array is read in one go; nearly all are empty, and nothing is sent of those."""
    return f"array_to_json(nullif({name}, '{{}}'))"


CODE_VALUES = (
    f"SELECT list, code, name_da, name_en, valid, parent, {_list('levels')}, explained"
    ' FROM code_value ORDER BY list COLLATE "C", code COLLATE "C", lower(valid)'
)


def _of(column: str, asked: str, only: bool) -> str:
    return f" WHERE {column} = ANY({asked})" if only else ""

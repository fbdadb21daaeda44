"""What is stored of the register: the statements that read all of it, or some of it anew."""

from dataclasses import fields

from domain.addresses import Address, ElectronicAddress
from domain.location_numbers import Mailbox
from domain.units import FACTS

LISTS = ("provider_numbers", "specialities", "local_attributes")
OTHERS = tuple(fact for fact in FACTS if fact not in LISTS)
MAILBOX = tuple(field.name for field in fields(Mailbox))
POSTAL = tuple(field.name for field in fields(Address))
ELECTRONIC = tuple(field.name for field in fields(ElectronicAddress))

_CODES = "%(codes)s::bigint[]"
_GLNS = "%(glns)s::text[]"
_IDS = "%(ids)s::uuid[]"

# As JSON an array is read in one go; nearly all are empty, and nothing is sent of those.
_LISTS = ", ".join(f"array_to_json(nullif({name}, '{{}}'))::text" for name in LISTS)


def lives(only: bool = False) -> str:
    """What is the same in all versions of a unit."""
    return "SELECT sor_code, kind, life, first_from, version, recorded FROM unit" + _of("sor_code", _CODES, only)


def versions(only: bool = False) -> str:
    return (
        f"SELECT sor_code, valid, {_LISTS}, {', '.join(OTHERS)} FROM unit_version"
        f"{_of('sor_code', _CODES, only)} ORDER BY sor_code, lower(valid)"
    )


def numbers(only: bool = False) -> str:
    """Every version of each number; where only some units are asked for, of all numbers that they ever hold."""
    held = f"ARRAY(SELECT gln FROM location_number_version WHERE holder = ANY({_CODES}))"
    return (
        f"SELECT told.gln, told.valid, issued.first_from, {', '.join(f'told.{name}' for name in MAILBOX)}"
        " FROM location_number_version AS told JOIN location_number AS issued ON issued.gln = told.gln"
        f"{_of('told.gln', held, only)} ORDER BY told.gln, lower(told.valid)"
    )


def capabilities(only: bool = False) -> str:
    return (
        "SELECT gln, json_build_array(code, code_version)::text, direction, valid"
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
    return f"SELECT id, {', '.join(POSTAL)} FROM address{_of('id', _IDS, only)}"


def electronic_addresses(only: bool = False) -> str:
    return f"SELECT id, {', '.join(ELECTRONIC)} FROM electronic_address{_of('id', _IDS, only)}"


CODE_VALUES = (
    "SELECT list, code, name_da, name_en, valid, parent, array_to_json(nullif(levels, '{}'))::text, explained"
    ' FROM code_value ORDER BY list COLLATE "C", code COLLATE "C", lower(valid)'
)


def _of(column: str, asked: str, only: bool) -> str:
    return f" WHERE {column} = ANY({asked})" if only else ""

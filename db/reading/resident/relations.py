"""Units beside units, told of a revision: whom each replaces, is replaced by, cooperates with."""

from collections.abc import Sequence
from datetime import date

from db.reading.resident.revision import Revision
from domain.identifiers import SorCode
from domain.relations import Relation


def relations(register: Revision, codes: Sequence[SorCode], day: date) -> list[list[Relation]]:
    """Those that have begun by the day."""
    told = register.relations.each(codes)
    return [[one for one in every or () if one.valid.start <= day] for every in told]


def relation_histories(register: Revision, codes: Sequence[SorCode]) -> list[list[Relation]]:
    return [[*(every or ())] for every in register.relations.each(codes)]

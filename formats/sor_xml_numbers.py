"""Location numbers in SOR XML: EanLocationCodeEntity, an owner's directly, any other unit's as its choice."""

from domain.identifiers import SorCode, gln
from domain.location_numbers import NOTE_LENGTH, Mailbox
from domain.records import NumberRecord
from domain.rules import Rule, Violated
from formats.sor_xml_days import Days, days
from formats.sor_xml_elements import Part
from formats.values import code, yes_or_no

CHOICE = "inherits_location_number"
"""The fact that is unread where the file has a number which cannot be used."""

_REQUIRED = ("region", "system", "supplier", "network", "administrator")


def number(entity: Part, holder: SorCode | None, unit: Days | None) -> NumberRecord | None:
    """The unit's own location number; none, and a note, if its code or its days cannot be used.

    A number without a SorStatus has the days of its unit, as far as the file knows them.
    """
    value = entity.value(gln, "EanLocationCode", fact=CHOICE)
    if value is None and CHOICE not in entity.notes.unread:
        _leave_out(entity, Violated(Rule.RECORD_INCOMPLETE, "EanLocationCodeEntity has no EanLocationCode"))
    status = entity.part("SorStatus")
    lasting, broken = days(status) if status else (unit and unit._replace(first_from=unit.since), [])
    for violated in broken:
        _leave_out(entity, violated)
    mailbox = _mailbox(entity, holder or SorCode(0), lasting)
    if value is None or lasting is None or holder is None:
        return None
    return NumberRecord(
        gln=value, mailbox=mailbox, since=lasting.since, first_from=lasting.first_from, last_day=lasting.last_day
    )


def _mailbox(entity: Part, holder: SorCode, lasting: Days | None) -> Mailbox:
    mailbox = Mailbox(
        holder=holder,
        region=entity.value(code, "RegionCode", "RegionCodeIdentifier"),
        system=entity.value(code, "SystemType", "SystemTypeIdentifier"),
        supplier=entity.value(code, "SystemSupplier", "SystemSupplierIdentifier"),
        network=entity.value(code, "CommunicationSupplier", "CommunicationSupplierIdentifier"),
        administrator=entity.value(code, "EdiAdministrator", "EdiAdministratorIdentifier"),
        internal_only=_internal_only(entity),
        not_active=bool(entity.value(yes_or_no, "NonActiveIndicator")),
        note=entity.words(NOTE_LENGTH, "SorNote"),
        source_updated=lasting.updated if lasting else None,
    )
    if missing := [name for name in _REQUIRED if getattr(mailbox, name) is None]:
        message = f"the location number has no {', '.join(missing)}"
        entity.notes.warn(Rule.LOCATION_NUMBER_FIELDS, message, entity.where)
    return mailbox


def _internal_only(entity: Part) -> bool:
    """A number of which nobody can tell whether it is public is not shown to the public."""
    written = entity.text("OnlyInternalIndicator")
    try:
        return written is not None and yes_or_no(written)
    except Violated as broken:
        where = entity.place("OnlyInternalIndicator")
        entity.notes.adjust(broken.rule, f"{broken.message}; the location number is kept internal", where)
        return True


def _leave_out(entity: Part, broken: Violated) -> None:
    entity.notes.left_out(broken.rule, f"the location number: {broken.message}", entity.where, CHOICE)

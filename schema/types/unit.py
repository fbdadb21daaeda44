"""Units: the interface they share and the three concrete types."""

from datetime import date
from operator import attrgetter
from typing import Any

import strawberry

from domain import units as facts
from domain.code_lists import CodeList
from domain.identifiers import SorCode
from domain.periods import Moment
from domain.units import UnitKind, UnitStatus
from resolvers import contents, inheritance, location_numbers, permissions, timelines, units
from resolvers import history as past
from resolvers import identifiers as known_by
from resolvers import relations as beside
from resolvers.local_attributes import local_attributes
from schema import ids
from schema.related import computed, named, reached, related
from schema.seen import Seen
from schema.types import history as told_past
from schema.types import timeline as told_timeline
from schema.types import told
from schema.types.address import Address, ElectronicAddress
from schema.types.allowed_action import AllowedAction
from schema.types.as_of import as_of
from schema.types.beside import GeographicalParent, Identifier, InheritanceExplanation, UnitRelation
from schema.types.changes import PlannedChange
from schema.types.code_value import CodeValue
from schema.types.coded import coded, coded_list
from schema.types.history import UnitVersionConnection
from schema.types.location_number import LocationNumber
from schema.types.moments import AsOf, DateRange
from schema.types.node import Node
from schema.types.pages import UnitConnection
from schema.types.provenance import EffectiveAddress, EffectiveElectronicAddress, EffectiveLocationNumber
from schema.types.timeline import TimelineEntry


def _id(unit: facts.Unit, moment: Moment, today: date) -> str:
    """Those above a closed unit are read as they were on its last day, whichever day is asked for."""
    if not (unit.valid.covers(moment.at) or unit.valid.covers(unit.life.clamp(moment.at))):
        moment = moment._replace(at=unit.valid.clamp(moment.at))
    return ids.momentary("Unit", str(unit.sor_code), moment, today)


@strawberry.interface(
    description="Enhed. A unit of the register as it is `asOf` a day: institutionsejer (IE), sundhedsinstitution (SI) "
    "or organisatorisk enhed (OE). All that is asked below it is read as of the same day."
)
class Unit(Node):
    id: strawberry.ID = named(
        _id,
        description="Opaque. One for the unit as it is today, as is known now; another one where it is read elsewhere "
        "in time, so that clients keep the two apart. `sorCode` is always the same.",
    )
    sor_code: SorCode = strawberry.field(description="SOR-kode.")
    kind: UnitKind = strawberry.field(description="Niveau: IE, SI or OE.")
    name: str = strawberry.field(description="Navn, 1 to 60 characters.")
    type: CodeValue | None = coded(
        CodeList.UNIT_TYPE,
        attrgetter("type"),
        description="Enhedstype (SNOMED CT). Old data lacks it here and there.",
    )
    status: UnitStatus = computed(
        lambda unit, moment: unit.status(moment.at), description="Where the unit is in its life on the day."
    )
    validity: DateRange = reached(
        "valid",
        description="Gyldighed of what is read: from FromDate to the unit's next change or its closing.",
    )
    lifetime: DateRange = reached(
        "life", description="The unit's own life: from its first day to its closing, if one is set."
    )
    first_valid_from: date = reached("first_from", description="FirstFromDate: first day the unit ever existed.")
    version: int = strawberry.field(description="Grows with every recorded change of the unit.")
    as_of: AsOf = as_of
    at: "Unit | None" = related(
        units.at, told=told.nothing_of_moment, moved=told.other_moment, description="The same unit at another time."
    )

    parent: "Unit | None" = related(units.parent, description="Overliggende enhed. The unit above.")
    ancestors: list["Unit"] = related(
        units.ancestors, description="The units above, root first, without the unit itself."
    )
    owner: "InstitutionOwner" = related(units.owner, description="Institutionsejer at the top (itself for an owner).")
    depth: int = related(units.depth, description="How many units are above it.")
    children: UnitConnection = related(
        units.children, told=told.children, description="Underliggende enheder: the units directly below."
    )
    descendants: UnitConnection = related(
        units.descendants, told=told.descendants, description="All units below, to any depth."
    )
    has_children: bool = related(units.has_children, description="Whether any unit stands directly below.")
    child_count: int = related(
        units.child_count, told=told.filtered, description="How many units stand directly below."
    )
    descendant_count: int = related(
        units.descendant_count, told=told.filtered, description="How many units are below, to any depth."
    )
    relations: list[UnitRelation] = related(
        beside.relations, told=told.relation_types, description="Relationer: whom it replaces, is replaced by …"
    )
    geographical_parent: GeographicalParent | None = related(
        beside.geographical_parent, description="Geografisk placering, as registered."
    )
    identifiers: list[Identifier] = related(
        known_by.identifiers, told=told.systems, description="Numre: SHAK, CVR, P-nummer, ydernummer …"
    )

    postal_address: Address | None = related(inheritance.own_postal, description="Postadresse registered here.")
    visiting_address: Address | None = related(inheritance.own_visiting, description="Besøgsadresse registered here.")
    activity_address: Address | None = related(
        inheritance.own_activity, description="Aktivitetsadresse registered here."
    )
    electronic_address: ElectronicAddress | None = related(
        inheritance.own_electronic, description="Virtuel adresse registered here."
    )
    location_number: LocationNumber | None = related(
        location_numbers.own, description="Lokationsnummer registered here, if it is inside its period that day."
    )
    inherits_location_number: bool | None = strawberry.field(
        description="Whether the unit says that it inherits its location number; unset as registered."
    )

    effective_postal_address: EffectiveAddress | None = related(
        inheritance.postal_address, description="Gældende postadresse: its own, or else its nearest ancestor's."
    )
    effective_visiting_address: EffectiveAddress | None = related(
        inheritance.visiting_address,
        description="Gældende besøgsadresse: its own, or else its effective postal address.",
    )
    effective_activity_address: EffectiveAddress | None = related(
        inheritance.activity_address,
        description="Gældende aktivitetsadresse (OE): its own, or else its effective visiting address.",
    )
    effective_electronic_address: EffectiveElectronicAddress | None = related(
        inheritance.electronic_address,
        description="Gældende virtuel adresse: its own as a whole, or else its nearest ancestor's.",
    )
    effective_location_number: EffectiveLocationNumber | None = related(
        inheritance.location_number,
        description="Gældende lokationsnummer: its own; that of the unit above where the unit says so; or none.",
    )
    explain: InheritanceExplanation = related(
        inheritance.explain,
        told=told.field,
        description="The whole chain for one value, also where there is none: why do I see this, why nothing?",
    )
    heirs: UnitConnection = related(
        inheritance.heirs, told=told.heirs, description="Units whose effective value comes from this unit."
    )

    specialities: list[CodeValue] = coded_list(
        CodeList.SPECIALITY, lambda unit: unit.specialities, description="Kliniske specialer, the first one first."
    )
    history: UnitVersionConnection = related(
        past.history,
        told=told_past.told,
        description="Historik: every version of the unit by valid time, planned ones too; or, by recorded time, every "
        "recording of it, of its location numbers, message types and relations.",
    )
    timeline: list[TimelineEntry] = related(
        timelines.timeline,
        told=told_timeline.told,
        description="Tidslinje: in which days which field had which value, past and planned; by field, then by day.",
    )
    planned_changes: list[PlannedChange] = related(
        past.planned, description="Planlagte ændringer after the day, the nearest first."
    )
    allowed_actions: list[AllowedAction] = related(
        permissions.allowed, description="Tilladte handlinger: what the caller may do, from when, and if not, why."
    )
    content_hash: str = related(
        contents.content_hash,
        description="Indholdssum: one short text for all that everybody may read of the unit and of those below it on "
        "the day. As long as it stays the same, so do they; where it differs, ask the children for theirs. It does not "
        "tell of other days, of whom the unit is below and what it inherits from there, of hidden location numbers and "
        "local attributes.",
    )


@strawberry.type(description="Institutionsejer (IE): who owns institutions; the root of a hierarchy.")
class InstitutionOwner(Unit):
    owner_type: CodeValue | None = coded(CodeList.UNIT_TYPE, attrgetter("type"), description="Ejertype.")
    cvr: str | None = strawberry.field(description="CVR-nummer of the company.")

    @classmethod
    def is_type_of(cls, obj: object, _: object) -> bool:
        return _is(obj, UnitKind.INSTITUTION_OWNER)


@strawberry.type(description="Sundhedsinstitution (SI): hospital, municipal administration, practice, pharmacy …")
class HealthInstitution(Unit):
    p_number: str | None = strawberry.field(description="P-nummer of the production unit.")
    treatment_site: bool | None = strawberry.field(name="isTreatmentSite", description="Er behandlingssted.")

    @classmethod
    def is_type_of(cls, obj: object, _: object) -> bool:
        return _is(obj, UnitKind.HEALTH_INSTITUTION)


@strawberry.type(description="Organisatorisk enhed (OE): department, section, centre, nursing home, practitioner …")
class OrganizationalUnit(Unit):
    ambulant: bool | None = strawberry.field(description="Ambulant aktivitet.")
    inpatient: bool | None = strawberry.field(description="Patienter indlægges.")
    reporting_level: bool | None = strawberry.field(description="Indberetningsniveau.")
    local_attributes: list[str | None] | None = related(
        local_attributes,
        description="Lokale attributter 1 to 5, internal to the organisation: refused to others.",
    )

    @classmethod
    def is_type_of(cls, obj: object, _: object) -> bool:
        return _is(obj, UnitKind.ORGANIZATIONAL_UNIT)


def _is(obj: Any, kind: UnitKind) -> bool:
    return isinstance(obj, Seen) and isinstance(obj.value, facts.Unit) and obj.value.kind is kind

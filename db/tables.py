"""Every table of the register, typed for statements; the migrations write them. No relationship() anywhere."""

from datetime import date, datetime
from decimal import Decimal
from typing import Any, ClassVar
from uuid import UUID

from sqlalchemy import ARRAY, BigInteger, DateTime, SmallInteger, Text
from sqlalchemy.dialects.postgresql import DATERANGE, JSONB, Range
from sqlalchemy.orm import DeclarativeBase, Mapped, mapped_column
from sqlalchemy.types import UserDefinedType

Days = Range[date]


class Table(DeclarativeBase):
    type_annotation_map: ClassVar = {
        str: Text,
        list[str]: ARRAY(Text),
        Days: DATERANGE,
        datetime: DateTime(timezone=True),
    }


class Recorded:
    """When a row was recorded, and by which change set; its earlier forms are in `<table>_archive`."""

    recorded: Mapped[datetime]
    change_set: Mapped[int | None] = mapped_column(BigInteger)


class ChangeSet(Table):
    __tablename__ = "change_set"
    id: Mapped[int] = mapped_column(BigInteger, primary_key=True)
    recorded: Mapped[datetime]
    actor_kind: Mapped[str]
    actor_name: Mapped[str]
    actor_subject: Mapped[str | None]
    actor_role: Mapped[str | None]
    organisation: Mapped[int | None] = mapped_column(BigInteger)
    note: Mapped[str | None]
    cause: Mapped[str]
    request: Mapped[str | None]
    operations: Mapped[list[str]]


class Address(Table):
    __tablename__ = "address"
    id: Mapped[UUID] = mapped_column(primary_key=True)
    street: Mapped[str | None]
    house_number: Mapped[str | None]
    floor: Mapped[str | None]
    door: Mapped[str | None]
    extra: Mapped[str | None]
    post_code: Mapped[str | None]
    district: Mapped[str | None]
    country: Mapped[str]
    municipality: Mapped[str | None]
    region: Mapped[str | None]
    street_code: Mapped[str | None]
    dar_id: Mapped[UUID | None]
    east: Mapped[Decimal | None]
    north: Mapped[Decimal | None]
    validation_skipped_reason: Mapped[str | None]


class ElectronicAddress(Table):
    __tablename__ = "electronic_address"
    id: Mapped[UUID] = mapped_column(primary_key=True)
    phone: Mapped[str | None]
    email: Mapped[str | None]
    website: Mapped[str | None]
    fax: Mapped[str | None]


class CodeValue(Recorded, Table):
    __tablename__ = "code_value"
    list: Mapped[str] = mapped_column(primary_key=True)
    code: Mapped[str] = mapped_column(primary_key=True)
    valid: Mapped[Days] = mapped_column(primary_key=True)
    name_da: Mapped[str]
    name_en: Mapped[str | None]
    parent: Mapped[str | None]
    levels: Mapped[Any] = mapped_column(ARRAY(Text))
    explained: Mapped[bool]


class Answered(Table):
    __tablename__ = "answered"
    caller: Mapped[str] = mapped_column(primary_key=True)
    key: Mapped[str] = mapped_column(primary_key=True)
    digest: Mapped[str]
    outcome: Mapped[Any] = mapped_column(JSONB)
    given: Mapped[datetime]


class Unit(Recorded, Table):
    __tablename__ = "unit"
    sor_code: Mapped[int] = mapped_column(BigInteger, primary_key=True)
    kind: Mapped[str]
    first_from: Mapped[date]
    life: Mapped[Days]
    version: Mapped[int]


class UnitVersion(Recorded, Table):
    __tablename__ = "unit_version"
    sor_code: Mapped[int] = mapped_column(BigInteger, primary_key=True)
    valid: Mapped[Days] = mapped_column(primary_key=True)
    parent: Mapped[int | None] = mapped_column(BigInteger)
    name: Mapped[str]
    type: Mapped[str | None]
    local_code: Mapped[str | None]
    cvr: Mapped[str | None]
    p_number: Mapped[str | None]
    shak: Mapped[str | None]
    provider_numbers: Mapped[list[str]]
    pharmacy_number: Mapped[str | None]
    specialities: Mapped[list[str]]
    postal: Mapped[UUID | None]
    visiting: Mapped[UUID | None]
    activity: Mapped[UUID | None]
    electronic: Mapped[UUID | None]
    inherits_location_number: Mapped[bool | None]
    geographical_relation: Mapped[int | None] = mapped_column(SmallInteger)
    geographical_parent: Mapped[int | None] = mapped_column(BigInteger)
    ambulant: Mapped[bool | None]
    inpatient: Mapped[bool | None]
    reporting_level: Mapped[bool | None]
    treatment_site: Mapped[bool | None]
    local_attributes: Mapped[list[str | None]] = mapped_column(ARRAY(Text))
    source_updated: Mapped[date | None]
    carried_back: Mapped[bool]
    folded_name: Mapped[str]
    sort_name: Mapped[str]


class UnitRelation(Recorded, Table):
    __tablename__ = "unit_relation"
    sor_code: Mapped[int] = mapped_column(BigInteger, primary_key=True)
    type: Mapped[str] = mapped_column(primary_key=True)
    other: Mapped[int] = mapped_column(BigInteger, primary_key=True)
    valid: Mapped[Days] = mapped_column(primary_key=True)
    note: Mapped[str | None]


class LocationNumber(Table):
    __tablename__ = "location_number"
    gln: Mapped[str] = mapped_column(primary_key=True)
    first_from: Mapped[date]
    issued: Mapped[int | None] = mapped_column(BigInteger)


class LocationNumberVersion(Recorded, Table):
    __tablename__ = "location_number_version"
    gln: Mapped[str] = mapped_column(primary_key=True)
    valid: Mapped[Days] = mapped_column(primary_key=True)
    holder: Mapped[int] = mapped_column(BigInteger)
    region: Mapped[str | None]
    system: Mapped[str | None]
    supplier: Mapped[str | None]
    network: Mapped[str | None]
    administrator: Mapped[str | None]
    internal_only: Mapped[bool]
    not_active: Mapped[bool]
    note: Mapped[str | None]
    source_updated: Mapped[date | None]
    carried_back: Mapped[bool]


class MessageCapability(Recorded, Table):
    __tablename__ = "message_capability"
    gln: Mapped[str] = mapped_column(primary_key=True)
    code: Mapped[str] = mapped_column(primary_key=True)
    code_version: Mapped[str] = mapped_column(primary_key=True)
    direction: Mapped[str] = mapped_column(primary_key=True)
    valid: Mapped[Days] = mapped_column(primary_key=True)


class Transaction(UserDefinedType[str]):
    """The number of a transaction, which is never used again."""

    cache_ok = True

    def get_col_spec(self, **_: Any) -> str:
        return "xid8"


class Feed(Table):
    __tablename__ = "feed"
    only_one: Mapped[bool] = mapped_column(primary_key=True)
    identity: Mapped[UUID]
    told_until: Mapped[date | None]


class FeedEntry(Table):
    __tablename__ = "change"
    position: Mapped[int] = mapped_column(BigInteger, primary_key=True)
    xid: Mapped[str] = mapped_column(Transaction)
    kind: Mapped[str]
    sor_code: Mapped[int | None] = mapped_column(BigInteger)
    gln: Mapped[str | None]
    code_list: Mapped[str | None]
    effective_from: Mapped[date]
    until: Mapped[date | None]
    fields: Mapped[Any] = mapped_column(JSONB)
    via: Mapped[int | None] = mapped_column(BigInteger)
    places: Mapped[Any] = mapped_column(ARRAY(BigInteger))
    recorded: Mapped[datetime]
    change_set: Mapped[int | None] = mapped_column(BigInteger)


class Request(Table):
    __tablename__ = "request"
    id: Mapped[int] = mapped_column(BigInteger, primary_key=True)
    operation: Mapped[Any] = mapped_column(JSONB)
    status: Mapped[str]
    organisation: Mapped[int | None] = mapped_column(BigInteger)
    cvr: Mapped[str | None]
    under: Mapped[int | None] = mapped_column(BigInteger)
    unit: Mapped[int | None] = mapped_column(BigInteger)
    note: Mapped[str | None]
    due: Mapped[date | None]
    asked: Mapped[datetime]
    asked_by: Mapped[str]
    asked_subject: Mapped[str | None]
    asked_role: Mapped[str]
    asked_for: Mapped[int | None] = mapped_column(BigInteger)
    http_request: Mapped[str | None]
    decided: Mapped[datetime | None]
    decided_by: Mapped[str | None]
    decided_subject: Mapped[str | None]
    decided_role: Mapped[str | None]
    decided_for: Mapped[int | None] = mapped_column(BigInteger)
    reason: Mapped[str | None]
    change_set: Mapped[int | None] = mapped_column(BigInteger)

"""The table that peers read, as SQLAlchemy's manual declares one."""

from datetime import date

from sqlalchemy import BigInteger
from sqlalchemy.orm import DeclarativeBase, Mapped, mapped_column


class Table(DeclarativeBase):
    pass


class UnitRow(Table):
    __tablename__ = "unit"
    __table_args__ = ({"schema": "peers"},)

    sor_code: Mapped[int] = mapped_column(BigInteger, primary_key=True)
    parent: Mapped[int | None] = mapped_column(BigInteger)
    kind: Mapped[str]
    name: Mapped[str]
    type_name: Mapped[str | None]
    valid_from: Mapped[date]
    valid_until: Mapped[date | None]
    shak: Mapped[str | None]
    p_number: Mapped[str | None]
    postal_street: Mapped[str | None]
    postal_house_number: Mapped[str | None]
    postal_post_code: Mapped[str | None]
    postal_district: Mapped[str | None]
    postal_kind: Mapped[str | None]
    postal_source: Mapped[int | None] = mapped_column(BigInteger)
    postal_source_name: Mapped[str | None]
    own_gln: Mapped[str | None]
    gln: Mapped[str | None]
    gln_kind: Mapped[str | None]
    gln_source: Mapped[int | None] = mapped_column(BigInteger)
    gln_source_name: Mapped[str | None]
    depth: Mapped[int]
    place: Mapped[int]
    folded_name: Mapped[str]
    sort_name: Mapped[str]

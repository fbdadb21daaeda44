"""Code lists: values that the register maintains as data, each with the days it may be used."""

from dataclasses import dataclass
from enum import Enum

from domain.periods import Period


class CodeList(Enum):
    """The lists, by the name they are asked for with."""

    UNIT_TYPE = "unit-type"
    SPECIALITY = "speciality"
    REGION = "region"
    MUNICIPALITY = "municipality"
    POSTAL_CODE = "postal-code"
    SYSTEM = "system"
    SUPPLIER = "supplier"
    NETWORK = "network"
    ADMINISTRATOR = "administrator"
    MESSAGE_TYPE = "message-type"
    SHAK = "shak"


@dataclass(frozen=True, slots=True)
class CodeValue:
    """One value. `levels` (of unit types only): IE, SI, OE where the type has been seen; none known, if empty.

    `explained` is false for a code that came with old data and whose meaning nobody has told.
    """

    list: CodeList
    code: str
    name_da: str
    name_en: str | None
    valid: Period
    parent: str | None = None
    levels: tuple[str, ...] = ()
    explained: bool = True

"""SOR XML written by tests: an owner, an institution under it and a department under that, with what a test changes."""

import io
from collections.abc import Iterator

from domain.findings import Finding, Weight
from domain.identifiers import sor_code_of
from domain.records import UnitRecord
from formats import sor_xml

OWNER, INSTITUTION, DEPARTMENT, SECTION = (sor_code_of(serial) for serial in range(9_000_001, 9_000_005))

NAMESPACE = "urn:oio:nsi:2.0.0"
STATUS = "<SorStatus><FromDate>2020-01-01</FromDate><FirstFromDate>2010-01-01</FirstFromDate></SorStatus>"
NONE = "<EanLocationCodeOption/>"


def unit(name: str, code: object, *said: str, status: str = STATUS, called: str = "Prøven") -> str:
    """A unit element: its code, its name, what else it says, its status."""
    parts = f"<SorIdentifier>{code}</SorIdentifier><EntityName>{called}</EntityName>{''.join(said)}{status}"
    return f"<{name}>{parts}</{name}>"


def status(**days: str) -> str:
    """A SorStatus with these days."""
    return "<SorStatus>" + "".join(f"<{name}>{day}</{name}>" for name, day in days.items()) + "</SorStatus>"


def owner(*said: str, below: str = "", code: object = OWNER, status: str = STATUS, called: str = "Prøveejer") -> str:
    element = unit("InstitutionOwner", code, *said, status=status, called=called)
    return f"<InstitutionOwnerEntity>{element}{below}</InstitutionOwnerEntity>"


def institution(*said: str, below: str = "", code: object = INSTITUTION, status: str = STATUS) -> str:
    element = unit("HealthInstitution", code, NONE, *said, status=status)
    return f"<HealthInstitutionEntity>{element}{below}</HealthInstitutionEntity>"


def department(*said: str, below: str = "", code: object = DEPARTMENT, status: str = STATUS) -> str:
    element = unit("OrganizationalUnit", code, *said, status=status)
    return f"<OrganizationalUnitEntity>{element}{below}</OrganizationalUnitEntity>"


def tree(*entities: str, namespace: str = NAMESPACE) -> bytes:
    return f'<SorTree xmlns="{namespace}">\n{"".join(entities)}\n</SorTree>'.encode()


def under(*departments: str) -> bytes:
    """The departments under an owner and an institution of which there is nothing to tell."""
    return tree(owner(below=institution(below="".join(departments))))


def told(text: bytes) -> Iterator[tuple[str, str, str]]:
    """What is found: rule, weight and message."""
    return ((one.rule.id, one.weight.value, one.message) for one in findings(text))


def findings(text: bytes) -> list[Finding]:
    return [one for one in sor_xml.read(io.BytesIO(text)) if isinstance(one, Finding)]


def records(text: bytes) -> list[UnitRecord]:
    return [one for one in sor_xml.read(io.BytesIO(text)) if isinstance(one, UnitRecord)]


def the_department(text: bytes) -> UnitRecord:
    """The one department of the tree; the units above it have to stand as well."""
    read = {record.sor_code: record for record in records(text)}
    assert set(read) == {OWNER, INSTITUTION, DEPARTMENT}
    return read[DEPARTMENT]


def refused(text: bytes) -> list[tuple[str, str | None]]:
    """The rules by which records are refused, and the codes as written."""
    return [(one.rule.id, one.sor_code) for one in findings(text) if one.weight is Weight.REFUSED]

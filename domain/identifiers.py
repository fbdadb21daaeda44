"""The register's numbers: read from text and checked, digit rule by digit rule (REGISTER.md, section 2)."""

import re
from functools import lru_cache
from typing import NewType

from stdnum import ean, verhoeff
from stdnum.dk import cvr as cvr_check
from stdnum.exceptions import ValidationError

from domain.rules import Rule, Violated

SorCode = NewType("SorCode", int)
Gln = NewType("Gln", str)
Cvr = NewType("Cvr", str)
PNumber = NewType("PNumber", str)
Shak = NewType("Shak", str)
ProviderNumber = NewType("ProviderNumber", str)

SOR_ISSUER = "100001600"
"""Every SOR code is a serial number, this, and a Verhoeff check digit."""

_DIGITS = re.compile(r"[0-9]+")


def sor_code(text: str) -> SorCode:
    """A SOR code: serial + `1000016` + `00` + Verhoeff digit, 11 to 18 digits. Raises `Violated`."""
    shown = _digits(text, "SOR code", Rule.SOR_CODE_FORMAT)
    if not 11 <= len(shown) <= 18 or shown[0] == "0":
        raise Violated(
            Rule.SOR_CODE_FORMAT,
            f"'{shown}' has {_length(shown)}; a SOR code has 11 to 18 and does not begin with 0",
        )
    if shown[-10:-1] != SOR_ISSUER:
        raise Violated(
            Rule.SOR_CODE_FORMAT,
            f"'{shown}' has {shown[-10:-1]} before its check digit; a SOR code has {SOR_ISSUER} there",
        )
    if not _verhoeff(shown):
        expected = verhoeff.calc_check_digit(shown[:-1])
        raise Violated(
            Rule.SOR_CODE_CHECK_DIGIT,
            f"'{shown}' ends in {shown[-1]}, but the Verhoeff check digit of {shown[:-1]} is {expected}",
        )
    return SorCode(int(shown))


def sor_code_of(serial: int) -> SorCode:
    """The SOR code that the register gives out under a running number."""
    body = f"{serial}{SOR_ISSUER}"
    return SorCode(int(body + verhoeff.calc_check_digit(body)))


def serial_of(code: SorCode) -> int:
    """The running number that a SOR code begins with."""
    return int(str(code)[: -len(SOR_ISSUER) - 1])


def gln(text: str) -> Gln:
    """A location number: GLN / EAN-13 with its mod 10 digit. Raises `Violated`."""
    shown = _digits(text, "location number", Rule.GLN_FORMAT)
    if len(shown) != 13:
        raise Violated(Rule.GLN_FORMAT, f"'{shown}' has {_length(shown)}; a location number has 13")
    if not ean.is_valid(shown):
        expected = ean.calc_check_digit(shown[:-1])
        raise Violated(
            Rule.GLN_CHECK_DIGIT,
            f"'{shown}' ends in {shown[-1]}, but the mod 10 check digit of {shown[:-1]} is {expected}",
        )
    return Gln(shown)


def gln_of(body: int) -> Gln:
    """The location number whose first twelve digits are `body`."""
    shown = f"{body:012d}"
    return Gln(shown + ean.calc_check_digit(shown))


def cvr(text: str) -> Cvr:
    """A company number (CVR): 8 digits, weights 2 7 6 5 4 3 2 1, mod 11. Raises `Violated`."""
    shown = _digits(text, "CVR number", Rule.CVR_FORMAT)
    if len(shown) != 8:
        raise Violated(Rule.CVR_FORMAT, f"'{shown}' has {_length(shown)}; a CVR number has 8")
    try:
        return Cvr(cvr_check.validate(shown))
    except ValidationError:
        raise Violated(
            Rule.CVR_CHECK_DIGIT,
            f"'{shown}' fails the mod 11 check of a CVR number (weights 2 7 6 5 4 3 2 1)",
        ) from None


def p_number(text: str) -> PNumber:
    """A production unit number (P-nummer): 10 digits. Raises `Violated`."""
    shown = _digits(text, "P-number", Rule.P_NUMBER_FORMAT)
    if len(shown) != 10:
        raise Violated(Rule.P_NUMBER_FORMAT, f"'{shown}' has {_length(shown)}; a P-number has 10")
    return PNumber(shown)


def shak(text: str) -> Shak:
    """A SHAK code: 4 (hospital), 6 (department) or 7 (section) letters and digits. Raises `Violated`."""
    shown = text.strip().upper()
    if len(shown) not in (4, 6, 7) or not shown.isascii() or not shown.isalnum():
        raise Violated(
            Rule.SHAK_FORMAT,
            f"'{_brief(shown)}' is no SHAK code: 4 letters or digits for a hospital, 6 for a department, "
            "7 for a section",
        )
    return Shak(shown)


def provider_number(text: str) -> ProviderNumber:
    """A provider number (ydernummer): 6 digits, leading zeros count. Raises `Violated`."""
    shown = _digits(text, "ydernummer", Rule.PROVIDER_NUMBER_FORMAT)
    if len(shown) != 6:
        raise Violated(Rule.PROVIDER_NUMBER_FORMAT, f"'{shown}' has {_length(shown)}; an ydernummer has 6")
    return ProviderNumber(shown)


def provider_number_adds_up(number: ProviderNumber) -> bool:
    """Whether the weights 6 5 4 3 2 1 give a sum divisible by 11: true of nearly all; warn, never refuse."""
    return sum(int(digit) * weight for digit, weight in zip(number, range(6, 0, -1), strict=True)) % 11 == 0


@lru_cache(maxsize=16_384)
def _verhoeff(digits: str) -> bool:
    """The code of a unit is met again in each that is under it."""
    return bool(verhoeff.is_valid(digits))


def _digits(text: str, what: str, rule: "Rule") -> str:
    shown = text.strip()
    if not _DIGITS.fullmatch(shown):
        raise Violated(rule, f"'{_brief(shown)}' is no {what}: digits 0 to 9 only")
    if len(shown) > 40:
        raise Violated(rule, f"'{_brief(shown)}' is no {what}: it has {_length(shown)}")
    return shown


def _brief(text: str) -> str:
    return text if len(text) <= 40 else text[:37] + "..."


def _length(digits: str) -> str:
    return "1 digit" if len(digits) == 1 else f"{len(digits)} digits"

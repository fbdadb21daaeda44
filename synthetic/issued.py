"""Numbers given out one after the other, well formed and far from those that are in use."""

from collections.abc import Iterator
from itertools import count

from domain.identifiers import Cvr, Gln, PNumber, ProviderNumber, Shak, SorCode, gln_of, sor_code_of

CHARACTERS = "0123456789ABCDEFGHIJKLMNOPQRSTUVWXYZ"

DEMO_SERIALS = 9_000_000
NATIONAL_SERIALS = 9_100_000
"""Where the serials of synthetic SOR codes begin. By 2025 the register had reached 156,000."""

NATIONAL_COMPANIES = 9_000_000
DEMO_COMPANIES = 9_990_000
"""The first seven digits of the first synthetic company numbers."""

DEMO_NUMBERS = 579_000_990_000
NATIONAL_NUMBERS = 579_000_500_000
"""The first twelve digits of the first synthetic location numbers. By 2025 the register had reached 579000276461."""


class Issued:
    """One register's numbers. None is given twice, but provider numbers begin again when they have run out."""

    def __init__(self) -> None:
        self._serials = count(NATIONAL_SERIALS)
        self._location_numbers = count(NATIONAL_NUMBERS)
        self._company = NATIONAL_COMPANIES
        self._p_numbers = count(9_000_000_001)
        self._provider_numbers = _provider_numbers()
        self._hospitals = count(9001)
        self._pharmacies = count(801)

    def sor_code(self) -> SorCode:
        return sor_code_of(next(self._serials))

    def gln(self) -> Gln:
        """Raises ValueError where they would run into those of the demo."""
        body = next(self._location_numbers)
        if body >= DEMO_NUMBERS:
            raise ValueError(f"there are no more than {DEMO_NUMBERS - NATIONAL_NUMBERS} synthetic location numbers")
        return gln_of(body)

    def cvr(self) -> Cvr:
        number = company(self._company)
        self._company = int(number[:-1]) + 1
        return number

    def p_number(self) -> PNumber:
        return PNumber(str(next(self._p_numbers)))

    def provider_number(self, adds_up: bool = True) -> ProviderNumber:
        number = next(self._provider_numbers)
        return number if adds_up else ProviderNumber(number[:-1] + str((int(number[-1]) + 1) % 10))

    def hospital(self) -> Shak:
        return Shak(str(next(self._hospitals)))

    def pharmacy(self) -> int:
        return next(self._pharmacies)


def department_of(hospital: Shak, place: int) -> Shak | None:
    """The code of a hospital's department number `place`, from 1; none when there are no more."""
    tens, ones = divmod(place, 10) if place < 100 else divmod(place - 100 + 10 * len(CHARACTERS), len(CHARACTERS))
    return Shak(f"{hospital}{CHARACTERS[tens]}{CHARACTERS[ones]}") if tens < len(CHARACTERS) else None


def section_of(department: Shak, place: int) -> Shak | None:
    """The code of a department's section number `place`, from 1; none when there are no more."""
    return Shak(f"{department}{CHARACTERS[place]}") if place < len(CHARACTERS) else None


def company(body: int) -> Cvr:
    """The first company number whose first seven digits are `body` or more; to one in eleven no check digit fits."""
    last = _last(f"{body:07d}", (2, 7, 6, 5, 4, 3, 2))
    return company(body + 1) if last is None else Cvr(f"{body:07d}{last}")


def _provider_numbers() -> Iterator[ProviderNumber]:
    while True:
        for body in range(101, 100_000):
            last = _last(f"{body:05d}", (6, 5, 4, 3, 2))
            if last is not None:
                yield ProviderNumber(f"{body:05d}{last}")


def _last(digits: str, weights: tuple[int, ...]) -> int | None:
    """The last digit, of weight 1, that makes the sum divisible by 11; there is none for one body in eleven."""
    digit = -sum(int(one) * weight for one, weight in zip(digits, weights, strict=True)) % 11
    return None if digit == 10 else digit

"""Names that units might have and nobody bears: made of landscape, trees, numbers and trades. No persons."""

from synthetic.dice import Dice

LANDSCAPE = (
    "Sol", "Lind", "Birke", "Ege", "Bøge", "Kastanje", "Mølle", "Skov", "Å", "Eng", "Bakke", "Fjord", "Kirke", "Ager",
    "Sønder", "Nørre", "Vester", "Øster", "Toft", "Hede", "Strand", "Kilde", "Sø", "Højde", "Klint", "Elle", "Aske",
    "Hassel", "Hylde", "Poppel", "Rose", "Lyng", "Krat", "Mark", "Dal", "Kær", "Vang", "Gade", "Ly", "Pil",
)  # fmt: skip
HOMES = (
    "gården", "bo", "hjemmet", "højen", "lunden", "parken", "haven", "centret", "vænget", "husene", "toften", "bakken",
    "borg", "sig", "engen",
)  # fmt: skip
FLOORS = (
    "Stuen", "1. sal", "2. sal", "3. sal", "Administration", "Nattevagt", "Aktivitet", "4. sal", "Køkken",
    "Daghjem", "Træning", "Sygeplejersker", "Fælles", "Vikarer",
)  # fmt: skip
COMPASS = ("Nord", "Syd", "Øst", "Vest", "Midt", "Centrum")
SCHOOLS = (
    "Skovvang", "Lilleskov", "Bakke", "Eng", "Fjord", "Nørre", "Sønder", "Vester", "Øster", "Kirke", "Ring", "Park",
    "Kilde", "Møllevang", "Ådal",
)  # fmt: skip
CLINICS = (
    "Torvet", "Havnen", "Centret", "Algade", "Rosenhaven", "Stationen", "Nørreport", "Søndergade", "Ved Åen", "Skoven",
    "Kløveren", "Svanen", "Engen", "Solsiden", "Bakken", "Ringvejen", "Apoteksgården", "Hjørnet", "Broen", "Parken",
)  # fmt: skip


def home(dice: Dice, place: int) -> str:
    """Solgården, Lindehøjen: what a nursing home or a dwelling may be called."""
    return dice.one_of(LANDSCAPE) + dice.one_of(HOMES)


def clinic(dice: Dice, place: int) -> str:
    return dice.one_of(CLINICS)


def floor(dice: Dice, place: int) -> str:
    """The floors and functions of a house, one after the other, then numbered departments."""
    return FLOORS[place] if place < len(FLOORS) else f"Afdeling {place - len(FLOORS) + 1}"


def letter(dice: Dice, place: int) -> str:
    return chr(ord("A") + place) if place < 26 else str(place + 1)


def number(dice: Dice, place: int) -> str:
    return str(place + 1)


def quarter(dice: Dice, place: int) -> str:
    return COMPASS[place] if place < len(COMPASS) else f"{COMPASS[place % len(COMPASS)]} {place // len(COMPASS) + 1}"


def school(dice: Dice, place: int) -> str:
    return f"{dice.one_of(SCHOOLS)}skolen"

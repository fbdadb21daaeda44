"""A synthetic national register: regions, municipalities and private owners, from a seed and as many units as asked."""

from collections.abc import Iterator
from datetime import date

from domain.code_lists import CodeList
from domain.records import Lives
from synthetic import practices, spans
from synthetic.batches import Batch
from synthetic.dice import Dice
from synthetic.draft import OPEN, Family, Ground
from synthetic.growing import Plan, institution, owner
from synthetic.hospitals import HOSPITAL, SMALL_HOSPITAL
from synthetic.issued import Issued
from synthetic.mailboxes import Post
from synthetic.municipalities import ADMINISTRATIONS, MUNICIPALITY, called
from synthetic.places import Atlas, Municipality
from synthetic.regions import (
    REGION,
    REGIONAL,
    invented,
)
from synthetic.shapes import Shape
from synthetic.shares import pieces, spread
from synthetic.vocabulary import Vocabulary
from synthetic.words import quarter

FEWEST, MOST = 10, 1_000_000
EARLIEST_TODAY = date(2010, 1, 1)
REFORM = date(2007, 1, 1)
"""Regions and municipalities as they are now began on this day."""
FIRST_PRACTICES = date(1999, 1, 1)

SHARES = (0.22, 0.38, 0.40)
"""Of regions, municipalities and private owners."""


def register(units: int, seed: int, today: date, history: bool, vocabulary: Vocabulary) -> Iterator[Lives]:
    """Exactly `units` units, in batches; whoever is above a unit comes in the same batch or an earlier one.

    With `history` they have lived through changes, moves, mergers and closings, and have plans beyond `today`;
    without, each has one version. The same arguments give the same register. Raises ValueError for a number of units
    or a day that is out of range, and `Incomplete` for code lists that lack something.
    """
    if not FEWEST <= units <= MOST:
        raise ValueError(f"a synthetic register has {FEWEST} to {MOST:,} units, not {units:,}")
    if today < EARLIEST_TODAY:
        raise ValueError(f"a synthetic register needs some years behind it: {today} is before {EARLIEST_TODAY}")
    ground = Ground(
        dice=Dice(seed),
        issued=Issued(),
        atlas=Atlas(vocabulary),
        post=Post(vocabulary),
        batch=Batch(),
        today=today.toordinal(),
        history=history,
    )
    return _grown(ground, units, vocabulary)


def _grown(ground: Ground, units: int, vocabulary: Vocabulary) -> Iterator[Lives]:
    regions, municipalities, private = spread(units, SHARES, least=3)
    yield from _regions(ground, regions, vocabulary)
    yield from _municipalities(ground, municipalities)
    yield from _practices(ground, private)
    if ground.batch.units:
        yield ground.batch.taken()


def _regions(ground: Ground, units: int, vocabulary: Vocabulary) -> Iterator[Lives]:
    inhabited = {code: sum(one.weight for one in there) for code, there in ground.atlas.by_region.items()}
    largest = sorted(inhabited, key=lambda code: (-inhabited[code], code))[: max(1, units // 12)]
    for code, share in zip(largest, spread(units, [inhabited[code] for code in largest], least=3), strict=True):
        name = vocabulary.value(CodeList.REGION, code).name_da
        region = owner(ground, REGION, (REFORM.toordinal(), OPEN), ground.atlas.town(ground.dice, code), name)
        family = Family()
        for plan in _hospitals(ground, code, share - 1):
            yield from institution(ground, plan, region, family)


def _hospitals(ground: Ground, region: str, units: int) -> Iterator[Plan]:
    """A region's institutions; where there are but a few units, one hospital has them all."""
    kinds = REGIONAL if units >= 40 else REGIONAL[:1]
    for kind, share in zip(kinds, spread(units, [kind.share for kind in kinds], least=2), strict=True):
        for place, piece in enumerate(pieces(share, kind.size, ground.dice)):
            town = ground.atlas.town(ground.dice, region)
            stem = invented(kind.names, region, place) if kind.names else town.district
            yield Plan(SMALL_HOSPITAL if kind.shape is HOSPITAL and piece < 120 else kind.shape, town, stem, piece)


def _municipalities(ground: Ground, units: int) -> Iterator[Lives]:
    count = min(len(ground.atlas.municipalities), units // 3)
    largest = sorted(ground.atlas.municipalities, key=lambda one: (-one.weight, one.code))[:count]
    for one, share in zip(largest, spread(units, [one.weight for one in largest], least=3), strict=True):
        span = (REFORM.toordinal(), OPEN)
        municipality = owner(ground, MUNICIPALITY, span, one.towns[0], called(one.code, one.name))
        family = Family()
        for plan in _administrations(ground, one, share - 1):
            yield from institution(ground, plan, municipality, family)


def _administrations(ground: Ground, municipality: Municipality, units: int) -> Iterator[Plan]:
    kinds = ADMINISTRATIONS if units >= 12 else ADMINISTRATIONS[:1]
    for (shape, _), share in zip(kinds, spread(units, [weight for _, weight in kinds], least=2), strict=True):
        for place, piece in enumerate(pieces(share, 3000, ground.dice)):
            yield Plan(shape, municipality.towns[0], quarter(ground.dice, place - 1) if place else "", piece)


def _practices(ground: Ground, units: int) -> Iterator[Lives]:
    """One of each trade first, then as they are frequent."""
    weights = [practice.weight for practice in practices.ALL]
    number = 0
    while units:
        place = number if number < len(weights) else ground.dice.by_weight(weights)
        size = min(ground.dice.between(3, practices.ALL[place].largest + 2) for _ in range(2))
        size = units if units - size < 3 else size
        yield from _practice(ground, practices.ALL[place].clinic, size)
        units -= size
        number += 1


def _practice(ground: Ground, clinic: Shape, units: int) -> Iterator[Lives]:
    dice = ground.dice
    town = ground.atlas.town(dice)
    word = "" if clinic.word is None else clinic.word(dice, 0)
    name = clinic.names[0].format(stem=word, town=town.district)
    span = spans.private(ground, practices.OWNER, FIRST_PRACTICES.toordinal())
    company = owner(ground, practices.OWNER, span, town, name)
    family = Family()
    for place, piece in enumerate(pieces(units - 1, 8, dice)):
        there = town if place == 0 else ground.atlas.around(dice, town)
        yield from institution(ground, Plan(clinic, there, word, piece), company, family)

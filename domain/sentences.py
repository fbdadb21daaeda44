"""An explanation of an effective value as one sentence, in Danish and in English."""

from typing import NamedTuple

from domain.explaining import Explanation, Link
from domain.inheritance import InheritableField
from domain.periods import Period
from domain.words import Words, danish_day, english_day


class _Noun(NamedTuple):
    """How a sentence names a field: the one, one's own, any one, none."""

    the: str
    own: str
    one: str
    no: str


_DANISH = {
    InheritableField.POSTAL_ADDRESS: _Noun("postadressen", "enhedens egen", "en postadresse", "ingen postadresse"),
    InheritableField.VISITING_ADDRESS: _Noun(
        "besøgsadressen", "enhedens egen", "en besøgsadresse", "ingen besøgsadresse"
    ),
    InheritableField.ACTIVITY_ADDRESS: _Noun(
        "aktivitetsadressen", "enhedens egen", "en aktivitetsadresse", "ingen aktivitetsadresse"
    ),
    InheritableField.ELECTRONIC_ADDRESS: _Noun(
        "den virtuelle adresse", "enhedens egen", "en virtuel adresse", "ingen virtuel adresse"
    ),
    InheritableField.LOCATION_NUMBER: _Noun(
        "lokationsnummeret", "enhedens eget", "et lokationsnummer", "intet lokationsnummer"
    ),
}
_ENGLISH = {
    InheritableField.POSTAL_ADDRESS: _Noun(
        "the postal address", "the unit's own", "a postal address", "no postal address"
    ),
    InheritableField.VISITING_ADDRESS: _Noun(
        "the visiting address", "the unit's own", "a visiting address", "no visiting address"
    ),
    InheritableField.ACTIVITY_ADDRESS: _Noun(
        "the activity address", "the unit's own", "an activity address", "no activity address"
    ),
    InheritableField.ELECTRONIC_ADDRESS: _Noun(
        "the electronic address", "the unit's own", "an electronic address", "no electronic address"
    ),
    InheritableField.LOCATION_NUMBER: _Noun(
        "the location number", "the unit's own", "a location number", "no location number"
    ),
}


def sentence(told: Explanation, effective: Period | None = None) -> Words:
    """Where the value comes from and, if `effective` is given, since when; or why there is none."""
    if not told.found:
        return Words(_danish_none(told), _english_none(told))
    return Words(_danish_found(told, effective), _english_found(told, effective))


def _danish_found(told: Explanation, effective: Period | None) -> str:
    same = "" if told.end.field is told.field else f"den samme som {_DANISH[told.end.field].the}, som er "
    levels = "1 niveau" if told.distance == 1 else f"{told.distance} niveauer"
    inherited = f"arvet fra {told.end.unit.name}, {levels} op"
    origin = inherited if told.distance else _DANISH[told.end.field].own
    since = "" if effective is None else f", gældende fra {danish_day(effective.start)}"
    until = f" til og med {danish_day(effective.last_day)}" if effective and effective.last_day else ""
    return f"{_capital(_DANISH[told.field].the)} er {same}{origin}{since}{until}."


def _english_found(told: Explanation, effective: Period | None) -> str:
    same = "" if told.end.field is told.field else f"the same as {_ENGLISH[told.end.field].the}, which is "
    levels = "1 level" if told.distance == 1 else f"{told.distance} levels"
    inherited = f"inherited from {told.end.unit.name}, {levels} up"
    origin = inherited if told.distance else _ENGLISH[told.end.field].own
    since = "" if effective is None else f", in effect from {english_day(effective.start)}"
    until = f" to {english_day(effective.last_day)} inclusive" if effective and effective.last_day else ""
    return f"{_capital(_ENGLISH[told.field].the)} is {same}{origin}{since}{until}."


def _danish_none(told: Explanation) -> str:
    end = told.end
    why = {
        Link.NOT_AT_LEVEL: "det har kun organisatoriske enheder",
        Link.NOTHING_ABOVE: f"hverken enheden eller nogen over den har {_DANISH[end.field].one}",
        Link.NOT_INHERITED: "enheden viser intet eget og er ikke sat til at arve",
    }[end.link]
    if end.link is Link.NOT_INHERITED and told.distance:
        why = f"det skal arves fra {end.unit.name}, som intet eget viser og ikke er sat til at arve"
    return f"{told.unit.name} har {_DANISH[told.field].no}: {why}."


def _english_none(told: Explanation) -> str:
    end = told.end
    why = {
        Link.NOT_AT_LEVEL: "only organisational units do",
        Link.NOTHING_ABOVE: f"neither the unit nor any above it has {_ENGLISH[end.field].one}",
        Link.NOT_INHERITED: "the unit shows none of its own and is not set to inherit",
    }[end.link]
    if end.link is Link.NOT_INHERITED and told.distance:
        why = f"it is to be inherited from {end.unit.name}, which shows none of its own and is not set to inherit"
    return f"{told.unit.name} has {_ENGLISH[told.field].no}: {why}."


def _capital(words: str) -> str:
    return words[0].upper() + words[1:]

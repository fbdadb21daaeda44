"""Who may do what as a page to read: docs/permissions.md is what this gives."""

import sys
from collections.abc import Iterator, Mapping

from domain.permissions.actions import Action
from domain.permissions.actors import Role
from domain.permissions.table import MAY, Reach
from domain.words import Words

_ROLES: Mapping[Role, Words] = {
    Role.SOR_OFFICE: Words("SOR-kontoret", "SOR office"),
    Role.REGIONAL_ADMINISTRATOR: Words("Regional administrator", "Regional administrator"),
    Role.MUNICIPAL_ADMINISTRATOR: Words("Kommunal administrator", "Municipal administrator"),
    Role.MEDCOM: Words("MedCom", "MedCom"),
    Role.SYSTEM_SUPPLIER: Words("Systemleverandør", "System supplier"),
    Role.PRIVATE_COMPANY: Words("Privat virksomhed", "Private company"),
}
_SHORT: Mapping[Reach, Words] = {
    Reach.EVERYTHING: Words("alle", "all"),
    Reach.OWN_UNITS: Words("egne OE", "own OE"),
    Reach.MUNICIPALITIES: Words("kommunernes", "municipalities'"),
    Reach.OWN_COMPANY: Words("egne, efter anmodning", "own, by request"),
    Reach.NEW_COMPANY: Words("sig selv, efter anmodning", "itself, by request"),
}
_ENGLISH = """\
# Who may do what

Everyone may read what is public, without logging in. What a role may do besides is in the table; what is not in it is
refused, with the rule (`FORBIDDEN_…`, see `docs/rules.md`) and with who may instead. The source is section 6 of the
register's own reference; what it leaves open is decided below. Dansk: nederst.

{table}
- *own OE*: organisational units whose owner, at the top of the path, is the organisation one acts for: on the day the
  operation takes effect and, where the unit is in force today, today. Institutions and owners are the SOR office's.
- *choose where a unit moves to*: an own unit may leave for another organisation once that is confirmed
  (`confirmOtherOrganisation`), with a warning. Nobody but the office moves another's unit in.
- *municipalities'*: the owner's type is municipality (kommune).
- A merger or a split is allowed where each closing, each creation and each unit that takes over is.
- Whoever says that a unit replaces another must keep both; that it cooperates with another, only its own.
- Withdrawing takes what the plan was about: the plan of a number is withdrawn by those who keep numbers. Plans of other
  units that go with it are asked for too.
- A municipal administrator keeps no location numbers: none is issued, changed, closed or inherited, and no message type
  is set. That a number closes with its unit is part of closing the unit.
- A regional administrator keeps the message types of the region's own numbers.
- System suppliers keep the message types of any number: whose supplier they are is not asked.
- A company that the register does not have yet is known by the CVR number it logs in with. What a company requests is
  checked at once, kept, and decided by the office (`requests`, `decideRequest`); approved, it is carried out as if the
  office had asked that day. A location number is sent within 10 working days (`dueBy`: weekdays, public holidays out).

| Restricted | Seen by |
|---|---|
| local attributes | the owning organisation's own users, the SOR office |
| location numbers that are internal only or not active | the same |
| requests | the SOR office; a company its own |
| names of people in the history | users of the organisation they acted for, the SOR office |

"""
_DANISH = """\
# Hvem må hvad

Alle må læse, hvad der er offentligt, uden at logge ind. Hvad en rolle må derudover, står i tabellen; hvad der ikke står
der, afvises, med reglen (`FORBIDDEN_…`, se `docs/rules.md`) og med hvem der må i stedet.

{table}
- *egne OE*: organisatoriske enheder, hvis institutionsejer er den organisation, man handler for: den dag, handlingen
  får virkning, og i dag, hvis enheden gælder i dag. Institutioner og ejere føres af SOR-kontoret.
- *vælge, hvor en enhed flytter hen*: en egen enhed kan flytte til en anden organisation, når det bekræftes, med en
  advarsel. Kun SOR-kontoret flytter andres enheder ind.
- *kommunernes*: institutionsejeren er af typen kommune.
- En sammenlægning eller opdeling er tilladt, når hver lukning, hver oprettelse og hver enhed, der overtager, er det.
- Den, der siger, at en enhed erstatter en anden, skal føre begge; at den samarbejder med en anden, kun sin egen.
- En planlagt ændring trækkes tilbage af dem, der fører det, den handler om: et lokationsnummers plan af dem, der fører
  lokationsnumre. Andre enheders planer, der følger med, spørges der også om.
- En kommunal administrator fører ikke lokationsnumre: ingen oprettes, ændres, lukkes eller arves, og ingen
  meddelelsestyper sættes. At et nummer lukkes med sin enhed, hører til at lukke enheden.
- En regional administrator fører meddelelsestyperne på regionens egne numre.
- Systemleverandører fører meddelelsestyper på ethvert nummer: hvis leverandør de er, spørges der ikke om.
- En virksomhed, som registeret ikke har endnu, kendes på det CVR-nummer, den logger ind med. Hvad en virksomhed anmoder
  om, prøves straks, gemmes og afgøres af SOR-kontoret; godkendt udføres det, som havde kontoret bedt om det den dag. Et
  lokationsnummer sendes inden for 10 arbejdsdage (hverdage uden helligdage).

| Begrænset | Ses af |
|---|---|
| lokale attributter | organisationens egne brugere, SOR-kontoret |
| lokationsnumre, der er interne eller ikke aktive | de samme |
| anmodninger | SOR-kontoret; en virksomhed sine egne |
| navne på personer i historikken | brugere af den organisation, de handlede for, SOR-kontoret |

This page is made of `domain/permissions/` by `python -m domain.permissions.page > docs/permissions.md`.
"""


def page() -> str:
    """The page in Markdown, in English and then in Danish."""
    return f"{_ENGLISH.format(table=_table(english=True))}\n{_DANISH.format(table=_table(english=False))}"


def _table(*, english: bool) -> str:
    return "".join(f"{line}\n" for line in _lines(english))


def _lines(english: bool) -> Iterator[str]:
    yield _row(["", *(_in(words, english) for words in _ROLES.values())])
    yield "|---" * (len(_ROLES) + 1) + "|"
    for action in Action:
        yield _row([_in(action.value, english), *(_cell(role, action, english) for role in _ROLES)])


def _cell(role: Role, action: Action, english: bool) -> str:
    reach = MAY[role].get(action)
    return "–" if reach is None else _in(_SHORT[reach], english)


def _in(words: Words, english: bool) -> str:
    return words.en if english else words.da


def _row(cells: list[str]) -> str:
    return "| " + " | ".join(cells) + " |"


if __name__ == "__main__":
    sys.stdout.write(page())

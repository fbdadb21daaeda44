"""Addresses that are said of a unit: those it must have, those its level may have, and what each must tell."""

import re
from collections.abc import Iterator, Mapping
from datetime import date
from typing import Any

from domain.addresses import Address, ElectronicAddress
from domain.code_lists import CodeList
from domain.lifecycle.coded import unknown_code
from domain.lifecycle.excerpt import Excerpt
from domain.lifecycle.lettering import unlettered
from domain.operations import Said
from domain.rejections import Place, Violation
from domain.rules import Rule
from domain.units import UnitKind
from domain.words import Words

TEXT = 254
_TEXTS = ("street", "house_number", "floor", "door", "extra", "district", "validation_skipped_reason")
_BLOCK = ("phone", "email", "website", "fax")
_TELEPHONE = re.compile(r"\+?[0-9][0-9 ]{6,18}[0-9]")


def misaddressed(
    facts: Mapping[str, Any], said: Said, kind: UnitKind, on: date, excerpt: Excerpt, place: Place
) -> Iterator[Violation]:
    known = {one.id: one for one in said.addresses}
    blocks = {one.id: one for one in said.electronic_addresses}
    for name in ("postal", "visiting", "activity"):
        if facts.get(name) is not None:
            address = known.get(facts[name]) or excerpt.addresses.get(facts[name])
            yield from _address(address, on, excerpt, (*place, name))
    if facts.get("activity") is not None and kind is not UnitKind.ORGANIZATIONAL_UNIT:
        rule = Rule.ACTIVITY_ADDRESS_LEVEL
        yield Violation(rule=rule, words=Words(rule.da, rule.en), place=(*place, "activity"))
    if kind is UnitKind.INSTITUTION_OWNER and "postal" in facts and facts["postal"] is None:
        rule = Rule.OWNER_POSTAL_ADDRESS
        yield Violation(rule=rule, words=Words(rule.da, rule.en), place=(*place, "postal"))
    if facts.get("electronic") is not None:
        block = blocks.get(facts["electronic"]) or excerpt.electronic_addresses.get(facts["electronic"])
        yield from _electronic(block, (*place, "electronic"))


def _address(address: Address | None, on: date, excerpt: Excerpt, place: Place) -> Iterator[Violation]:
    if address is None:
        yield Violation(
            rule=Rule.ADDRESS_UNKNOWN, words=Words(Rule.ADDRESS_UNKNOWN.da, Rule.ADDRESS_UNKNOWN.en), place=place
        )
        return
    yield from _long(address, _TEXTS, place)
    yield from _country(address.country, (*place, "country"))
    if address.country == "DK":
        if address.post_code is None:
            yield Violation(
                rule=Rule.POSTAL_CODE_REQUIRED,
                words=Words(Rule.POSTAL_CODE_REQUIRED.da, Rule.POSTAL_CODE_REQUIRED.en),
                place=(*place, "post_code"),
            )
        else:
            yield from unknown_code(CodeList.POSTAL_CODE, address.post_code, on, excerpt, (*place, "post_code"))
    for name, code_list in (("municipality", CodeList.MUNICIPALITY), ("region", CodeList.REGION)):
        code = getattr(address, name)
        if code is not None:
            yield from unknown_code(code_list, code, on, excerpt, (*place, name))


def _country(country: str, place: Place) -> Iterator[Violation]:
    """Two letters; which of them are a country's is not asked."""
    if not re.fullmatch("[A-Z]{2}", country):
        yield Violation(
            rule=Rule.COUNTRY_FORMAT,
            words=Words(
                f"'{country[:40]}' er ingen landekode: skriv dens to bogstaver (ISO 3166), for eksempel DK eller SE.",
                f"'{country[:40]}' is no country code: write its two letters (ISO 3166), for instance DK or SE.",
            ),
            place=place,
        )


def _electronic(block: ElectronicAddress | None, place: Place) -> Iterator[Violation]:
    if block is None or block.phone is None:
        yield Violation(
            rule=Rule.TELEPHONE_REQUIRED,
            words=Words(
                "En virtuel adresse har et telefonnummer; skriv det, eller udelad blokken og arv den overliggende "
                "enheds.",
                "An electronic address has a telephone number: give it, or leave the block out and inherit that of "
                "the unit above.",
            ),
            place=(*place, "phone"),
        )
        return
    yield from _long(block, _BLOCK, place)
    for name in ("phone", "fax"):
        number = getattr(block, name)
        if number is not None and not _TELEPHONE.fullmatch(number):
            yield Violation(
                rule=Rule.TELEPHONE_FORMAT,
                words=Words(
                    f"'{number[:40]}' er intet telefonnummer: 8 til 20 cifre og mellemrum, eventuelt med + foran.",
                    f"'{number[:40]}' is no telephone number: 8 to 20 digits and spaces, perhaps with + before them.",
                ),
                place=(*place, name),
            )
    if block.email is not None and not re.fullmatch(r"[^@\s]+@[^@\s]+\.[^@\s]+", block.email):
        yield Violation(
            rule=Rule.EMAIL_FORMAT,
            words=Words(
                f"'{block.email[:60]}' er ingen e-mailadresse: skriv den som post@enhed.dk.",
                f"'{block.email[:60]}' is no e-mail address: write it as post@enhed.dk.",
            ),
            place=(*place, "email"),
        )


def _long(told: Address | ElectronicAddress, names: tuple[str, ...], place: Place) -> Iterator[Violation]:
    for name in names:
        text = getattr(told, name)
        yield from unlettered(text or "", (*place, name))
        if text is not None and len(text) > TEXT:
            yield Violation(
                rule=Rule.TEXT_LENGTH,
                words=Words(
                    f"Teksten har {len(text)} tegn; her er der plads til {TEXT}.",
                    f"The text has {len(text)} characters; here it has at most {TEXT}.",
                ),
                place=(*place, name),
            )

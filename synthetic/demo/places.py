"""Where the invented region is and how it is reached: real towns, no real house, telephone or mail address."""

from domain.addresses import Address, ElectronicAddress

REGION = "1085"


def place(
    street: str, number: str, post_code: str, district: str, municipality: str, extra: str | None = None
) -> Address:
    return Address(
        street=street,
        house_number=number,
        extra=extra,
        post_code=post_code,
        district=district,
        municipality=municipality,
        region=REGION,
        validation_skipped_reason="Eksempeladresse",
    )


def line(number: int, house: str) -> ElectronicAddress:
    return ElectronicAddress(
        phone=f"12990{number:03d}", email=f"kontakt@{house}.example", website=f"https://www.{house}.example"
    )

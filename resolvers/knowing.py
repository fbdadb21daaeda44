"""What the register knew at an instant can be asked for of instants that have been."""

from datetime import UTC, datetime, timedelta

from resolvers.refusals import Code, Refusal

APART = timedelta(minutes=1)
"""How far clocks may differ: what the register recorded by its own may be ahead of this one's."""


def knowable(known_at: datetime | None) -> None:
    """Raises `Refusal` for an instant that is yet to come."""
    if known_at is None:
        return
    if known_at > (now := datetime.now(UTC)) + APART:
        raise Refusal(
            Code.NOT_YET_KNOWN,
            f"`knownAt` is {known_at.isoformat()}, which is yet to come (now is {now.isoformat(timespec='seconds')}): "
            "what the register will know then, nobody knows. Leave it out for what is known now; `at` reads days to "
            "come as they are planned.",
        )

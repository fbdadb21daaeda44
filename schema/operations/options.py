"""What all changes may be told besides what they change."""

import strawberry

from resolvers.outcomes import Options
from resolvers.refusals import Code, Refusal

KEY_LENGTH = 200
NOTE_LENGTH = 1000


@strawberry.input(description="Indstillinger that every change takes.")
class ChangeOptions:
    dry_run: bool = strawberry.field(
        default=False, description="Prøvekørsel: everything is checked and told, effects too, and nothing is kept."
    )
    idempotency_key: str | None = strawberry.field(
        default=None,
        description="Nøgle til gentagelser, 1 to 200 characters: the same request under the same key is carried out "
        "once, and answered in the same way for 7 days.",
    )
    note: str | None = strawberry.field(
        default=None, description="Bemærkning, at most 1,000 characters: why it is done. It stays in the history."
    )

    def told(self) -> Options:
        texts = (("idempotencyKey", self.idempotency_key, KEY_LENGTH), ("note", self.note, NOTE_LENGTH))
        for name, text, most in texts:
            if text is not None and not 1 <= len(text) <= most:
                raise Refusal(
                    Code.INVALID_TEXT, f"`{name}` has {len(text)} characters; it has 1 to {most}.", maximum=most
                )
        return Options(dry_run=self.dry_run, key=self.idempotency_key, note=self.note)


def options_of(given: ChangeOptions | None) -> Options:
    return given.told() if given else Options()

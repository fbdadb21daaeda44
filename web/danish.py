"""What is wrong with a request, in Danish, and what sort of error it is, by the code of its refusal."""

from collections.abc import Mapping

from schema.extensions import danish
from schema.extensions.classes import classification

_HERE: Mapping[str, str] = {
    "BAD_REQUEST": "Det kan serveren ikke læse som et spørgsmål: se i `message`, hvad der er galt med det.",
    "UNAUTHENTICATED": "Du er ikke logget ind: din token mangler, er udløbet eller kan ikke godkendes. Log ind igen.",
    "NOT_FOUND": "Der er ikke noget på den adresse: GraphQL er på /graphql, siden til at prøve det på /graphiql.",
    "METHOD_NOT_ALLOWED": "Adressen tager ikke den metode: `Allow` siger, hvilke den tager.",
    "NOT_ACCEPTABLE": "Svaret findes ikke i nogen af de former, som `Accept` beder om.",
    "REQUEST_TIMEOUT": "Spørgsmålet kom for langsomt: send det igen.",
    "BODY_TOO_LARGE": "Spørgsmålet er større, end det må være: spørg ad flere gange.",
    "ADDRESS_TOO_LONG": "Adressen er længere, end den må være.",
    "UNSUPPORTED_MEDIA_TYPE": "Spørgsmålet er sendt i en form, som serveren ikke tager: send JSON i UTF-8.",
    "HEADERS_TOO_LARGE": "Adressen eller det, der står i headerne, er længere, end det må være.",
    "UPGRADE_REQUIRED": "Det er ikke sådan, man åbner en WebSocket: se i `message`, hvordan man gør.",
    "NOT_IMPLEMENTED": "Den metode eller kodning kender serveren ikke: spørg med GET eller POST.",
    "INTERNAL_ERROR": "Noget gik galt i registeret; det er skrevet i loggen under det id, der står i X-Request-Id.",
    "UNAVAILABLE": "Registeret kan ikke svare lige nu: prøv igen om lidt.",
    "PERSISTED_QUERY_NOT_FOUND": "Spørgsmålet er ikke kendt ved sin hash: send det én gang sammen med den.",
    "PERSISTED_QUERY_NOT_SUPPORTED": "Den udgave af spørgsmål ved hash kendes ikke: serveren tager udgave 1.",
    "UNTRUSTED_DOCUMENT": "Serveren besvarer kun spørgsmål fra sin liste, og det står ikke på den.",
}


def extensions(code: str, sentence: str | None = None) -> dict[str, str]:
    """The `extensions` of an error. `sentence`: in Danish, where there is one of its own."""
    told = sentence or _HERE.get(code) or danish.DANISH[code]
    return {"code": code, "classification": classification(code), "messageDa": told}

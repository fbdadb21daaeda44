"""What sort of error a code is: whether to ask otherwise, to ask again, or not to ask."""

_CLASSES = {
    "FORBIDDEN": "FORBIDDEN",
    "UNAUTHENTICATED": "FORBIDDEN",
    "UNTRUSTED_DOCUMENT": "FORBIDDEN",
    "READ_ONLY": "FORBIDDEN",
    "NOT_FOUND": "NOT_FOUND",
    "BUSY": "UNAVAILABLE",
    "UNAVAILABLE": "UNAVAILABLE",
    "RESUME": "UNAVAILABLE",
    "TOO_MANY_SUBSCRIPTIONS": "UNAVAILABLE",
    "INTERNAL": "INTERNAL_ERROR",
    "INTERNAL_ERROR": "INTERNAL_ERROR",
    "REQUEST_TIMEOUT": "UNAVAILABLE",
}


def classification(code: str) -> str:
    """`BAD_REQUEST`: what was asked has to be put otherwise, as its sentence says; `UNAVAILABLE`: it may be asked again
    in a moment. Tools that test servers tell by it whose error one is."""
    return _CLASSES.get(code, "BAD_REQUEST")

"""What every answer tells a browser of how little may be done with it."""

_ALWAYS = (
    (b"x-content-type-options", b"nosniff"),
    (b"x-frame-options", b"DENY"),
)
_PAGE = (
    "default-src 'none'",
    "script-src 'self'",
    "worker-src 'self' blob:",
    "style-src 'self' 'unsafe-inline'",
    "font-src 'self' data:",
    "img-src 'self' data:",
    "connect-src 'self'",
    "base-uri 'none'",
    "form-action 'none'",
    "frame-ancestors 'none'",
)

PLAIN = (*_ALWAYS, (b"content-security-policy", b"default-src 'none'; frame-ancestors 'none'"))
"""Of what is no page: nothing in it is run, shown in a frame or loaded."""

PAGE = (
    *_ALWAYS,
    (b"content-security-policy", "; ".join(_PAGE).encode()),
    (b"referrer-policy", b"no-referrer"),
)
"""Of GraphiQL and what belongs to it. Its editor writes styles into the page and starts its workers from there; scripts
come from here and nowhere else."""

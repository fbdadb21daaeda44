"""What is said when the register's database cannot be had: one sentence, never a password."""


class Unavailable(Exception):
    """The database cannot be reached or used. The message is one sentence that says what to do about it."""

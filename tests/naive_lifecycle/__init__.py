"""The lifecycle told as plainly as the register's reference tells it: day by day, unit by unit, however slow that is.

Nothing here asks `domain/lifecycle`: what that does with periods and edits is compared with what these say.
"""

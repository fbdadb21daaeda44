"""Origins of pages, as a setting names them."""

import re

EVERY = "*"
ORIGIN = re.compile(r"https?://(?:[a-z0-9](?:[a-z0-9.-]*[a-z0-9])?|\[[0-9a-f:.]+\])(?::[0-9]{1,5})?")
USUAL = {"http": ":80", "https": ":443"}


def origins(written: str) -> list[str]:
    """Those that a text names, parted by spaces, as browsers write them. Raises `ValueError` for what is none."""
    return [_origin(one) for one in written.split()]


def _origin(written: str) -> str:
    told = written.lower().removesuffix("/")
    if told != EVERY and not ORIGIN.fullmatch(told):
        raise ValueError(f"'{written[:100]}' is no origin, which is written https://map.example, without a path")
    return told.removesuffix(USUAL.get(told.partition(":")[0], ""))

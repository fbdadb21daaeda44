"""How many files a process may hold open at once, connections among them."""

import sys


def allow(wanted: int) -> int:
    """From here on so many, or as many of them as the system permits. Returns how many that are."""
    if sys.platform == "win32":  # it counts them for no process
        return wanted
    import resource

    soft, hard = resource.getrlimit(resource.RLIMIT_NOFILE)
    most = wanted if hard == resource.RLIM_INFINITY else min(wanted, hard)
    if soft == resource.RLIM_INFINITY or soft >= most:
        return soft if soft != resource.RLIM_INFINITY else wanted
    resource.setrlimit(resource.RLIMIT_NOFILE, (most, hard))
    return most

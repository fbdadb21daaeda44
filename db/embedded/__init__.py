"""The embedded PostgreSQL, for those who bring none: started, shared and stopped (docs/adr/0002)."""

from db.embedded.server import Embedded as Embedded
from db.embedded.temporary import temporary as temporary
from db.embedded.watching import watched as watched
from db.unavailable import Unavailable as Unavailable

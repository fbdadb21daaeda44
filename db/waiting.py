"""A pool of connections that tells how long they were waited for."""

from time import perf_counter

import psycopg
from sqlalchemy.exc import InvalidRequestError, OperationalError
from sqlalchemy.pool import AsyncAdaptedQueuePool, PoolProxiedConnection


class Pool(AsyncAdaptedQueuePool):
    """`waits` counts connections that were asked for, `waited` the seconds until they were there, or were not: given
    back by somebody else, or made and proved."""

    _sqla_logger_namespace = "sqlalchemy.pool"  # what it logs is SQLAlchemy's, as before

    waits = 0
    waited = 0.0

    def connect(self) -> PoolProxiedConnection:
        began = perf_counter()
        try:
            return super().connect()
        except InvalidRequestError as error:  # those made anew were lost, too: a pooler takes them, its server is away
            gone = psycopg.OperationalError("connections are lost as soon as they are made")
            raise OperationalError("SELECT 1", None, gone) from error
        finally:
            self.waits += 1
            self.waited += perf_counter() - began

    def recreate(self) -> "Pool":
        new = super().recreate()
        assert isinstance(new, Pool)
        new.waits, new.waited = self.waits, self.waited
        return new

    @property
    def most(self) -> int:
        return self.size() + self._max_overflow

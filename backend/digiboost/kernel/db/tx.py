"""One request or one job is one transaction.

A ``Tx`` is made from an explicit ``Actor``, opens the database on first use, and is committed by the
edge that made it (the route, the job), never by a room. What a room wants done at the end goes into
``before_commit`` (summaries, audit: the contended rows are locked last and shortly); what may only
happen once the data are safe goes into ``after_commit``.
"""

from __future__ import annotations

import json
import logging
from collections.abc import Callable, Iterator, Mapping, Sequence
from contextlib import contextmanager
from copy import copy
from typing import Any, Self
from uuid import UUID

import psycopg
from psycopg.rows import dict_row
from sqlalchemy import Connection, Engine
from sqlalchemy.exc import DBAPIError
from sqlalchemy.exc import TimeoutError as PoolTimeout
from sqlalchemy.orm import Session

from digiboost.kernel.auth import Actor
from digiboost.kernel.errors import Unavailable

log = logging.getLogger(__name__)

Params = Mapping[str, Any] | Sequence[Any] | None


class Tx:
    """A unit of work for ``actor``; the tenant is set in the database before anything else is asked."""

    def __init__(self, engine: Engine, actor: Actor | None) -> None:
        self._engine = engine
        self._actor = actor
        self._connection: Connection | None = None
        self._session: Session | None = None
        self._raw: psycopg.Connection[Any] | None = None
        self._later: list[tuple[str, Params, Callable[[Any], None] | None]] = []
        self._before: dict[str, Callable[[], None]] = {}
        self._after: dict[str, Callable[[], None]] = {}
        self.notes: dict[str, Any] = {}
        """What the edge knows of the request and a room may need (language, user agent)."""

    # -- who ------------------------------------------------------------------------------------

    @property
    def actor(self) -> Actor:
        if self._actor is None:
            raise RuntimeError("this transaction has no actor yet")
        return self._actor

    @property
    def tenant_id(self) -> UUID:
        return self.actor.tenant_id

    @property
    def has_actor(self) -> bool:
        return self._actor is not None

    def become(self, actor: Actor) -> None:
        """Gives an anonymous transaction its actor (a login, a sign-up); never changes one."""
        if self._actor is not None and self._actor.tenant_id != actor.tenant_id:
            raise RuntimeError("a transaction never changes its tenant")
        self._actor = actor
        if self._raw is not None:
            self._raw.execute(_set_local("app.tenant_id", str(actor.tenant_id)))

    @contextmanager
    def acting_as(self, actor: Actor) -> Iterator[None]:
        """What is done inside is a colleague's doing (a shared phone); what the colleague may do is the caller's
        business."""
        if actor.tenant_id != self.tenant_id:
            raise RuntimeError("a transaction never changes its tenant")
        before, self._actor = self._actor, actor
        try:
            yield
        finally:
            self._actor = before

    def sibling(self, actor: Actor | None) -> Tx:
        """Another transaction on the same database, for what must be read as another tenant (a login
        that opens several companies), or must stay whatever becomes of this one (a guess that counts)."""
        return Tx(self._engine, actor)

    def set_local(self, name: str, value: str) -> None:
        """A setting that row-level policies read (``app.login``, ``app.phone``, ``app.address``, ``app.form``);
        literal, for this transaction."""
        self.connection.execute(_set_local(name, value))

    # -- what -----------------------------------------------------------------------------------

    @property
    def connection(self) -> psycopg.Connection[Any]:
        """The psycopg connection, inside the transaction. Hot reads and bulk loads use it directly."""
        self._opened()
        if self._raw is None:
            raise RuntimeError("the database did not open")
        return self._raw

    @property
    def session(self) -> Session:
        """A SQLAlchemy session on the same connection and transaction."""
        if self._session is None:
            self._session = Session(self._opened(), autoflush=False, expire_on_commit=False)
        return self._session

    def rows(self, query: str, params: Params = None) -> list[dict[str, Any]]:
        """All rows of ``query`` as dictionaries."""
        self._flush()
        with self.connection.cursor(row_factory=dict_row) as cursor:
            return cursor.execute(query, params).fetchall()

    def row(self, query: str, params: Params = None) -> dict[str, Any] | None:
        """The first row of ``query``, or None."""
        self._flush()
        with self.connection.cursor(row_factory=dict_row) as cursor:
            return cursor.execute(query, params).fetchone()

    def value(self, query: str, params: Params = None) -> Any:
        """The first column of the first row, or None."""
        self._flush()
        with self.connection.cursor() as cursor:
            found = cursor.execute(query, params).fetchone()
        return None if found is None else found[0]

    def run(self, query: str, params: Params = None) -> int:
        """Executes ``query``; the number of rows it touched."""
        self._flush()
        return self.connection.execute(query, params).rowcount

    def later(self, query: str, params: Params = None, then: Callable[[Any], None] | None = None) -> None:
        """Queues a statement that nobody needs an answer to: all that are queued go to the database in one
        round trip with the commit, in order and after everything else. The contended rows that they touch
        (summaries, the head of the audit) are then locked for a moment only. ``then`` is given the first row
        before the actions that follow the commit."""
        self._later.append((query, params, then))

    @contextmanager
    def savepoint(self) -> Iterator[None]:
        """What fails inside is undone alone: its rows, and also its notes and what it wanted
        done at the end."""
        self._flush()
        later, before, after = list(self._later), dict(self._before), dict(self._after)
        notes = {key: copy(value) if isinstance(value, list | dict) else value for key, value in self.notes.items()}
        try:
            with self.connection.transaction():
                yield
                self._flush()
        except BaseException:
            self._later, self._before, self._after = later, before, after
            self.notes.clear()
            self.notes.update(notes)
            if self._session is not None:
                # Objects made inside must not be written later, and the others may hold undone values.
                for made in list(self._session.new):
                    self._session.expunge(made)
                self._session.expire_all()
            raise

    def before_commit(self, key: str, action: Callable[[], None]) -> None:
        """Runs ``action`` once at the end of the transaction; the same key again replaces nothing."""
        self._before.setdefault(key, action)

    def after_commit(self, key: str, action: Callable[[], None]) -> None:
        """Runs ``action`` once after the commit; its failure cannot undo anything and is logged."""
        self._after.setdefault(key, action)

    # -- the end --------------------------------------------------------------------------------

    def commit(self) -> None:
        self._flush()
        while self._before:
            # Sorted, so that two transactions take the shared rows in the same order.
            key = min(self._before)
            self._before.pop(key)()
            self._flush()
        if self._later:
            self._commit_with_the_rest(self.connection)
        elif self._raw is not None:
            self._raw.execute("COMMIT")
        self.close()
        after, self._after = self._after, {}
        for key, action in after.items():
            try:
                action()
            except Exception:
                # The data are committed: the sweep does later what this hint would have done now.
                log.exception("after-commit action failed", extra={"action": key})

    def _commit_with_the_rest(self, connection: psycopg.Connection[Any]) -> None:
        """When one statement fails, the server skips those behind it, and so the COMMIT."""
        later, self._later = self._later, []
        with connection.pipeline():
            cursors = [connection.execute(query, params) for query, params, _ in later]
            connection.execute("COMMIT")
        for cursor, (_, _, then) in zip(cursors, later, strict=True):
            if then is not None:
                then(cursor.fetchone())

    def release(self) -> None:
        """Gives the database back before slow work that needs it no more (a document is drawn, a network is asked).
        For a transaction that only read: what was written would be lost, so RuntimeError is raised for what waits
        for the commit."""
        if self._before or self._later or self._after:
            raise RuntimeError("this transaction has something to commit")
        self.close()

    def rollback(self) -> None:
        self._later.clear()
        self._before.clear()
        self._after.clear()
        if self._raw is not None and not self._raw.closed:
            self._raw.rollback()
        self.close()

    def close(self) -> None:
        if self._session is not None:
            self._session.close()
            self._session = None
        if self._connection is not None:
            self._connection.close()
            self._connection = None
        self._raw = None

    def __enter__(self) -> Self:
        return self

    def __exit__(self, kind: type[BaseException] | None, *_: object) -> None:
        if kind is None:
            try:
                self.commit()
            except BaseException:
                self.rollback()
                raise
        else:
            self.rollback()

    # -- inside ---------------------------------------------------------------------------------

    def _flush(self) -> None:
        if self._session is not None:
            self._session.flush()

    def _opened(self) -> Connection:
        if self._connection is not None:
            return self._connection
        begin = "BEGIN"
        if self._actor is not None:
            begin = f"BEGIN; {_set_local('app.tenant_id', str(self._actor.tenant_id))}"
        for last_try in (False, True):
            try:
                connection = self._engine.connect()
            except (PoolTimeout, DBAPIError) as error:
                raise Unavailable from error
            raw = connection.connection.driver_connection
            if not isinstance(raw, psycopg.Connection):
                raise TypeError("the engine must speak psycopg")
            try:
                raw.execute(begin)
            except psycopg.OperationalError as error:
                # The server restarted while this connection lay idle: nothing was asked yet, so a
                # fresh connection may be tried. All its siblings died with it.
                connection.invalidate()
                connection.close()
                if last_try:
                    raise Unavailable from error
                self._engine.dispose(close=False)
                continue
            except BaseException:
                connection.close()
                raise
            self._connection, self._raw = connection, raw
            return connection
        raise Unavailable


def _set_local(name: str, value: str) -> str:
    """A literal SET LOCAL: distributed PostgreSQL does not pass set_config() on."""
    if name not in {"app.tenant_id", "app.login", "app.phone", "app.address", "app.form"} or "\x00" in value:
        raise ValueError(f"no such setting: {name}")
    quoted = value.replace("'", "''")
    escape = "E" if "\\" in quoted else ""
    quoted = quoted.replace("\\", "\\\\")
    return f"SET LOCAL {name} = {escape}'{quoted}'"


def jsonb(value: Any) -> str:
    """``value`` as text for a ``::jsonb`` parameter."""
    return json.dumps(value, default=str, ensure_ascii=False, separators=(",", ":"))

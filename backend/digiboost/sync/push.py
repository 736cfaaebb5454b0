"""What phones did comes in: one transaction for a batch, a savepoint and a verdict for each operation."""

from __future__ import annotations

import hashlib
import json
import logging
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta
from typing import Any
from uuid import UUID

import psycopg
from psycopg import errors as pg
from pydantic import BaseModel, ValidationError

from digiboost.identity import service as identity
from digiboost.inventory import service as inventory
from digiboost.kernel.auth import Actor
from digiboost.kernel.clock import now
from digiboost.kernel.db.tx import Tx
from digiboost.kernel.errors import DomainError, Forbidden
from digiboost.kernel.http.problems import of_database, of_domain, problem_document, validation_document
from digiboost.purchasing import service as purchasing
from digiboost.requests import service as requests
from digiboost.sales import service as sales
from digiboost.sync import feed, repository
from digiboost.sync.errors import NotYourOperation, OperationMismatch, UpdateRequired
from digiboost.sync.operations import OPERATIONS, Operation
from digiboost.sync.schemas import OperationIn, OperationProblem, PushIn, PushOut, Verdict
from digiboost.sync.types import OperationType, Status, Touches

log = logging.getLogger(__name__)

WRONG_CLOCK = timedelta(days=1)
"""From here on a phone's clock is taken to be wrong, and its moments are moved by what it is wrong."""

EARLIEST = datetime(2000, 1, 1, tzinfo=UTC)


@dataclass
class Asked:
    """An operation of a batch, as far as it could be read."""

    sent: OperationIn
    operation: Operation[Any]
    request_hash: bytes
    payload: BaseModel | None
    problem: dict[str, Any] | None
    fault: Exception | None = None
    """Ours: an upgrade that stumbled."""


class Batch:
    """A push while it is worked through."""

    def __init__(self, tx: Tx, wanted: PushIn) -> None:
        self.tx = tx
        self.received_at = now()
        self.sent_at = wanted.sent_at
        self.sender = tx.actor.user_id
        self.skew = wanted.sent_at - self.received_at
        self.asked = [self._read(sent) for sent in wanted.operations]
        self.applied: dict[UUID, tuple[bytes, dict[str, Any]]] = {}
        """Request hash and answer of what is applied, stored before or in this batch."""
        self.actors: dict[UUID, Actor] = {}

    def prepare(self) -> None:
        """Finds out what is known, and locks what all operations will lock, in one order for everybody."""
        tx = self.tx
        repository.one_at_a_time(tx)
        ids = {id for one in self.asked for id in (one.sent.id, *one.sent.depends_on)}
        for id, row in repository.known(tx, sorted(ids)).items():
            self.applied[id] = (bytes(row["request_hash"]), row["answer"])
        others = {one.sent.user_id for one in self.asked if one.sent.user_id is not None} - {tx.actor.user_id}
        if others:
            self.actors = identity.active_people(tx, others)
        new = [one for one in self.asked if one.payload is not None and one.sent.id not in self.applied]
        # A single operation locks in the order in which everybody does.
        if len(new) > 1:
            self._lock([one.operation.touches(one.payload) for one in new])

    def _lock(self, touches: Sequence[Touches]) -> None:
        in_materials = requests.hold(
            self.tx,
            {claim for one in touches for claim in one.opened},
            {request for one in touches for request in one.requests},
            {material for one in touches for material in one.materials},
        )
        claims = {claim for one in touches for claim in one.claims}
        in_sales = sales.hold(self.tx, claims, {sale for one in touches for sale in one.sales})
        purchases = {claim for one in touches for claim in one.purchases}
        purchasing.hold(self.tx, purchases, {order for one in touches for order in one.orders})
        edited = {product for one in touches for product in one.products}
        inventory.hold(self.tx, edited, in_sales.union(in_materials, *(one.levels for one in touches)))
        if any(claim.startswith("order/") for claim in purchases):
            purchasing.hold_numbers(self.tx)
        sales.hold_numbers(self.tx)

    def _read(self, sent: OperationIn) -> Asked:
        """Raises UpdateRequired for what this server does not know."""
        try:
            operation = OPERATIONS[OperationType(sent.type)]
        except (ValueError, KeyError) as error:
            raise UpdateRequired from error
        if sent.version > operation.version:
            raise UpdateRequired
        asked = Asked(sent, operation, hash_of(sent), None, None)
        try:
            asked.payload = operation.read(sent.version, sent.payload)
        except ValidationError as error:
            asked.problem = validation_document(list(error.errors()), self.tx.notes["language"])
        except Exception as error:  # noqa: BLE001 - as below, and the phone keeps the operation
            asked.fault = error
        else:
            self._date(asked.payload, sent.occurred_at)
        return asked

    def _date(self, payload: BaseModel, stated: datetime) -> None:
        """The operation's moment is the payload's, where that names none. Whose moments matter to the minute takes
        what the phone's clock showed then and when it sent, and judges by itself."""
        if "sent_at" in type(payload).model_fields:
            payload.occurred_at, payload.sent_at = stated, self.sent_at  # type: ignore[attr-defined]
        elif "occurred_at" in type(payload).model_fields and payload.occurred_at is None:  # type: ignore[attr-defined]
            payload.occurred_at = self._moment(stated)  # type: ignore[attr-defined]

    def _moment(self, stated: datetime) -> datetime:
        """What happened is not refused because a phone's clock is wrong: a moment that cannot be is now."""
        try:
            at = stated - self.skew if abs(self.skew) > WRONG_CLOCK else stated
        except OverflowError:
            return self.received_at
        return at if EARLIEST <= at <= self.received_at else self.received_at

    # -- one by one -----------------------------------------------------------------------------

    def judge(self, asked: Asked) -> Verdict:
        sent = asked.sent
        stored = self.applied.get(sent.id)
        if stored is not None:
            if stored[0] != asked.request_hash:
                return self._refused(asked, OperationMismatch())
            return verdict(asked, Status.REPEATED, result=stored[1])
        if any(id not in self.applied for id in sent.depends_on):
            return verdict(asked, Status.WAITING)
        if asked.fault is not None:
            return self._broken(asked, asked.fault)
        if asked.payload is None:
            return verdict(asked, Status.REJECTED, problem=asked.problem)
        try:
            actor = self._actor(asked)
            refused: DomainError | None = None
            with self.tx.savepoint(), self.tx.acting_as(actor):
                self.tx.notes["if_match"] = None if sent.base_version is None else str(sent.base_version)
                try:
                    result = asked.operation.act(self.tx, asked.payload)
                    self._keep(asked, result)
                except DomainError as error:
                    if not error.keeps_work:
                        raise
                    refused = error
            if refused is not None:
                return self._refused(asked, refused)
        except DomainError as error:
            return self._refused(asked, error)
        except Exception as error:  # noqa: BLE001 - one operation's fault is not the others'
            return self._broken(asked, error)
        self.applied[sent.id] = (asked.request_hash, result)
        return verdict(asked, Status.APPLIED, result=result)

    def _actor(self, asked: Asked) -> Actor:
        """Raises NotYourOperation, Forbidden."""
        actor, wanted = self.tx.actor, asked.sent.user_id
        if wanted is not None and wanted != actor.user_id:
            other = self.actors.get(wanted)
            if other is None or not other.scopes <= actor.scopes:
                raise NotYourOperation
            actor = other
        if not actor.may(asked.operation.scope):
            raise Forbidden
        return actor

    def _keep(self, asked: Asked, result: dict[str, Any]) -> None:
        repository.keep(
            self.tx,
            asked.sent.id,
            asked.sent.type,
            sent_by=self.sender,
            request_hash=asked.request_hash,
            answer=result,
            occurred_at=asked.sent.occurred_at,
            sent_at=self.sent_at,
            received_at=self.received_at,
            skew_ms=round(self.skew / timedelta(milliseconds=1)),
        )

    def _refused(self, asked: Asked, error: DomainError) -> Verdict:
        problem = of_domain(error, self.tx.notes["language"])
        if error.status in (409, 412):
            return verdict(asked, Status.CONFLICT, problem=problem, current=self._current(asked))
        return verdict(asked, Status.REJECTED if error.status < 500 else Status.FAILED, problem=problem)

    def _broken(self, asked: Asked, error: Exception) -> Verdict:
        if self.tx.connection.closed:
            # Nobody can go on: the whole push comes again.
            raise error
        transient = isinstance(error, pg.DeadlockDetected | pg.SerializationFailure | psycopg.OperationalError)
        known = None if transient else of_database(error)
        if known is not None:
            return self._refused(asked, known)
        log.error("operation failed", exc_info=error, extra={"operation": str(asked.sent.id), "type": asked.sent.type})
        values = {"request_id": asked.sent.id}
        return verdict(
            asked, Status.FAILED, problem=problem_document(500, "internal", self.tx.notes["language"], values)
        )

    def _current(self, asked: Asked) -> dict[str, Any] | None:
        if asked.operation.subject is None or asked.payload is None:
            return None
        return feed.row(self.tx, *asked.operation.subject(asked.payload))


def push(tx: Tx, wanted: PushIn) -> PushOut:
    """Applies a batch in the order given. What fails is undone alone and hinders only what depends on it.

    Raises UpdateRequired, for the whole, when an operation's type or version is not known here.
    """
    batch = Batch(tx, wanted)
    batch.prepare()
    return PushOut(received_at=batch.received_at, verdicts=[batch.judge(asked) for asked in batch.asked])


def hash_of(sent: OperationIn) -> bytes:
    """What makes two operations the same. What one depends on is the order's business, not its content."""
    content = sent.model_dump(mode="json", include={"type", "version", "occurred_at", "user_id", "base_version"})
    content["payload"] = sent.payload
    text = json.dumps(content, sort_keys=True, ensure_ascii=True, separators=(",", ":"))
    return hashlib.sha256(text.encode()).digest()


def verdict(
    asked: Asked,
    status: Status,
    *,
    result: dict[str, Any] | None = None,
    problem: dict[str, Any] | None = None,
    current: dict[str, Any] | None = None,
) -> Verdict:
    told = None if problem is None else OperationProblem(**{"errors": None, **problem})
    return Verdict(id=asked.sent.id, status=status, result=result, problem=told, current=current)

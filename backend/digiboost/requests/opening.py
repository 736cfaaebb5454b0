"""A request as it is asked for, and what may be changed of it."""

from __future__ import annotations

import secrets
from typing import Any
from uuid import UUID

from digiboost.customers.service import require_customer
from digiboost.identity.service import company, record_audit
from digiboost.kernel.clock import now
from digiboost.kernel.db.rows import find_row, insert_row
from digiboost.kernel.db.tx import Tx
from digiboost.kernel.errors import Invalid, NotFound
from digiboost.kernel.http.versions import check_version
from digiboost.kernel.ids import new_id
from digiboost.kernel.outbox import emit
from digiboost.kernel.phone import normalise_phone
from digiboost.kernel.text import fold
from digiboost.requests import moving, repository
from digiboost.requests.errors import RequestIdReused, RequestOver
from digiboost.requests.events import RequestOpened
from digiboost.requests.schemas import RequestIn, RequestPatch
from digiboost.requests.types import OVER, PERCENT, By, HistoryKind, RequestSource, RequestState

_WHERE = ("service_id", "zone_id", "latitude", "longitude")
_SETTLED = (RequestState.RECEIVED, RequestState.SEARCH, RequestState.NO_PROVIDER)
"""Only here nobody was told yet what is to be done and where."""


def open_request(tx: Tx, wanted: RequestIn, source: RequestSource) -> dict[str, Any]:
    """A new request under the company's next number; its row. The same id again answers as the first time.

    Raises NotFound for an unknown service, zone or customer, Invalid for a telephone or a place that is none,
    RequestIdReused for a known id with another content.
    """
    if wanted.id is not None:
        repository.wait_for_id(tx, wanted.id)
        if (stored := find_row(tx, "requests", wanted.id)) is not None:
            return _same(tx, stored, wanted)
    at = now()
    values: dict[str, Any] = {
        **wanted.model_dump(exclude={"id"}),
        "language": wanted.language or company(tx).language,
        "client_phone": phone_of(tx, wanted.client_phone),
        "urgency": wanted.urgency.value,
    }
    _check(tx, values, values)
    request_id = wanted.id or new_id()
    number = repository.take_number(tx)
    row = {
        "id": request_id,
        "number": number,
        **values,
        "search_text": search_text(number, values),
        "source": source.value,
        "state": RequestState.RECEIVED.value,
        "percent": PERCENT[(RequestState.RECEIVED, None)],
        "state_at": at,
        "start_code": f"{secrets.randbelow(10_000):04d}",
        "materials_amount": 0,
        "wave": 0,
        "opened_at": at,
        "user_id": tx.actor.user_id,
    }
    insert_row(tx, "requests", row)
    repository.add_history(
        tx,
        {
            "id": new_id(),
            "request_id": request_id,
            "kind": HistoryKind.TRANSITION.value,
            "to_state": RequestState.RECEIVED.value,
            "by": (By.CLIENT if source is RequestSource.FORM else By.OPERATOR).value,
            "user_id": tx.actor.user_id,
            "occurred_at": at,
            "received_at": at,
        },
    )
    emit(tx, RequestOpened(payload={"request_id": request_id}))
    moving.touch(tx, [request_id])
    record_audit(tx, "request.opened", "request", request_id, source=source.value)
    return moving.locked(tx, request_id)


def _same(tx: Tx, stored: dict[str, Any], wanted: RequestIn) -> dict[str, Any]:
    # Once somebody corrected it, what it was made with is no longer known: its own sender is believed.
    if stored["version"] == 1:
        asked = (wanted.client_name, phone_of(tx, wanted.client_phone), wanted.service_id, wanted.description)
        if asked != tuple(stored[name] for name in ("client_name", "client_phone", "service_id", "description")):
            raise RequestIdReused
    return stored


def edit_request(tx: Tx, request_id: UUID, wanted: RequestPatch) -> dict[str, Any]:
    """Changes what the client asks for; the new row. Raises NotFound, VersionConflict, Invalid, RequestOver (what and
    where stay as they are from the first offer on, everything once it is over)."""
    changes = wanted.model_dump(exclude_unset=True)
    for name in ("client_name", "language", "service_id", "urgency"):
        if name in changes and changes[name] is None:
            raise Invalid(name, "field.missing")
    row = moving.locked(tx, request_id)
    check_version(tx, row["version"])
    changes = {name: value for name, value in changes.items() if row[name] != value}
    if row["state"] in OVER - {RequestState.NO_PROVIDER}:
        raise RequestOver().expose(current=moving.current(row))
    if row["state"] not in _SETTLED and any(name in changes for name in _WHERE):
        raise RequestOver().expose(current=moving.current(row))
    if not changes:
        return row
    if "client_phone" in changes:
        changes["client_phone"] = phone_of(tx, changes["client_phone"])
    after = {**row, **changes}
    _check(tx, changes, after)
    changes["search_text"] = search_text(row["number"], after)
    edited = repository.update_request(tx, request_id, changes, now())
    moving.touch(tx, [request_id])
    record_audit(tx, "request.edited", "request", request_id, fields=sorted(wanted.model_fields_set))
    return edited


def note(tx: Tx, request_id: UUID, text: str) -> None:
    """Something that the company's people write down. Raises NotFound."""
    row = moving.locked(tx, request_id)
    moving.add_note(tx, row, By.OPERATOR, text)
    record_audit(tx, "request.noted", "request", request_id)


def _check(tx: Tx, given: dict[str, Any], after: dict[str, Any]) -> None:
    """Looks at what is ``given`` and at what it makes of the whole. Raises NotFound, Invalid."""
    if "service_id" in given and repository.service_facts(tx, given["service_id"]) is None:
        raise NotFound
    if given.get("zone_id") is not None and repository.zone_facts(tx, given["zone_id"]) is None:
        raise NotFound
    if given.get("customer_id") is not None:
        require_customer(tx, given["customer_id"])
    if (after["latitude"] is None) != (after["longitude"] is None):
        raise Invalid("longitude" if after["longitude"] is None else "latitude", "place_half")
    if (
        after["wished_from"] is not None
        and after["wished_until"] is not None
        and after["wished_until"] < after["wished_from"]
    ):
        raise Invalid("wished_until", "wished_backwards")


def phone_of(tx: Tx, text: str | None) -> str | None:
    """The number in E.164, read as dialled in the company's country. Raises Invalid."""
    if not text:
        return None
    phone = normalise_phone(text, company(tx).country)
    if phone is None:
        raise Invalid("client_phone", "phone_invalid")
    return phone


def search_text(number: int, row: dict[str, Any]) -> str:
    parts = (str(number), row["client_name"], row["client_phone"], row["landmark"], row["description"])
    return fold(" ".join(part for part in parts if part))

"""What who is sent out does without a network, and what is asked for at the counter.

What happened on the way is never refused for being late: where a mission went on without its provider, a step and a
material become notes (``noted``), and photos are still attached.
"""

from __future__ import annotations

from datetime import datetime
from typing import Any

from digiboost.kernel.clock import now
from digiboost.kernel.db.tx import Tx
from digiboost.kernel.money import from_milli
from digiboost.providers import service as providers
from digiboost.requests import service as requests
from digiboost.requests.schemas import MaterialIn, MissionNoteIn, RequestIn, RequestPhotoIn, StepIn
from digiboost.requests.types import UNDER_WAY, RequestSource, Took
from digiboost.sync import payloads
from digiboost.sync.payloads import body

Result = dict[str, Any]


def open_request(tx: Tx, wanted: payloads.RequestOpen) -> Result:
    row = requests.open_request(tx, body(RequestIn, wanted), RequestSource.OPERATOR)
    return {"number": str(row["number"]), "state": row["state"], "version": row["version"]}


def take_step(tx: Tx, wanted: payloads.MissionStep) -> Result:
    return _took(requests.step(tx, providers.own(tx), wanted.request_id, body(StepIn, wanted)))


def add_note(tx: Tx, wanted: payloads.MissionNote) -> Result:
    return {**_note(tx, wanted, wanted.note), "noted": False}


def add_material(tx: Tx, wanted: payloads.MissionMaterial) -> Result:
    provider_id = providers.own(tx)
    requests.hold(tx, (), [wanted.request_id])
    row = requests.get(tx, wanted.request_id)
    if row["provider_id"] != provider_id or row["state"] not in UNDER_WAY:
        said = wanted.name or str(wanted.product_id)
        return _note(tx, wanted, f"{from_milli(wanted.quantity):g} × {said}")
    made = requests.add_material(tx, wanted.request_id, body(MaterialIn, wanted), provider_id)
    return {"noted": False, "amount": made["amount"]}


def remove_material(tx: Tx, wanted: payloads.MissionMaterialRemove) -> Result:
    requests.remove_material(tx, wanted.request_id, wanted.material_id, providers.own(tx))
    return {}


def announce_photo(tx: Tx, wanted: payloads.MissionPhoto) -> Result:
    requests.require_photographer(tx, wanted.request_id, providers.own(tx))
    return {"received": requests.announce_photo(tx, wanted.request_id, body(RequestPhotoIn, wanted)).received}


def set_availability(tx: Tx, wanted: payloads.AvailabilitySet) -> Result:
    providers.set_availability(tx, providers.own(tx), wanted.is_available, wanted.away_from, wanted.away_until)
    return {}


def _note(tx: Tx, wanted: payloads.MissionNote | payloads.MissionMaterial, text: str) -> Result:
    said = MissionNoteIn(id=wanted.id, note=text, occurred_at=_moment(wanted.occurred_at, wanted.sent_at))
    return _took(requests.mission_note(tx, providers.own(tx), wanted.request_id, said))


def _moment(stated: datetime | None, sent_at: datetime | None) -> datetime:
    """By our clock: the phone's may be off, and says how far by what it showed when it sent."""
    at = now()
    if stated is None:
        return at
    return min(stated if sent_at is None else stated - (sent_at - at), at)


def _took(took: Took) -> Result:
    return {
        "noted": took.noted,
        "state": took.state.value,
        "stage": None if took.stage is None else took.stage.value,
        "percent": took.percent,
        "version": took.version,
        "is_mine": took.is_mine,
    }

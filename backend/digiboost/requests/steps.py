"""The steps of a mission, as a provider's phone says them: at once, or hours later when there is a network again."""

from __future__ import annotations

import hmac
from typing import Any
from uuid import UUID

from digiboost.identity.service import record_audit
from digiboost.kernel.db.tx import Tx
from digiboost.kernel.errors import Invalid, NotFound
from digiboost.requests import handing, moving, quoting, repository
from digiboost.requests.ending import done, require_after_photo
from digiboost.requests.errors import AlreadyEnroute, EventIdReused, MoveRefused, QuoteNeeded
from digiboost.requests.schemas import MissionNoteIn, StepIn
from digiboost.requests.settings import settings
from digiboost.requests.types import STEP_TO, UNDER_WAY, By, HistoryKind, MissionStep, RequestState, Stage, Step, Took

TOO_LATE = "too_late"
"""The reason of a note that was a step."""
_GIVES_BACK = (RequestState.ACCEPTED, RequestState.ENROUTE)


def step(tx: Tx, provider_id: UUID, request_id: UUID, wanted: StepIn) -> Took:
    """Leads a mission on. The same id again is answered as the first time.

    What was done on a version that is gone, and is no longer possible (somebody else has it, it is over, another step
    was taken), becomes a note. Raises NotFound for a mission that never was theirs, MoveRefused (with the present
    state) for a step that is not possible on the version that was seen, EventIdReused, AlreadyEnroute, QuoteNeeded,
    and Invalid for what a step lacks.
    """
    row, is_mine, known = _mission(tx, provider_id, request_id, wanted.id)
    if known is not None:
        return _took(row, is_mine, noted=known["kind"] == HistoryKind.NOTE, repeated=True)
    to = STEP_TO[wanted.step]
    if not (is_mine and _possible(row, wanted.step, to)):
        if is_mine and wanted.version >= row["version"]:
            raise MoveRefused().expose(current=moving.current(row))
        _note_instead(tx, row, provider_id, wanted, to)
        return _took(row, is_mine, noted=True)
    event: dict[str, Any] = {
        "event_id": wanted.id,
        "occurred_at": wanted.occurred_at,
        "sent_at": wanted.sent_at,
        "note": wanted.note,
    }
    if wanted.step is MissionStep.GIVE_BACK:
        if wanted.reason is None:
            raise Invalid("reason", "reason_missing")
        return _took(handing.give_back_locked(tx, row, By.PROVIDER, wanted.reason, **event), False)
    changes, reason = _guard(tx, row, provider_id, wanted)
    moved = moving.move(tx, row, to, By.PROVIDER, provider_id=provider_id, reason=reason, changes=changes, **event)
    return _took(moved, True)


def note(tx: Tx, provider_id: UUID, request_id: UUID, wanted: MissionNoteIn) -> Took:
    """Something that a provider writes down. Raises NotFound, EventIdReused."""
    row, is_mine, known = _mission(tx, provider_id, request_id, wanted.id)
    if known is None:
        moving.add_note(
            tx, row, By.PROVIDER, wanted.note, provider_id=provider_id, event_id=wanted.id,
            occurred_at=wanted.occurred_at,
        )  # fmt: skip
        record_audit(tx, "request.noted", "request", request_id)
    return _took(row, is_mine, noted=True, repeated=known is not None)


def _mission(
    tx: Tx, provider_id: UUID, request_id: UUID, event_id: UUID
) -> tuple[dict[str, Any], bool, dict[str, Any] | None]:
    """The locked request, whether it is theirs now, and what is known of this event."""
    row = moving.locked(tx, request_id)
    is_mine = row["provider_id"] == provider_id
    if not is_mine and not repository.had(tx, request_id, provider_id):
        raise NotFound
    known = repository.history_row(tx, event_id)
    if known is not None and (known["request_id"], known["provider_id"]) != (request_id, provider_id):
        raise EventIdReused
    return row, is_mine, known


def _possible(row: dict[str, Any], wanted: MissionStep, to: Step) -> bool:
    if wanted is MissionStep.GIVE_BACK:
        return row["state"] in _GIVES_BACK
    return row["state"] in UNDER_WAY and moving.may_move(row, to, By.PROVIDER)


def _note_instead(tx: Tx, row: dict[str, Any], provider_id: UUID, wanted: StepIn, to: Step) -> None:
    said = " · ".join(part for part in (wanted.reason, wanted.bypass_reason, wanted.note) if part)
    moving.add_note(
        tx, row, By.PROVIDER, said or None, provider_id=provider_id, reason=TOO_LATE, event_id=wanted.id,
        occurred_at=wanted.occurred_at, sent_at=wanted.sent_at, wanted=to,
    )  # fmt: skip
    record_audit(tx, "request.step_noted", "request", row["id"], step=wanted.step.value)


def _guard(tx: Tx, row: dict[str, Any], provider_id: UUID, wanted: StepIn) -> tuple[dict[str, Any], str | None]:
    """What else must be so for a step: what it writes besides, and its reason."""
    if wanted.step is MissionStep.ENROUTE:
        repository.one_enroute_at_a_time(tx, provider_id)
        other = repository.other_enroute(tx, provider_id, row["id"])
        if other is not None:
            raise AlreadyEnroute().expose(current={**moving.current(row), "enroute_to": other})
    if wanted.step is MissionStep.DIAGNOSTIC:
        return {}, _require_code(tx, row, provider_id, wanted)
    if wanted.step is MissionStep.REPAIR:
        amount = row["quote"] if wanted.amount is None else wanted.amount
        if quoting.needs_word(tx, row, amount):
            quoting.ask(tx, row, amount)
            raise QuoteNeeded().expose(current={**moving.current(row), "quote": amount})
        return {"quote": amount}, None
    if wanted.step is MissionStep.COMPLETED:
        if wanted.outcome is None:
            raise Invalid("outcome", "outcome_missing")
        require_after_photo(tx, row, wanted.after_photo_missing_reason, wanted.after_photo_id)
        return done(row, wanted.outcome, wanted.note, wanted.amount), wanted.after_photo_missing_reason
    return {}, None


def _require_code(tx: Tx, row: dict[str, Any], provider_id: UUID, wanted: StepIn) -> str | None:
    """The client's code, or why it begins without: that is written down by itself. Raises Invalid."""
    if not settings(tx).start_code_required:
        return None
    if wanted.code is not None and hmac.compare_digest(wanted.code, row["start_code"]):
        return None
    if wanted.bypass_reason is None:
        raise Invalid("code", "start_code_missing" if wanted.code is None else "start_code_wrong")
    moving.add_note(
        tx, row, By.PROVIDER, None, kind=HistoryKind.BYPASS, provider_id=provider_id, reason=wanted.bypass_reason,
        occurred_at=wanted.occurred_at, sent_at=wanted.sent_at, wanted=Step(RequestState.STARTED, Stage.DIAGNOSTIC),
    )  # fmt: skip
    record_audit(tx, "request.code_bypassed", "request", row["id"])
    return wanted.bypass_reason


def _took(row: dict[str, Any], is_mine: bool, *, noted: bool = False, repeated: bool = False) -> Took:
    here = moving.here(row)
    return Took(noted, here.state, here.stage, row["percent"], row["version"], is_mine, repeated)

"""What a service's code means for a message. Each adapter has a table of its own; the codes are never guessed from
a title, which services translate and rewrite."""

from __future__ import annotations

import re
from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime

from digiboost.channels import stopped
from digiboost.channels.types import Outcome, Report, ReportState, Result
from digiboost.channels.wire import Answer, Failure

HOUR = 3600.0
REPORTED_WAIT = 60.0
"""Until a message that failed later, for a reason that passes, may be sent again."""


@dataclass(frozen=True, slots=True)
class Verdict:
    """``stop``: for how many seconds the whole adapter rests, since its account is blocked."""

    outcome: Outcome
    retry_after: float | None = None
    needs_template: bool = False
    forget_address: bool = False
    stop: float | None = None


REFUSE = Verdict(Outcome.REFUSED)
BUSY = Verdict(Outcome.BUSY)
TEMPLATE = Verdict(Outcome.REFUSED, needs_template=True)
FORGET = Verdict(Outcome.REFUSED, forget_address=True)
STOP = Verdict(Outcome.REFUSED, stop=900.0)
UNKNOWN = Verdict(Outcome.UNKNOWN)


def later(seconds: float) -> Verdict:
    return Verdict(Outcome.BUSY, retry_after=seconds)


def by_status(status: int) -> Verdict:
    """What an HTTP status means where the service gave no code that we know. A gateway that waited in vain (502,
    504) does not know what became of the request behind it."""
    if status in (502, 504):
        return UNKNOWN
    if status in (408, 425, 429) or status >= 500:
        return BUSY
    if status in (401, 403):
        return STOP
    return REFUSE


def judged(adapter: str, verdict: Verdict, code: str, detail: str | None, retry_after: float | None = None) -> Result:
    """The result of an attempt that was not taken; stops the adapter where the verdict says so. ``retry_after`` is
    what the service itself asked for."""
    wait = verdict.retry_after if retry_after is None else retry_after
    if verdict.stop is not None:
        stopped.stop(adapter, code, verdict.stop)
        wait = verdict.stop
    elif verdict.outcome is Outcome.REFUSED:
        wait = None
    return Result(
        verdict.outcome,
        adapter,
        code=code,
        detail=None if detail is None else without_address(detail),
        retry_after=wait,
        needs_template=verdict.needs_template,
        forget_address=verdict.forget_address,
    )


def report(
    adapter: str,
    provider_id: str,
    state: ReportState,
    codes: Mapping[str, Verdict],
    *,
    at: datetime,
    ref: str | None = None,
    code: str | None = None,
) -> Report:
    """A report, with what its failure's code says about another try."""
    verdict = codes.get(code or "", REFUSE) if state is ReportState.FAILED else REFUSE
    again = verdict.stop or verdict.retry_after
    if verdict.outcome is Outcome.BUSY and again is None:
        again = REPORTED_WAIT
    return Report(
        adapter=adapter,
        event_id=f"{provider_id}:{state}",
        provider_id=provider_id,
        state=state,
        at=at,
        ref=ref,
        code=code,
        retry_after=again,
        needs_template=verdict.needs_template,
        forget_address=verdict.forget_address,
    )


def failed(adapter: str, failure: Failure) -> Result:
    """The result of an attempt to which no answer came."""
    return Result(failure.outcome, adapter, code=failure.code, detail=failure.detail)


def refused(adapter: str, answer: Answer, code: str | None, detail: str | None, codes: Mapping[str, Verdict]) -> Result:
    """The result of an answer that says no, by the service's own ``code``, else by the HTTP status."""
    verdict = codes.get(code or "") or by_status(answer.status)
    return judged(adapter, verdict, code or f"http_{answer.status}", detail, answer.retry_after)


_ADDRESS = re.compile(r"\+?\d[\d \-]{5,}\d|[^\s<>\"']+@[^\s<>\"']+|https?://\S+")


def without_address(text: str) -> str:
    """A service's explanation without the telephone, e-mail or address that it may quote; 200 characters."""
    return _ADDRESS.sub("…", text.replace("\x00", ""))[:200]

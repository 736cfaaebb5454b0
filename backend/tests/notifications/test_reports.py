"""What services report, in any order and any number of times, ends in the same state."""

from __future__ import annotations

from datetime import timedelta
from typing import Any

from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from digiboost.channels.types import Report, ReportState
from digiboost.kernel.clock import now
from digiboost.kernel.ids import new_id
from digiboost.notifications import service
from digiboost.notifications.ladder import best
from digiboost.notifications.types import NotificationState, SendState
from tests.kit.whatsapp import WhatsApp
from tests.notifications.conftest import Desk

STATES = list(ReportState)


def report(provider_id: str, state: ReportState, second: int = 0, **more: Any) -> Report:
    return Report(
        "whatsapp", f"{provider_id}:{state.value}", provider_id, state, now() + timedelta(seconds=second), **more
    )


def sent(desk: Desk, *, recorded: bool = True) -> tuple[Any, str]:
    """A message that WhatsApp took; ``recorded`` unless its worker died before it could say so."""
    from digiboost.channels.types import Outcome, Result

    told, provider_id = desk.tell(), f"wamid.{new_id()}"
    with desk.tx() as tx:
        claimed = service.claim(tx, desk.send_id(told))
    assert claimed is not None
    if recorded:
        with desk.tx() as tx:
            service.record(tx, claimed, Result(Outcome.SENT, "whatsapp", provider_id))
    return told, provider_id


@given(reports=st.lists(st.sampled_from(STATES), min_size=1, max_size=4), recorded=st.booleans())
@settings(max_examples=12, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture])
def test_any_order_ends_in_the_same_state(
    desk: Desk, whatsapp: WhatsApp, reports: list[ReportState], recorded: bool
) -> None:
    ends = set()
    for order in (reports, sorted(reports, reverse=True), [*reversed(reports), *reports]):
        told, provider_id = sent(desk, recorded=recorded)
        for second, state in enumerate(order):
            with desk.tx() as tx:
                assert service.record_report(tx, desk.send_id(told), report(provider_id, state, second))
        ends.add((desk.column(told, "state"), desk.state(told)))
        assert {one.value for one in order} <= set(desk.events(told)), "every report is kept"
    (end,) = ends
    rank = ["sent", "failed", "delivered", "read"]
    expected = max((one.value for one in reports), key=rank.index)
    assert end == (expected, expected)


def test_a_report_before_our_own_record_is_not_undone(desk: Desk, whatsapp: WhatsApp) -> None:
    from digiboost.channels.types import Outcome, Result

    told = desk.tell()
    with desk.tx() as tx:
        claimed = service.claim(tx, desk.send_id(told))
    assert claimed is not None
    with desk.tx() as tx:
        service.record_report(tx, desk.send_id(told), report("wamid.1", ReportState.DELIVERED))
    with desk.tx() as tx:
        service.record(tx, claimed, Result(Outcome.SENT, "whatsapp", "wamid.1"))
    assert desk.state(told) == "delivered"
    assert desk.column(told, "cost_milli") == 4000
    told, provider_id = sent(desk, recorded=False)
    with desk.tx() as tx:
        service.record_report(tx, desk.send_id(told), report(provider_id, ReportState.FAILED))
    assert desk.state(told) == "failed"


def test_a_report_about_an_attempt_that_is_over_changes_nothing(desk: Desk, whatsapp: WhatsApp) -> None:
    told, first = sent(desk)
    with desk.tx() as tx:
        service.record_report(tx, desk.send_id(told), report(first, ReportState.FAILED, retry_after=5.0, code="131000"))
    assert desk.column(told, "state") == "waiting"
    desk.time_passes(60)
    with desk.tx() as tx:
        claimed = service.claim(tx, desk.send_id(told))
    assert claimed is not None and claimed.attempt == 2
    # It comes late, and speaks of the first attempt.
    with desk.tx() as tx:
        service.record_report(tx, desk.send_id(told), report(first, ReportState.SENT))
    assert desk.column(told, "state") == "sending"
    # That the first one arrived after all is what counts: nothing is sent any more.
    with desk.tx() as tx:
        service.record_report(tx, desk.send_id(told), report(first, ReportState.DELIVERED))
    assert desk.state(told) == "delivered"
    desk.time_passes(3600)
    assert desk.work() == 0


def test_whose_a_report_is_is_known_by_our_reference_or_the_service_s(desk: Desk, whatsapp: WhatsApp) -> None:
    from digiboost.channels.types import NotYet
    from digiboost.kernel.db.tx import Tx

    def open_tx(actor: Any) -> Tx:
        return Tx(desk.engine, actor)

    told, provider_id = sent(desk)
    service.on_report(open_tx, report(provider_id, ReportState.DELIVERED))
    assert desk.state(told) == "delivered"
    for ref in (None, "x", "not.ours", f"{'A' * 22}.{'A' * 22}"):
        try:
            service.on_report(open_tx, report("wamid.foreign", ReportState.READ, ref=ref))
        except NotYet:
            continue
        raise AssertionError(ref)


@given(st.lists(st.sampled_from(list(SendState)), max_size=6))
def test_a_notification_is_the_best_of_its_sends(states: list[SendState]) -> None:
    found = best(states)
    assert best(reversed(states)) == found
    assert best([*states, SendState.READ]) == NotificationState.READ
    if SendState.SENT in states:
        assert found in {NotificationState.SENT, NotificationState.DELIVERED, NotificationState.READ}
    if states and set(states) <= {SendState.FAILED, SendState.DEAD}:
        assert found == NotificationState.FAILED

"""From the queue to WhatsApp and back: attempts, faults, leases, the ladder, reports."""

from __future__ import annotations

import threading
from datetime import timedelta
from typing import Any

from digiboost.channels.types import Channel, Outcome
from digiboost.kernel.clock import now
from digiboost.notifications import jobs, service
from digiboost.notifications.sending import MAX_ATTEMPTS
from tests.kit.whatsapp import WhatsApp
from tests.notifications.conftest import Desk

WHATSAPP = [Channel.WHATSAPP]


def test_a_message_is_taken_delivered_and_read(desk: Desk, whatsapp: WhatsApp) -> None:
    whatsapp.statuses = ["sent", "delivered", "read"]
    told = desk.tell()
    assert desk.sends(told) == [("whatsapp", "waiting")]
    assert desk.work() == 1
    assert desk.state(told) == "sent"
    assert [one.ref for one in whatsapp.accepted] == [_ref(desk, told)]
    assert whatsapp.broken == []
    whatsapp.calls.wait()
    desk.hear()
    assert desk.state(told) == "read"
    assert desk.events(told)[:2] == ["sending", "sent"]
    assert sorted(desk.events(told)[2:]) == ["delivered", "read", "sent"]
    assert desk.column(told, "cost_milli") == 4000
    assert desk.due() == []


def test_the_reader_s_window_is_free_text_and_free(desk: Desk, whatsapp: WhatsApp) -> None:
    first = desk.tell()
    desk.work()
    assert whatsapp.accepted[-1].details["type"] == "template"
    with desk.tx() as tx:
        service.heard(tx, desk.phone, now())
    whatsapp.window[desk.phone.removeprefix("+")] = now().timestamp()
    second = desk.tell()
    desk.work()
    assert whatsapp.accepted[-1].details["type"] == "text"
    assert (desk.column(first, "cost_milli"), desk.column(second, "cost_milli")) == (4000, 0)
    # A day later it is over; and when we believe in it wrongly, a template goes out at once.
    with desk.tx() as tx:
        service.heard(tx, desk.phone, now())
    whatsapp.window.clear()
    third = desk.tell()
    assert desk.work() == 2
    assert whatsapp.accepted[-1].details["type"] == "template"
    assert (desk.state(third), desk.column(third, "attempts")) == ("sent", 2)


def test_a_busy_service_is_asked_again_at_most_eight_times(desk: Desk, whatsapp: WhatsApp) -> None:
    whatsapp.fault("status", status=503, times=100)
    told = desk.tell()
    for attempt in range(1, MAX_ATTEMPTS + 1):
        assert desk.work() == 1
        assert desk.column(told, "attempts") == attempt
        desk.time_passes(400)
    assert (desk.state(told), desk.column(told, "state")) == ("failed", "dead")
    assert desk.work() == 0
    whatsapp.reset()
    with desk.tx() as tx:
        assert service.replay_dead(tx) == 1
    assert desk.work() == 1
    assert desk.state(told) == "sent"
    assert len(whatsapp.accepted) == 1


def test_what_a_service_asks_to_wait_is_waited(desk: Desk, whatsapp: WhatsApp) -> None:
    whatsapp.fault("code", code="130429", retry_after="100")
    told = desk.tell()
    desk.work()
    waits = desk.query("SELECT extract(epoch FROM next_at - now()) FROM notification_queue WHERE company_id = %s",
                       desk.company)[0][0]  # fmt: skip
    assert 95 < waits < 115
    assert desk.column(told, "code") == "130429"


def test_nothing_is_sent_past_its_end(desk: Desk, whatsapp: WhatsApp) -> None:
    whatsapp.fault("status", status=503, times=1)
    told = desk.tell(expires_at=now() + timedelta(seconds=120))
    desk.work()
    desk.time_passes(200)
    assert desk.work() == 1
    assert (desk.state(told), whatsapp.accepted) == ("expired", [])
    late = desk.tell(expires_at=now() + timedelta(seconds=1))
    whatsapp.fault("code", code="130429", retry_after="60")
    desk.work()
    assert desk.state(late) == "expired"


def test_an_answer_that_was_lost_is_awaited_before_it_is_sent_again(desk: Desk, whatsapp: WhatsApp) -> None:
    whatsapp.fault("hang_after", seconds=2)
    told = desk.tell()
    desk.work()
    assert desk.column(told, "state") == "unknown"
    assert desk.state(told) == "queued"
    whatsapp.calls.wait()
    desk.hear()
    assert desk.state(told) == "delivered"
    desk.time_passes(3600)
    assert desk.work() == 0
    assert len(whatsapp.accepted) == 1
    assert desk.column(told, "cost_milli") == 4000


def test_what_was_never_taken_is_sent_again_once_nobody_told_of_it(desk: Desk, whatsapp: WhatsApp) -> None:
    whatsapp.fault("hang_before", seconds=2)
    told = desk.tell()
    desk.work()
    assert desk.column(told, "state") == "unknown"
    desk.time_passes(50)
    assert desk.work() == 0
    desk.time_passes(20)
    assert desk.work() == 1
    assert desk.state(told) == "sent"
    assert len(whatsapp.accepted) == 1


def test_a_worker_that_died_leaves_its_message_to_the_next_one(desk: Desk, whatsapp: WhatsApp) -> None:
    told = desk.tell()
    with desk.tx() as tx:
        assert service.claim(tx, desk.send_id(told)) is not None
    assert desk.work() == 0, "its lease runs"
    desk.time_passes(20)
    assert desk.work() == 1
    assert desk.column(told, "state") == "unknown"
    desk.time_passes(61)
    desk.work()
    assert (desk.state(told), len(whatsapp.accepted)) == ("sent", 1)


def test_a_slow_answer_is_written_down_once_it_comes(desk: Desk, whatsapp: WhatsApp) -> None:
    """The worker was believed dead; it was not, and its message is not sent a second time."""
    from digiboost.channels import service as channels

    whatsapp.statuses = []
    told = desk.tell()
    with desk.tx() as tx:
        claimed = service.claim(tx, desk.send_id(told))
    assert claimed is not None and claimed.message is not None
    result = channels.send(claimed.channel, claimed.message)
    desk.time_passes(20)
    desk.work()
    assert desk.column(told, "state") == "unknown"
    with desk.tx() as tx:
        service.record(tx, claimed, result)
    assert desk.state(told) == "sent"
    desk.time_passes(3600)
    desk.work()
    assert len(whatsapp.accepted) == 1


def test_many_workers_claim_a_message_once(desk: Desk, whatsapp: WhatsApp) -> None:
    told = [desk.tell() for _ in range(10)]
    ids = [desk.send_id(one) for one in told]
    outcomes: list[Any] = []
    start = threading.Barrier(8)

    def work(seed: int) -> None:
        start.wait()
        for number in range(len(ids)):
            outcomes.append(jobs.send(desk.engine, desk.company, ids[(number * (seed + 1)) % len(ids)]))

    threads = [threading.Thread(target=work, args=(seed,)) for seed in range(8)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    desk.work()
    assert sorted(one.ref for one in whatsapp.accepted) == sorted(_ref(desk, one) for one in told)
    assert [one for one in outcomes if one is not None].count(Outcome.SENT) <= 10


def test_a_refusal_is_the_next_channel_s_turn(desk: Desk, whatsapp: WhatsApp, monkeypatch: Any) -> None:
    whatsapp.fault("code", code="131026")
    told = desk.tell()
    desk.work()
    # Nobody configured SMS or e-mail: there is no other rung.
    assert (desk.sends(told), desk.state(told)) == ([("whatsapp", "failed")], "failed")
    assert desk.column(told, "code") == "131026"


def test_a_failure_that_is_told_later_counts_too(desk: Desk, whatsapp: WhatsApp) -> None:
    whatsapp.statuses = ["sent", "failed:131026"]
    told = desk.tell()
    desk.work()
    whatsapp.calls.wait()
    desk.hear()
    assert desk.state(told) == "failed"
    whatsapp.statuses = ["failed:131047"]
    told = desk.tell()
    with desk.tx() as tx:
        service.heard(tx, desk.phone, now())
    whatsapp.window[desk.phone.removeprefix("+")] = now().timestamp()
    desk.work()
    whatsapp.calls.wait()
    desk.hear()
    whatsapp.statuses = ["sent", "delivered"]
    assert desk.work() == 1
    assert [one.details["type"] for one in whatsapp.accepted][-2:] == ["text", "template"]
    whatsapp.calls.wait()
    desk.hear()
    assert desk.state(told) == "delivered"


def test_without_any_channel_it_is_kept_and_sent_when_there_is_one(desk: Desk, request: Any) -> None:
    told = desk.tell()
    assert (desk.sends(told), desk.state(told), desk.due()) == ([("whatsapp", "kept")], "kept", [])
    running: WhatsApp = request.getfixturevalue("whatsapp")
    answer = desk.owner.post(f"/notifications/messages/{desk.send_id(told)}/retry")
    assert (answer.status_code, answer.json()["state"]) == (200, "waiting")
    desk.work()
    assert (desk.state(told), len(running.accepted)) == ("sent", 1)
    again = desk.owner.post(f"/notifications/messages/{desk.send_id(told)}/retry")
    assert (again.status_code, again.json()["code"]) == (409, "message_not_repeatable")


def _ref(desk: Desk, told: Any) -> str:
    from digiboost.notifications.sending import reference

    return reference(desk.company, desk.send_id(told))

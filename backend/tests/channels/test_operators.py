"""What operators see and do: a worker's figures, the rules over them, and the commands."""

from __future__ import annotations

import re
import time
from typing import Any

import httpx
import pytest
from prometheus_client import REGISTRY

from digiboost.channels import metrics, service, stopped
from digiboost.channels.types import Channel, Outcome
from digiboost.kernel.ids import new_id, short
from digiboost.kernel.settings import Settings
from tests.channels.conftest import PHONE, message
from tests.invariants.kit.server import Program
from tests.kit.whatsapp import WhatsApp
from tools.console import ROOT
from tools.postgres import free_port

pytestmark = pytest.mark.alone


def test_a_worker_shows_the_figures_of_all_its_processes(client: Any, whatsapp: WhatsApp) -> None:
    """A callback that a worker's child dealt with is counted where the parent shows it."""
    port = free_port()
    worker = Program(
        "worker", "--concurrency", "2", DIGIBOOST_WORKER_METRICS_PORT=str(port), DIGIBOOST_METRICS_TOKEN="figures"
    )
    try:
        whatsapp.hear(phone=PHONE, text=f"bonjour {new_id()}")
        whatsapp.calls.wait()
        wanted = 'digiboost_channel_events_total{adapter="whatsapp",kind="message",outcome="done"}'
        deadline = time.monotonic() + 60
        while True:
            try:
                answer = httpx.get(f"http://127.0.0.1:{port}/metrics", headers={"Authorization": "Bearer figures"})
            except httpx.HTTPError:
                answer = None
            if answer is not None and wanted in answer.text:
                break
            assert time.monotonic() < deadline and worker.process.poll() is None, worker.said()[-3000:]
            time.sleep(0.3)
        assert httpx.get(f"http://127.0.0.1:{port}/metrics").status_code == 401
    finally:
        worker.stop()
        worker.output.close()


def test_the_rules_name_figures_that_exist() -> None:
    text = (ROOT / "infra" / "prometheus" / "rules.yml").read_text()
    named = set(re.findall(r"digiboost_channel_\w+", text))
    known = {sample for family in REGISTRY.collect() for sample in (f"{family.name}_total", f"{family.name}_seconds")}
    assert named and named <= known | {f"{one._name}_total" for one in vars(metrics).values() if hasattr(one, "_name")}


def test_an_operator_ends_a_rest(whatsapp: WhatsApp) -> None:
    whatsapp.fault("code", code="131031")
    service.send(Channel.WHATSAPP, message(window_open=True))
    assert service.send(Channel.WHATSAPP, message(window_open=True)).code == "stopped"
    command = Program("resume-channel", "whatsapp")
    assert command.process.wait(30) == 0, command.said()
    command.output.close()
    # This process believed for itself that the adapter rests; another one asks.
    stopped._until.clear()
    stopped._asked.clear()
    whatsapp.hear(phone=PHONE, text="bonjour")
    assert service.send(Channel.WHATSAPP, message(window_open=True)).outcome is Outcome.SENT


def test_a_rest_is_known_to_every_process(whatsapp: WhatsApp) -> None:
    stopped.stop("whatsapp", "131048", 100)
    stopped._until.clear()
    stopped._asked.clear()
    assert 90 < stopped.left("whatsapp") <= 100


def test_a_key_for_push_is_made(configure: Any) -> None:
    command = Program("vapid-key")
    assert command.process.wait(30) == 0
    configure(DIGIBOOST_VAPID_PRIVATE_KEY=command.said().strip())
    command.output.close()
    key = service.vapid_public_key()
    assert key is not None and len(key) == 87


PRODUCTION = {
    "environment": "production", "secret_key": "x" * 40, "public_url": "https://shop.example",
    "trusted_hosts": ["shop.example"], "rate_limits": True, "argon2_memory_kib": 19_456, "argon2_time_cost": 2,
}  # fmt: skip


@pytest.mark.parametrize(("given", "names"), [
    ({"whatsapp_token": "t", "whatsapp_base_url": "http://graph"}, "WHATSAPP_BASE_URL"),
    ({"twilio_auth_token": "t", "twilio_base_url": "http://api"}, "TWILIO_BASE_URL"),
    ({"orange_callback_secret": "short"}, "ORANGE_CALLBACK_SECRET"),
    ({"smtp_security": "none", "smtp_password": "p"}, "SMTP_SECURITY"),
    ({"push_anywhere": True}, "PUSH_ANYWHERE"),
])  # fmt: skip
def test_production_refuses_what_is_unsafe(given: dict[str, Any], names: str) -> None:
    assert Settings(**PRODUCTION).is_production
    with pytest.raises(ValueError, match=f"DIGIBOOST_{names}"):
        Settings(**PRODUCTION, **given)
    assert Settings(**given).environment != "production"


def test_a_reference_fits_every_service() -> None:
    assert len(f"{short(new_id())}.{short(new_id())}") == 45

"""A company, the worker's engine, and WhatsApp on a port of this machine."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from dataclasses import dataclass, field
from datetime import datetime, timedelta
from typing import Any
from uuid import UUID

import pytest

from digiboost.channels import jobs as hearing
from digiboost.kernel.auth import system_actor
from digiboost.kernel.clock import now
from digiboost.kernel.db.engine import make_engine
from digiboost.kernel.db.tx import Tx
from digiboost.kernel.ids import new_id
from digiboost.kernel.settings import get_settings
from digiboost.notifications import jobs, service
from digiboost.notifications.types import Kind, Recipient, Told, Wanted
from tests.factories.people import Person, open_company
from tests.invariants.kit.database import connect, transaction
from tests.kit.callbacks import Post
from tests.kit.orange import Orange
from tests.kit.push import PushService
from tests.kit.smtp import MailServer
from tests.kit.whatsapp import WhatsApp

PHONE = "+221771234567"
EMAIL = "awa@example.com"


@pytest.fixture(scope="session")
def worker(app: Any) -> Iterator[Any]:
    """The worker role's engine."""
    settings = get_settings()
    engine = make_engine(settings.worker_database_url.get_secret_value(), settings, pool_size=8)
    yield engine
    engine.dispose()


@dataclass
class Desk:
    """One company's messages: what is told, sent, and seen in the database."""

    engine: Any
    owner: Person
    phone: str = PHONE
    names: dict[str, Any] = field(default_factory=dict)

    @property
    def company(self) -> UUID:
        return UUID(self.owner.tenant_id)

    def tx(self) -> Tx:
        return Tx(self.engine, system_actor(self.company))

    def recipient(self, **changes: Any) -> Recipient:
        whole = {
            "user_id": UUID(self.owner.user_id), "name": "Awa", "language": "fr", "time_zone": "Africa/Dakar",
            "phone": self.phone, "email": EMAIL, **changes,
        }  # fmt: skip
        return Recipient(**whole)

    def tell(self, *, to: Recipient | None = None, channels: Any = None, **wanted: Any) -> Told:
        whole = {
            "kind": Kind.ALERT, "template": "notifications.test", "values": {"name": "Awa"}, "key": str(new_id()),
            **wanted,
        }  # fmt: skip
        with self.tx() as tx:
            return service.notify(tx, to or self.recipient(), Wanted(**whole), channels=channels)

    def work(self) -> int:
        """Does everything that is due now, as workers would; how many attempts there were."""
        done = 0
        while due := self.due():
            for what, subject in due:
                if what == "bundle":
                    with self.tx() as tx:
                        service.send_bundle(tx, subject)
                else:
                    jobs.send(self.engine, self.company, subject)
                done += 1
        return done

    def due(self) -> list[tuple[str, UUID]]:
        return self.query(
            "SELECT what, subject_id FROM notification_queue WHERE company_id = %s AND next_at <= now()"
            " ORDER BY next_at", self.company,
        )  # fmt: skip

    def hear(self) -> None:
        """Deals with every callback that was stored."""
        with connect("worker") as connection:
            rows = connection.execute("SELECT adapter, event_id FROM channel_events WHERE state = 'waiting'").fetchall()
        for adapter, event_id in rows:
            hearing.hear(self.engine, adapter, event_id)

    def time_passes(self, seconds: float) -> None:
        """Everything that this company's messages remember happened so much earlier."""
        by = timedelta(seconds=seconds)
        with transaction("admin") as connection:
            connection.execute("UPDATE notification_queue SET next_at = next_at - %s, hinted_at = hinted_at - %s"
                               " WHERE company_id = %s", (by, by, self.company))  # fmt: skip
            connection.execute("UPDATE notifications SET due_at = due_at - %s, created_at = created_at - %s,"
                               " expires_at = expires_at - %s WHERE tenant_id = %s",
                               (by, by, by, self.company))  # fmt: skip
            connection.execute("UPDATE notification_sends SET created_at = created_at - %s, sent_at = sent_at - %s"
                               " WHERE tenant_id = %s", (by, by, self.company))  # fmt: skip
            connection.execute("UPDATE conversations SET last_heard_at = last_heard_at - %s"
                               " WHERE tenant_id = %s", (by, self.company))  # fmt: skip

    def query(self, statement: str, *values: Any) -> list[Any]:
        with connect("admin") as connection:
            return connection.execute(statement, values).fetchall()

    def sends(self, told: Told | UUID | None = None) -> list[tuple[str, str]]:
        """(channel, state) of each send, in the ladder's order."""
        which = told.id if isinstance(told, Told) else told
        return self.query(
            "SELECT channel, state FROM notification_sends WHERE tenant_id = %s AND (%s::uuid IS NULL OR"
            " notification_id = %s) ORDER BY created_at, notification_id, position, channel, id",
            self.company, which, which,
        )  # fmt: skip

    def state(self, told: Told | UUID) -> str:
        which = told.id if isinstance(told, Told) else told
        found: str = self.query("SELECT state FROM notifications WHERE id = %s", which)[0][0]
        return found

    def send_id(self, told: Told, channel: str = "whatsapp") -> UUID:
        found: UUID = self.query(
            "SELECT id FROM notification_sends WHERE notification_id = %s AND channel = %s", told.id, channel
        )[0][0]
        return found

    def column(self, told: Told, name: str, channel: str = "whatsapp") -> Any:
        return self.query(
            f"SELECT {name} FROM notification_sends WHERE notification_id = %s AND channel = %s", told.id, channel
        )[0][0]

    def events(self, told: Told, channel: str = "whatsapp") -> list[str]:
        rows = self.query(
            "SELECT e.name FROM notification_events e JOIN notification_sends s ON s.id = e.send_id"
            " WHERE s.notification_id = %s AND s.channel = %s ORDER BY e.received_at, e.id", told.id, channel,
        )  # fmt: skip
        return [row[0] for row in rows]

    def wishes(self, **changes: Any) -> None:
        """The owner's preferences, through the API."""
        whole = {
            "tone": "friendly",
            "quiet_from": None,
            "quiet_until": None,
            "daily_at": "07:30",
            "kinds": [],
            **changes,
        }
        answer = self.owner.put("/notifications/preferences", whole)
        assert answer.status_code == 200, answer.text

    def clock(self, moment: datetime | None = None) -> str:
        """The company's clock (Dakar's: UTC), as HH:MM."""
        return f"{moment or now():%H:%M}"


@pytest.fixture
def desk(client: Any, worker: Any, shop: Person) -> Desk:
    assert shop.patch("/me", {"phone": PHONE}).status_code == 200
    return Desk(worker, shop)


@pytest.fixture
def desk_next_door(client: Any, worker: Any) -> Desk:
    return Desk(worker, open_company(client, company_name="Le voisin"))


Configure = Callable[[dict[str, str]], None]


@pytest.fixture
def configure(stack: Any, monkeypatch: pytest.MonkeyPatch) -> Iterator[Configure]:
    """Changes the settings until the end of the test."""

    def change(given: dict[str, str]) -> None:
        for name, value in given.items():
            monkeypatch.setenv(name, value)
        get_settings.cache_clear()

    change({"DIGIBOOST_CHANNEL_TIMEOUT_SECONDS": "1"})
    yield change
    monkeypatch.undo()
    get_settings.cache_clear()


@pytest.fixture
def post(client: Any) -> Post:
    """Posts callbacks to the application in this process."""
    return lambda url, body, headers: int(client.post(url, content=body, headers=headers).status_code)


@pytest.fixture
def whatsapp(configure: Configure, post: Post) -> Iterator[WhatsApp]:
    with WhatsApp(callback_url="/api/v1/channels/whatsapp/callback", post=post) as running:
        configure(running.settings())
        yield running


@pytest.fixture
def orange(configure: Configure, post: Post) -> Iterator[Orange]:
    with Orange(callback_url="/api/v1/channels/orange/orange-callback-secret", post=post) as running:
        configure(running.settings())
        yield running


@pytest.fixture
def mail(configure: Configure) -> Iterator[MailServer]:
    with MailServer() as running:
        configure(running.settings())
        yield running


@pytest.fixture
def push(configure: Configure) -> Iterator[PushService]:
    with PushService() as running:
        configure(running.settings())
        yield running

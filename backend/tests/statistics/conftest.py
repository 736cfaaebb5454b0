from typing import Any
from uuid import UUID

import pytest

from digiboost.demo.load import load
from digiboost.forecasting import service as forecasting
from digiboost.kernel.auth import system_actor
from digiboost.kernel.clock import now
from digiboost.kernel.db.tx import Tx
from digiboost.kernel.jobs import worker_engine
from digiboost.wiring import wire
from tests.factories.people import Person


@pytest.fixture(scope="session")
def hardware(app: Any, client: Any) -> Person:
    """The demo's hardware store after a night, as its owner."""
    wire()
    login = next(one for one in load(worker_engine(), 4077, now()) if one["role"] == "owner")
    answer = client.post("/api/v1/auth/login", json={"email": login["email"], "password": login["password"]})
    person = Person(client, answer.json(), login["email"])
    with Tx(worker_engine(), system_actor(UUID(person.tenant_id))) as tx:
        forecasting.keep_standings(tx)
        forecasting.refresh(tx, None)
    return person

"""Whatever a bad line does to it, a phone's work ends in the state of one clean run, and nothing is dropped."""

from __future__ import annotations

from random import Random
from typing import Any

import pytest
from hypothesis import HealthCheck, Phase, given, settings
from hypothesis import strategies as st

from tests.factories.people import open_company
from tests.factories.trade import drift_of
from tests.sync.phone import Cache, statuses
from tests.sync.world import Intent, Line, Model, intents, send_all, state_of

CUTS = 0.3
PLAIN: dict[str, Any] = {
    "deadline": None,
    "database": None,
    "derandomize": True,
    "phases": [Phase.explicit, Phase.generate, Phase.shrink],
    "suppress_health_check": list(HealthCheck),
}


def run(app: Any, client: Any, wanted: list[Intent], seed: int) -> None:
    operations = Model().made(wanted)
    clean, bad = open_company(client), open_company(client)
    heard = send_all(Line(clean, Random(0), 0.0), operations, shuffled=False)
    # In the order in which it happened, nothing waits.
    assert statuses(heard) == ["applied"] * len(operations)
    chance = Random(seed)
    line = Line(bad, chance, CUTS)
    heard = send_all(line, chance.sample(operations, len(operations)), shuffled=True)
    acknowledged = [one["id"] for one in heard if one["status"] != "waiting"]
    assert sorted(acknowledged) == sorted(one["id"] for one in operations)
    expected = state_of(app, clean)
    assert state_of(app, bad) == expected
    # Everything once more, shuffled again: it is all known.
    heard = send_all(line, chance.sample(operations, len(operations)), shuffled=True)
    assert {one["status"] for one in heard} == {"repeated"}
    assert state_of(app, bad) == expected
    assert drift_of(app, bad) == drift_of(app, clean) == []
    assert len(expected["operations"]) == len(operations)
    kept, truth = Cache(bad, 97).pull(), Cache(clean).pull()
    assert kept["product"] == truth["product"]
    assert kept["customer"] == truth["customer"]


@settings(max_examples=8, **PLAIN)
@given(wanted=intents(30, 70), seed=st.integers(0, 2**32))
def test_a_few_operations_on_a_bad_line(app: Any, client: Any, wanted: list[Intent], seed: int) -> None:
    run(app, client, wanted, seed)


@pytest.mark.heavy
@pytest.mark.timeout(1800)
@settings(max_examples=8, **PLAIN)
@given(wanted=intents(530, 530), seed=st.integers(0, 2**32))
def test_500_operations_on_a_bad_line(app: Any, client: Any, wanted: list[Intent], seed: int) -> None:
    run(app, client, wanted, seed)

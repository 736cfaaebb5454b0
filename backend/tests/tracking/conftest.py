from __future__ import annotations

from typing import Any

import pytest

from tests.tracking.world import World


@pytest.fixture
def world(client: Any) -> World:
    return World(client)

from __future__ import annotations

from typing import Any

import pytest

from tests.factories.imports import Desk
from tests.factories.people import open_company


@pytest.fixture
def desk(shop: Any) -> Desk:
    return Desk(shop)


@pytest.fixture
def british(client: Any) -> Desk:
    """A shop that counts in pence, in London."""
    return Desk(open_company(client, currency="GBP", time_zone="Europe/London", language="en"))

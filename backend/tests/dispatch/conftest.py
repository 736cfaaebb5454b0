from __future__ import annotations

from typing import Any

import pytest

from tests.factories.people import open_company
from tests.factories.sending import Company


@pytest.fixture
def company(client: Any) -> Company:
    """A company of its own that sends plumbers out."""
    return Company(open_company(client, company_name="Dépannage Teranga"))

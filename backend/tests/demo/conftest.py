from datetime import date

import pytest

from digiboost.demo import TENANT_KEYS, DemoTenant, generate

TODAY = date(2026, 11, 20)
SEED = 2026


@pytest.fixture(scope="session")
def tenants() -> dict[str, DemoTenant]:
    return {key: generate(key, SEED, TODAY) for key in TENANT_KEYS}


@pytest.fixture(scope="session")
def shop(tenants: dict[str, DemoTenant]) -> DemoTenant:
    return tenants["quincaillerie"]


@pytest.fixture(scope="session", params=TENANT_KEYS)
def tenant(request: pytest.FixtureRequest, tenants: dict[str, DemoTenant]) -> DemoTenant:
    return tenants[request.param]

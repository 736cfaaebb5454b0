"""A real PostgreSQL and a real Redis for the whole run; every test makes companies of its own."""

from __future__ import annotations

import os
import shutil
import sys
import tempfile
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest

BACKEND = Path(__file__).resolve().parents[1]
sys.path.insert(0, str(BACKEND))

from digiboost.kernel.cores import use_one_core  # noqa: E402
from tools.stack import Stack  # noqa: E402

use_one_core()


@pytest.fixture(scope="session")
def stack() -> Iterator[Stack]:
    """PostgreSQL and Redis with an empty, migrated database; its environment is this process's."""
    folder = Path(tempfile.mkdtemp(prefix="digiboost-test-"))
    with Stack(folder, durable=False, keep=False) as running:
        os.environ.update(running.environment())
        os.environ["DIGIBOOST_ENVIRONMENT"] = "test"
        os.environ.setdefault("DIGIBOOST_ARGON2_MEMORY_KIB", "1024")
        os.environ.setdefault("DIGIBOOST_ARGON2_TIME_COST", "1")
        os.environ.setdefault("DIGIBOOST_PUBLIC_URL", "http://testserver")
        os.environ.setdefault("DIGIBOOST_RATE_LIMITS", "false")
        from digiboost.kernel.db import migrate
        from digiboost.kernel.settings import get_settings

        get_settings.cache_clear()
        if "digiboost.worker" in sys.modules:
            # Some test file imported it, and so connected the broker, before there was one.
            from digiboost.kernel.jobs import configure_celery

            configure_celery()
        migrate.upgrade(get_settings())
        yield running
    shutil.rmtree(folder, ignore_errors=True)


@pytest.fixture(scope="session")
def app(stack: Stack) -> Any:
    from digiboost.app import create_app

    return create_app()


@pytest.fixture(scope="session")
def client(app: Any) -> Iterator[Any]:
    """An HTTP client on the real application, as the restricted database role."""
    from fastapi.testclient import TestClient

    with TestClient(app, raise_server_exceptions=False) as running:
        yield running


@pytest.fixture
def shop(client: Any) -> Any:
    """A company of its own, signed in as its owner."""
    from tests.factories.people import open_company

    return open_company(client)


@pytest.fixture
def neighbour(client: Any) -> Any:
    """Another company, which must never see the shop's rows."""
    from tests.factories.people import open_company

    return open_company(client, company_name="Le voisin")


@pytest.fixture(scope="session")
def real_data() -> Path:
    """The folder of public data sets that are too large for the repository; without it the test is skipped."""
    folder = Path(os.environ.get("DIGIBOOST_SHARED_DATA") or BACKEND.parent.parent / "shared" / "data")
    if not folder.is_dir():
        pytest.skip(f"the public data sets are not here: no folder {folder} (see DIGIBOOST_SHARED_DATA)")
    return folder


@pytest.fixture(scope="session")
def online_retail(real_data: Path) -> Path:
    """A year of a British wholesaler's invoices: 541,909 lines."""
    path = real_data / "online-retail" / "transactions.csv.gz"
    if not path.is_file():
        pytest.skip(f"{path} is not here")
    return path

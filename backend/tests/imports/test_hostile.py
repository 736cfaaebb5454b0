"""Hostile files through the API: refused by name, in the person's language, and nothing is left of them."""

from __future__ import annotations

import resource
from pathlib import Path
from typing import Any

import pytest

from digiboost.imports import service
from digiboost.kernel.settings import get_settings
from tests.factories.imports import Desk, rows_of
from tests.factories.stock import transaction
from tests.imports.test_reading_hostile import HOSTILE


def _children_seconds() -> float:
    used = resource.getrusage(resource.RUSAGE_CHILDREN)
    return used.ru_utime + used.ru_stime


@pytest.mark.parametrize("name", HOSTILE)
def test_is_refused_by_name(name: str, app: Any, desk: Desk, tmp_path: Path) -> None:
    make, called, code = HOSTILE[name]
    path = make(tmp_path / called)
    before = rows_of(desk.person, beside=set())
    for language, title in (("fr", "Fichier refusé"), ("en", "File refused")):
        begun = _children_seconds()
        answer = desk.post("sales", path, called, headers={"Accept-Language": language})
        problem = answer.json()
        assert _children_seconds() - begun < 2
        if path.stat().st_size > get_settings().upload_max_bytes:
            assert answer.status_code == 413
            continue
        assert (400 <= answer.status_code < 500, problem["code"]) == (True, code)
        assert problem["title"] == title
        assert problem["detail"]
        assert answer.headers["content-type"] == "application/problem+json"
    assert rows_of(desk.person, beside=set()) == before
    with transaction(app, desk.person.tenant_id) as tx:
        folder = service.file_of(tx, tx.tenant_id).parent
    assert list(folder.iterdir()) == []

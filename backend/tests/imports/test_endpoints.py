"""Who may import, and what a request may ask for at which moment."""

from __future__ import annotations

from datetime import timedelta
from pathlib import Path
from typing import Any
from uuid import uuid4

import pytest

from digiboost.imports import service, staging, taking
from digiboost.kernel.clock import now
from tests.factories.imports import Desk, rows_of
from tests.factories.stock import transaction
from tests.invariants.kit.database import connect

CONTENT = "Date;Produit;Qté;PU\n01/02/2026;Riz;2;500\nhier soir;Riz;1;500\n"
ON_ONE: list[tuple[str, str, Any]] = [
    ("GET", "", None),
    ("PUT", "/mapping", {"mapping": {"date": "Date", "product_name": "Produit", "quantity": "Qté"}}),
    ("POST", "/check", None),
    ("POST", "/confirm", None),
    ("POST", "/undo", None),
    ("POST", "/cancel", None),
    ("GET", "/rejected.csv", None),
]


def files_of(app: Any, desk: Desk) -> set[str]:
    with transaction(app, desk.person.tenant_id) as tx:
        folder = service.file_of(tx, uuid4()).parent
    return {path.name for path in folder.iterdir()}


def test_strangers_are_sent_away(client: Any, desk: Desk, neighbour: Any) -> None:
    made = desk.checked("sales", CONTENT)
    assert client.post("/api/v1/imports", data={"kind": "sales"}, files={"file": ("a.csv", b"a")}).status_code == 401
    assert client.get("/api/v1/imports").status_code == 401
    for method, path, body in ON_ONE:
        assert client.request(method, f"/api/v1/imports/{made['id']}{path}", json=body).status_code == 401
    assert neighbour.get("/imports").json() == {"items": [], "next_cursor": None}
    before = desk.get(made["id"])
    for method, path, body in ON_ONE:
        theirs = neighbour.request(method, f"/imports/{made['id']}{path}", json=body)
        nobodys = neighbour.request(method, f"/imports/{uuid4()}{path}", json=body)
        assert (theirs.status_code, theirs.json()) == (404, nobodys.json()), path
    assert desk.get(made["id"]) == before


@pytest.mark.parametrize(("role", "may"), [("manager", True), ("employee", False), ("viewer", False)])
def test_roles(desk: Desk, role: str, may: bool) -> None:
    made = desk.checked("sales", CONTENT)
    colleague = Desk(desk.person.colleague(role))
    assert colleague.post("sales", CONTENT).status_code == (201 if may else 403)
    assert colleague.person.get("/imports").status_code == (200 if may else 403)
    for method, path, body in ON_ONE:
        answer = colleague.person.request(method, f"/imports/{made['id']}{path}", json=body)
        assert (answer.status_code != 403) == may, path


def test_the_list_is_the_newest_first(desk: Desk) -> None:
    made = [desk.upload("sales", CONTENT, f"{number}.csv")["id"] for number in range(3)]
    first = desk.person.get("/imports?limit=2").json()
    assert [item["id"] for item in first["items"]] == made[:0:-1]
    rest = desk.person.get(f"/imports?limit=2&cursor={first['next_cursor']}").json()
    assert ([item["id"] for item in rest["items"]], rest["next_cursor"]) == (made[:1], None)
    assert first["items"][0]["file_name"] == "2.csv"


def test_each_step_has_its_moment(desk: Desk) -> None:
    def codes(import_id: str) -> dict[str, int]:
        steps = ("confirm", "undo")
        return {step: desk.person.post(f"/imports/{import_id}/{step}").status_code for step in steps}

    made = desk.upload("sales", CONTENT)
    assert made["status"] == "checking"
    assert codes(made["id"]) == {"confirm": 409, "undo": 409}
    desk.work()
    done = desk.confirm(made["id"])
    assert (done["status"], done["accepted_rows"], done["rejected_rows"]) == ("done", 1, 1)
    assert desk.person.post(f"/imports/{made['id']}/cancel").status_code == 409
    assert desk.person.post(f"/imports/{made['id']}/check").status_code == 409
    assert desk.person.put(f"/imports/{made['id']}/mapping", {"mapping": done["mapping"]}).status_code == 409


def test_nothing_rejected_is_not_found(app: Any, desk: Desk) -> None:
    done = desk.taken("sales", "Date;Produit;Qté;PU\n01/02/2026;Riz;2;500\n")
    assert desk.person.get(f"/imports/{done['id']}/rejected.csv").status_code == 404
    assert files_of(app, desk) == set()


def test_a_checked_file_is_read_once(app: Any, desk: Desk, monkeypatch: pytest.MonkeyPatch) -> None:
    made = desk.checked("sales", CONTENT)
    assert sorted(name.split(".", 1)[1].split(".")[-1] for name in files_of(app, desk)) == [
        "csv", "file", "rows", "summary",
    ]  # fmt: skip
    monkeypatch.setattr(staging, "run_child", None)
    done = desk.confirm(made["id"])
    assert (done["status"], done["accepted_rows"], done["rejected_rows"]) == ("done", 1, 1)
    assert files_of(app, desk) == {f"{made['id']}.rejected.csv"}


def test_what_became_known_after_the_check_is_taken(app: Any, desk: Desk) -> None:
    made = desk.checked("sales", CONTENT, create_missing=False)
    assert [row["ligne"] for row in desk.rejected(made["id"])] == ["2", "3"]
    assert desk.person.post("/products", {"code": "R1", "name": "Riz", "sale_price": 500}).status_code == 201
    assert desk.person.post(f"/imports/{made['id']}/confirm").json()["code"] == "import_nothing"
    desk.person.post(f"/imports/{made['id']}/check")
    desk.work()
    assert [row["ligne"] for row in desk.rejected(made["id"])] == ["3"]
    done = desk.confirm(made["id"])
    assert (done["accepted_rows"], done["rejected_rows"], done["created_products"]) == (1, 1, 0)


def test_the_name_of_a_file_is_never_a_path(app: Any, desk: Desk) -> None:
    made = desk.upload("sales", CONTENT, "../../etc/ventes.csv")
    assert made["file_name"] == "ventes.csv"
    assert files_of(app, desk) == {f"{made['id']}.file"}
    desk.work()
    answer = desk.person.get(f"/imports/{made['id']}/rejected.csv")
    assert answer.headers["content-disposition"] == 'attachment; filename="ventes-rejets.csv"'
    assert answer.headers["content-type"] == "text/csv; charset=utf-8"


def test_cancelled_before_it_is_checked(app: Any, desk: Desk) -> None:
    made = desk.upload("sales", CONTENT)
    assert desk.person.post(f"/imports/{made['id']}/cancel").json()["status"] == "cancelled"
    desk.work()
    assert desk.get(made["id"])["status"] == "cancelled"
    assert files_of(app, desk) == set()


def test_cancelled_while_it_is_checked(app: Any, desk: Desk, monkeypatch: pytest.MonkeyPatch) -> None:
    before = rows_of(desk.person)
    made = desk.upload("sales", CONTENT)
    begun = taking.stage

    def stage(*given: Any) -> Any:
        found = begun(*given)
        assert desk.get(made["id"])["status"] == "checking"
        assert desk.person.post(f"/imports/{made['id']}/cancel").status_code == 200
        return found

    monkeypatch.setattr(taking, "stage", stage)
    desk.work()
    assert desk.get(made["id"])["status"] == "cancelled"
    assert rows_of(desk.person) == before
    assert files_of(app, desk) == set()


def test_mapped_anew_while_it_is_checked(desk: Desk, monkeypatch: pytest.MonkeyPatch) -> None:
    made = desk.upload("sales", "Date;Produit;Qté;PU\n03/02/2026;Riz;2;500\n")
    begun, asked = taking.stage, []

    def stage(*given: Any) -> Any:
        found = begun(*given)
        if not asked:
            body = {"mapping": made["mapping"], "options": {"date_order": "mdy"}}
            asked.append(desk.person.put(f"/imports/{made['id']}/mapping", body).status_code)
        return found

    monkeypatch.setattr(taking, "stage", stage)
    desk.work()
    assert (asked, desk.get(made["id"])["status"]) == ([200], "checking")
    desk.work()
    found = desk.get(made["id"])
    assert (found["status"], found["sample"][0]["occurred_at"][:10]) == ("checked", "2026-03-02")


def test_a_file_that_went_bad_is_refused_in_words(app: Any, desk: Desk) -> None:
    before = rows_of(desk.person)
    made = desk.upload("sales", CONTENT)
    with transaction(app, desk.person.tenant_id) as tx:
        service.file_of(tx, made["id"]).write_bytes(b"\x89PNG\r\n\x1a\n" + b"\0" * 900)
    desk.work()
    found = desk.get(made["id"])
    assert (found["status"], found["error"]["code"], found["progress"]) == ("failed", "file_type_unknown", 1.0)
    assert found["error"]["title"] == "Fichier refusé"
    assert rows_of(desk.person) == before
    assert desk.person.post(f"/imports/{made['id']}/confirm").status_code == 409


def test_the_night_forgets_what_nobody_needs(app: Any, desk: Desk) -> None:
    waiting, old, done = (desk.checked("sales", CONTENT) for _ in range(3))
    desk.confirm(done["id"])
    with connect("admin", autocommit=True) as connection:
        connection.execute("UPDATE imports SET created_at = %s WHERE id = %s", (now() - timedelta(days=8), old["id"]))
    with transaction(app, desk.person.tenant_id) as tx:
        folder = service.file_of(tx, old["id"]).parent
        for path in folder.iterdir():
            _age(path, 8)
        stray = folder / f"{uuid4()}.file.part"
        stray.write_bytes(b"x")
        _age(stray, 2)
        (folder / f"{uuid4()}.file").write_bytes(b"an upload that is not committed yet")
        assert service.forget(tx) == []
    left = files_of(app, desk)
    assert {f"{waiting['id']}.file", f"{waiting['id']}.rejected.csv", f"{done['id']}.rejected.csv"} < left
    assert len(left) == 4
    assert desk.get(old["id"])["status"] == "cancelled"
    with connect("admin", autocommit=True) as connection:
        connection.execute("UPDATE imports SET created_at = %s WHERE id = %s", (now() - timedelta(days=91), done["id"]))
    with transaction(app, desk.person.tenant_id) as tx:
        service.forget(tx)
    assert f"{done['id']}.rejected.csv" not in files_of(app, desk)
    assert desk.person.get(f"/imports/{done['id']}/rejected.csv").status_code == 404


def _age(path: Path, days: int) -> None:
    import os

    moment = (now() - timedelta(days=days)).timestamp()
    os.utime(path, (moment, moment))

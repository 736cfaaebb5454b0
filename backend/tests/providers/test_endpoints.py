from __future__ import annotations

import io
from datetime import UTC, datetime, timedelta
from typing import Any

import pytest
from PIL import Image

from digiboost.kernel.ids import new_id
from tests.factories.providers import made, provider, sign_in, work
from tests.factories.requests import every_item, field_problem, hides, only_for, problem, refuses_nobody
from tests.factories.stock import transaction

MANAGERS = {"manager"}
STAFF = {"manager", "employee", "viewer"}


def picture(kind: str = "JPEG", size: tuple[int, int] = (900, 600)) -> bytes:
    out = io.BytesIO()
    exif = Image.Exif()
    exif[0x010E] = "a secret place"
    Image.new("RGB", size, (10, 120, 200)).save(out, kind, **({"exif": exif} if kind == "JPEG" else {}))
    return out.getvalue()


def test_services(client: Any, shop: Any, neighbour: Any) -> None:
    unknown = f"/services/{new_id()}"
    for method, path in (("GET", "/services"), ("POST", "/services"), ("PATCH", unknown), ("DELETE", unknown)):
        refuses_nobody(client, method, path, {"name": "Plomberie"} if method in {"POST", "PATCH"} else None)
    plumbing = made(shop, "/services", {"name": "Plomberie", "base_price": 5000, "minutes": 90})
    assert plumbing == {
        "id": plumbing["id"], "name": "Plomberie", "base_price": 5000, "minutes": 90, "is_active": True, "version": 1,
    }  # fmt: skip
    path = f"/services/{plumbing['id']}"
    hides(neighbour, "PATCH", "/services/{id}", plumbing["id"], {"name": "x"})
    hides(neighbour, "DELETE", "/services/{id}", plumbing["id"])
    only_for(shop, STAFF, "GET", "/services")
    only_for(shop, MANAGERS, "POST", "/services", {"name": ""})
    only_for(shop, MANAGERS, "PATCH", unknown, {"minutes": 30})
    only_for(shop, MANAGERS, "DELETE", unknown)
    assert problem(shop.post("/services", {"name": "PLOMBERIE "})) == (409, "service_name_taken")
    assert field_problem(shop.patch(path, {"name": None})) == ("name", "field.missing")
    assert shop.patch(path, {"base_price": None, "minutes": 45}).json()["base_price"] is None
    assert shop.patch(path, {"minutes": 50}, headers={"If-Match": '"1"'}).status_code == 409
    made(shop, "/services", {"name": "Électricité"})
    assert [row["name"] for row in every_item(shop, "/services", limit=1)] == ["Électricité", "Plomberie"]
    assert [row["name"] for row in every_item(shop, "/services", search="elec")] == ["Électricité"]
    assert every_item(neighbour, "/services") == []


def test_a_service_leaves_with_its_skills_unless_a_request_names_it(app: Any, shop: Any) -> None:
    free, used = made(shop, "/services", {"name": "Vitrerie"}), made(shop, "/services", {"name": "Froid"})
    one = provider(shop, service_ids=[free["id"], used["id"]])
    work(app, shop, one["id"], service_id=used["id"])
    assert shop.delete(f"/services/{free['id']}").status_code == 204
    assert shop.delete(f"/services/{used['id']}").status_code == 204
    assert [(row["name"], row["is_active"]) for row in every_item(shop, "/services")] == [("Froid", False)]
    assert shop.get(f"/providers/{one['id']}").json()["service_ids"] == [used["id"]]


def test_zones(client: Any, shop: Any, neighbour: Any) -> None:
    unknown = f"/zones/{new_id()}"
    wanted = {"name": "Médina", "city": "Dakar", "latitude": 14.683, "longitude": -17.45}
    for method, path in (("GET", "/zones"), ("POST", "/zones"), ("PATCH", unknown), ("DELETE", unknown)):
        refuses_nobody(client, method, path, wanted if method in {"POST", "PATCH"} else None)
    medina = made(shop, "/zones", wanted)
    assert medina == {"id": medina["id"], **wanted, "radius_km": 2, "is_active": True, "version": 1}
    hides(neighbour, "PATCH", "/zones/{id}", medina["id"], {"name": "x"})
    hides(neighbour, "DELETE", "/zones/{id}", medina["id"])
    only_for(shop, STAFF, "GET", "/zones")
    only_for(shop, MANAGERS, "POST", "/zones", {"name": ""})
    only_for(shop, MANAGERS, "PATCH", unknown, {"radius_km": 3})
    only_for(shop, MANAGERS, "DELETE", unknown)
    assert problem(shop.post("/zones", {**wanted, "name": "medina"})) == (409, "zone_name_taken")
    assert field_problem(shop.post("/zones", {**wanted, "latitude": 91}))[0] == "latitude"
    assert shop.patch(f"/zones/{medina['id']}", {"radius_km": 1.5}).json()["radius_km"] == 1.5
    one = provider(shop, zone_ids=[medina["id"]])
    assert shop.delete(f"/zones/{medina['id']}").status_code == 204
    assert shop.get(f"/providers/{one['id']}").json()["zones"] == []


def test_ready_made_districts(client: Any, shop: Any, neighbour: Any) -> None:
    refuses_nobody(client, "POST", "/zones/ready-made", {"city": "dakar"})
    only_for(shop, MANAGERS, "POST", "/zones/ready-made", {"city": "paris"})
    made(shop, "/zones", {"name": "Médina", "city": "Dakar", "latitude": 14.6, "longitude": -17.4})
    added = made(shop, "/zones/ready-made", {"city": "dakar"})["items"]
    assert {"Plateau", "Ouakam"} <= {zone["name"] for zone in added}
    assert "Médina" not in {zone["name"] for zone in added}
    assert made(shop, "/zones/ready-made", {"city": "dakar"})["items"] == []
    # Abidjan has a Plateau, too.
    assert "Plateau (Abidjan)" in {
        zone["name"] for zone in made(shop, "/zones/ready-made", {"city": "abidjan"})["items"]
    }
    assert made(shop, "/zones/ready-made", {"city": "abidjan"})["items"] == []
    for city in ("douala", "yaounde"):
        assert len(made(shop, "/zones/ready-made", {"city": city})["items"]) > 20
    assert every_item(neighbour, "/zones") == []


def test_providers(client: Any, shop: Any, neighbour: Any) -> None:
    unknown = f"/providers/{new_id()}"
    for method, path, body in (
        ("GET", "/providers", None),
        ("POST", "/providers", {"name": "Modou", "phone": "771234567"}),
        ("GET", unknown, None),
        ("PATCH", unknown, {"name": "x"}),
        ("DELETE", unknown, None),
        ("PUT", f"{unknown}/skills", {"skills": []}),
        ("PUT", f"{unknown}/zones", {"zone_ids": []}),
        ("PUT", f"{unknown}/hours", {"hours": []}),
    ):
        refuses_nobody(client, method, path, body)
        only_for(shop, STAFF if method == "GET" else MANAGERS, method, path, {} if body and method == "POST" else body)
    service = made(shop, "/services", {"name": "Plomberie"})["id"]
    zone = made(shop, "/zones", {"name": "Médina", "city": "Dakar", "latitude": 14.683, "longitude": -17.45})["id"]
    one = provider(shop, "Modou Faye", phone="77 555 11 22", service_ids=[service], zone_ids=[zone], callout_fee=2000)
    path = f"/providers/{one['id']}"
    assert (one["phone"], one["rating"], one["load"], one["why_not"]) == ("+221775551122", None, 0, None)
    assert (one["skills"], one["zones"], one["hours"]) == ([{"service_id": service, "level": 2}], [zone], [])
    for method, body in (("GET", None), ("PATCH", {"name": "x"}), ("DELETE", None)):
        hides(neighbour, method, "/providers/{id}", one["id"], body)
    hides(neighbour, "PUT", "/providers/{id}/skills", one["id"], {"skills": []})
    hides(neighbour, "PUT", "/providers/{id}/zones", one["id"], {"zone_ids": []})
    hides(neighbour, "PUT", "/providers/{id}/hours", one["id"], {"hours": []})
    assert (
        neighbour.post("/providers", {"name": "x", "phone": "771234567", "service_ids": [service]}).status_code == 404
    )
    assert every_item(neighbour, "/providers") == []

    assert field_problem(shop.patch(path, {"phone": "1"})) == ("phone", "phone_invalid")
    assert field_problem(shop.patch(path, {"latitude": 14.6})) == ("latitude", "place_incomplete")
    assert field_problem(shop.patch(path, {"capacity": None})) == ("capacity", "field.missing")
    edited = shop.patch(path, {"latitude": 14.6, "longitude": -17.4, "sound": "horn", "about": "Sérieux"}).json()
    assert (edited["latitude"], edited["sound"], edited["about"]) == (14.6, "horn", "Sérieux")
    assert shop.patch(path, {"about": None}, headers={"If-Match": '"1"'}).status_code == 409

    skills = shop.put(f"{path}/skills", {"skills": [{"service_id": service, "level": 3}]}).json()["skills"]
    assert skills == [{"service_id": service, "level": 3}]
    twice = {"skills": [{"service_id": service}, {"service_id": service}]}
    assert field_problem(shop.put(f"{path}/skills", twice)) == ("skills", "named_twice")
    assert shop.put(f"{path}/skills", {"skills": [{"service_id": str(new_id())}]}).status_code == 404
    assert shop.put(f"{path}/zones", {"zone_ids": []}).json()["zone_ids"] == []
    assert shop.put(f"{path}/zones", {"zone_ids": [str(new_id())]}).status_code == 404

    assert shop.delete(path).status_code == 204
    assert shop.get(path).status_code == 404


def test_hours_of_a_week(shop: Any) -> None:
    path = f"/providers/{provider(shop)['id']}/hours"
    week = [{"weekday": 0, "opens": "08:00", "closes": "12:00"}, {"weekday": 0, "opens": "14:00", "closes": "23:59"}]
    assert shop.put(path, {"hours": week[::-1]}).json()["hours"] == week
    back = {"hours": [{"weekday": 1, "opens": "12:00", "closes": "08:00"}]}
    assert field_problem(shop.put(path, back)) == ("hours", "hours_reversed")
    over = {"hours": [*week, {"weekday": 0, "opens": "11:00", "closes": "13:00"}]}
    assert field_problem(shop.put(path, over)) == ("hours", "hours_overlap")


def test_teams_have_one_level(shop: Any) -> None:
    lead, mate = provider(shop, "Chef"), provider(shop, "Équipier")
    joined = shop.patch(f"/providers/{mate['id']}", {"lead_id": lead["id"]}).json()
    assert joined["lead_id"] == lead["id"]
    assert shop.get(f"/providers/{lead['id']}").json()["team"] == [{"id": mate["id"], "name": "Équipier"}]
    third = provider(shop, "Troisième")
    for who, whom, code in (
        (third, mate, "lead_has_a_lead"),
        (lead, third, "leads_a_team"),
        (third, third, "lead_is_oneself"),
    ):
        assert field_problem(shop.patch(f"/providers/{who['id']}", {"lead_id": whom["id"]})) == ("lead_id", code)
    assert shop.patch(f"/providers/{third['id']}", {"lead_id": str(new_id())}).status_code == 404
    assert shop.delete(f"/providers/{lead['id']}").status_code == 204
    assert shop.get(f"/providers/{mate['id']}").json()["lead_id"] is None


def test_the_list_filters_and_sorts(app: Any, shop: Any) -> None:
    service = made(shop, "/services", {"name": "Plomberie"})["id"]
    zone = made(shop, "/zones", {"name": "Fann", "city": "Dakar", "latitude": 14.68, "longitude": -17.46})["id"]
    awa = provider(shop, "Awa", service_ids=[service])
    bineta = provider(shop, "Bineta", zone_ids=[zone])
    codou = provider(shop, "Codou", phone="785550000")
    work(app, shop, awa["id"], stars=(5, 4))
    work(app, shop, codou["id"], stars=(3,))
    assert shop.patch(f"/providers/{bineta['id']}", {"is_active": False}).status_code == 200

    def names(**asked: Any) -> list[str]:
        return [row["name"] for row in every_item(shop, "/providers", limit=1, **asked)]

    assert names() == ["Awa", "Bineta", "Codou"]
    assert names(sort="-rating") == ["Awa", "Codou", "Bineta"]
    assert sorted(names(sort="load")) == ["Awa", "Bineta", "Codou"]
    assert names(service_id=service) == ["Awa"]
    assert names(zone_id=zone) == ["Bineta"]
    assert names(search="5550000") == ["Codou"]
    assert names(available=True) == ["Awa", "Codou"]
    assert names(available=False) == ["Bineta"]
    assert names(service_id=str(new_id())) == []
    [first, second, _] = every_item(shop, "/providers")
    assert (first["rating"], first["rating_count"], second["why_not"]) == (4.5, 2, "inactive")


def test_a_provider_with_missions_leaves_nothing_personal(app: Any, shop: Any) -> None:
    one = provider(shop, "Modou Faye", phone="77 555 11 22", about="Chez Modou")
    work(app, shop, one["id"], missions=1)
    assert shop.delete(f"/providers/{one['id']}").status_code == 204
    assert shop.get(f"/providers/{one['id']}").status_code == 404
    assert every_item(shop, "/providers") == []
    with transaction(app, shop.tenant_id) as tx:
        row = tx.row("SELECT * FROM providers WHERE tenant_id = %s", (tx.tenant_id,))
        assert row is not None
        text = " ".join(str(value) for value in row.values()).lower()
        assert not any(word in text for word in ("modou", "faye", "5551122"))


def test_absences(client: Any, shop: Any, neighbour: Any) -> None:
    one, other = provider(shop), provider(shop, "Autre")
    today = datetime.now(UTC).date()
    days = {"first": str(today), "last": str(today + timedelta(days=2)), "reason": "Mariage"}
    path = f"/providers/{one['id']}/absences"
    unknown = f"/providers/{new_id()}/absences"
    refuses_nobody(client, "POST", path, days)
    refuses_nobody(client, "DELETE", f"{path}/{new_id()}")
    hides(neighbour, "POST", "/providers/{id}/absences", one["id"], days)
    only_for(shop, MANAGERS, "POST", unknown, days)
    only_for(shop, MANAGERS, "DELETE", f"{unknown}/{new_id()}")
    absence = made(shop, path, days)
    assert absence == {"id": absence["id"], **days}
    shown = shop.get(f"/providers/{one['id']}").json()
    assert (shown["absences"], shown["why_not"]) == ([absence], "absent")
    hides(neighbour, "DELETE", path + "/{id}", absence["id"])
    assert shop.delete(f"/providers/{other['id']}/absences/{absence['id']}").status_code == 404
    assert field_problem(shop.post(path, {**days, "last": "2020-01-01"})) == ("last", "days_reversed")
    assert shop.delete(f"{path}/{absence['id']}").status_code == 204
    assert shop.get(f"/providers/{one['id']}").json()["why_not"] is None


def test_photo_and_certificates(client: Any, shop: Any, neighbour: Any) -> None:
    one = provider(shop)
    photo = f"/providers/{one['id']}/photo"
    papers = f"/providers/{one['id']}/certificates"
    unknown = f"/providers/{new_id()}"
    for method in ("GET", "PUT", "DELETE"):
        refuses_nobody(client, method, photo)
        if method != "PUT":
            hides(neighbour, method, "/providers/{id}/photo", one["id"])
    refuses_nobody(client, "POST", papers, {"name": "CAP"})
    refuses_nobody(client, "DELETE", f"{papers}/{new_id()}")
    refuses_nobody(client, "GET", f"{papers}/{new_id()}/file")
    refuses_nobody(client, "PUT", f"{papers}/{new_id()}/file")
    only_for(shop, MANAGERS, "DELETE", f"{unknown}/photo")
    only_for(shop, STAFF, "GET", f"{unknown}/photo")
    only_for(shop, MANAGERS, "PUT", f"{unknown}/photo")
    only_for(shop, MANAGERS, "POST", f"{unknown}/certificates", {"name": "CAP"})
    only_for(shop, MANAGERS, "DELETE", f"{unknown}/certificates/{new_id()}")
    only_for(shop, STAFF, "GET", f"{unknown}/certificates/{new_id()}/file")
    only_for(shop, MANAGERS, "PUT", f"{unknown}/certificates/{new_id()}/file")
    sent = {"file": ("moi.jpg", picture(), "image/jpeg")}
    answers = [neighbour.put(f"/providers/{who}/photo", files=sent) for who in (one["id"], new_id())]
    assert [answer.status_code for answer in answers] == [404, 404]

    assert shop.get(photo).status_code == 404
    assert shop.delete(photo).status_code == 404
    assert shop.put(photo, files=sent).status_code == 204
    answer = shop.get(photo)
    assert answer.headers["content-type"] == "image/jpeg"
    kept = Image.open(io.BytesIO(answer.content))
    assert max(kept.size) == 512
    assert not kept.getexif()
    assert b"secret" not in answer.content
    assert shop.get(f"/providers/{one['id']}").json()["has_photo"]
    assert problem(shop.put(photo, files={"file": ("x.jpg", b"no picture", "image/jpeg")})) == (
        422,
        "provider_picture_invalid",
    )
    assert shop.put(photo, files={"file": ("moi.png", picture("PNG"), "image/png")}).status_code == 204
    assert shop.delete(photo).status_code == 204
    assert shop.get(photo).status_code == 404

    paper = made(shop, papers, {"name": "CAP Plomberie", "issuer": "CFPT", "expires_on": "2027-01-31"})
    assert (paper["has_file"], paper["issued_on"]) == (False, None)
    file = f"{papers}/{paper['id']}/file"
    assert shop.get(file).status_code == 404
    assert shop.put(file, files={"file": ("cap.png", picture("PNG"), "image/png")}).status_code == 204
    assert Image.open(io.BytesIO(shop.get(file).content)).size == (900, 600)
    assert shop.get(f"/providers/{one['id']}").json()["certificates"] == [{**paper, "has_file": True}]
    for method, tail in (("DELETE", ""), ("GET", "/file")):
        hides(neighbour, method, papers + "/{id}" + tail, paper["id"])
    assert neighbour.put(file, files=sent).status_code == 404
    assert shop.delete(f"{papers}/{paper['id']}").status_code == 204
    assert shop.get(file).status_code == 404


def test_what_providers_do_themselves(client: Any, shop: Any, neighbour: Any) -> None:
    for method, path, body in (
        ("GET", "", None),
        ("PATCH", "", {"about": "x"}),
        ("PUT", "/availability", {"is_available": False}),
        ("POST", "/absences", {"first": "2027-01-01", "last": "2027-01-02"}),
        ("DELETE", f"/absences/{new_id()}", None),
        ("PUT", "/hours", {"hours": []}),
        ("GET", "/photo", None),
        ("PUT", "/photo", None),
        ("DELETE", "/photo", None),
    ):
        refuses_nobody(client, method, f"/me/provider{path}", body)
        only_for(shop, set(), method, f"/me/provider{path}", body)
        assert shop.request(method, f"/me/provider{path}", json=body).status_code == 403
    me = sign_in(shop, provider(shop, "Modou Faye", about="Plombier"))
    shown = me.get("/me/provider").json()
    assert (shown["name"], shown["about"], shown["user_id"]) == ("Modou Faye", "Plombier", me.user_id)
    assert me.get("/providers").status_code == 403
    place = {"latitude": 14.7, "longitude": -17.45, "about": "Vingt ans de métier", "auto_accept": True}
    assert me.patch("/me/provider", place).json()["auto_accept"]
    for field in ("name", "phone", "capacity", "lead_id", "is_active"):
        assert field_problem(me.patch("/me/provider", {field: None})) == (field, "extra_forbidden")

    assert me.put("/me/provider/availability", {"is_available": False}).json()["why_not"] == "off"
    later = (datetime.now(UTC) + timedelta(hours=3)).isoformat()
    away = me.put("/me/provider/availability", {"is_available": True, "away_until": later}).json()
    assert (away["why_not"], datetime.fromisoformat(away["away_until"]).isoformat()) == ("away", later)
    reversed_ = {"is_available": True, "away_from": later, "away_until": "2026-01-01T00:00:00Z"}
    assert field_problem(me.put("/me/provider/availability", reversed_)) == ("away_until", "hours_reversed")
    over = {"is_available": True, "away_until": "2026-01-01T00:00:00Z"}
    assert me.put("/me/provider/availability", over).json()["why_not"] is None

    absence = made(me, "/me/provider/absences", {"first": "2027-01-01", "last": "2027-01-02"})
    colleague = sign_in(shop, provider(shop, "Autre"))
    hides(colleague, "DELETE", "/me/provider/absences/{id}", absence["id"])
    hides(sign_in(neighbour, provider(neighbour)), "DELETE", "/me/provider/absences/{id}", absence["id"])
    assert me.delete(f"/me/provider/absences/{absence['id']}").status_code == 204
    week = [{"weekday": day, "opens": "08:00", "closes": "18:00"} for day in range(6)]
    assert me.put("/me/provider/hours", {"hours": week}).json()["hours"] == week
    assert me.put("/me/provider/photo", files={"file": ("moi.jpg", picture(), "image/jpeg")}).status_code == 204
    assert me.get("/me/provider/photo").headers["content-type"] == "image/jpeg"
    assert me.delete("/me/provider/photo").status_code == 204
    assert shop.delete(f"/providers/{shown['id']}").status_code == 204
    assert me.get("/me/provider").status_code in {401, 404}


@pytest.mark.parametrize("sort", ["name", "-rating", "load"])
def test_a_cursor_of_another_sorting_is_refused(shop: Any, sort: str) -> None:
    for name in ("Awa", "Bineta"):
        provider(shop, name)
    other = {"name": "load", "-rating": "name", "load": "-rating"}[sort]
    cursor = shop.get("/providers", params={"sort": sort, "limit": 1}).json()["next_cursor"]
    assert shop.get("/providers", params={"sort": other, "cursor": cursor}).status_code == 422

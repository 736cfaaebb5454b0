"""The pages of clients over HTTP: the form without a script, the address that opens one request, and the stream."""

from __future__ import annotations

import io
import re
from datetime import timedelta
from typing import Any
from urllib.parse import urlsplit
from uuid import UUID

import pytest
from PIL import Image

from digiboost.kernel.clock import now
from digiboost.kernel.ids import new_id
from digiboost.requests import service as requests
from digiboost.requests.types import AnsweredBy, OfferWanted
from tests.factories.people import Person
from tests.factories.services import goer, service, zone
from tests.factories.stock import transaction

Html = {"Accept-Language": "fr"}


@pytest.fixture
def slug(app: Any, shop: Person) -> str:
    """The shop's form, with something to ask for."""
    with transaction(app, shop.tenant_id) as tx:
        service(tx)
        zone(tx)
    chosen = f"depann-{new_id().hex[-10:]}"
    answer = shop.patch("/requests/settings", {"form_slug": chosen, "form_open": True})
    assert answer.status_code == 200, answer.text
    return chosen


@pytest.fixture
def request_id(app: Any, shop: Person) -> str:
    with transaction(app, shop.tenant_id) as tx:
        plumbing, yoff = service(tx), zone(tx)
    body = {"client_name": "Fatou <b>Sow</b>", "client_phone": "77 123 45 67", "service_id": str(plumbing)}
    made = shop.post("/requests", {**body, "zone_id": str(yoff)})
    assert made.status_code == 201, made.text
    return str(made.json()["id"])


def path_of(shop: Person, request_id: str) -> str:
    return urlsplit(shop.post(f"/requests/{request_id}/link", {}).json()["url"]).path


def on_the_way(app: Any, shop: Person, request_id: str) -> None:
    """Somebody accepts."""
    with transaction(app, shop.tenant_id) as tx:
        who = goer(tx, "Moussa Fall", rating_sum=9, rating_count=2)
        until = requests.get(tx, UUID(request_id))["opened_at"]
        requests.begin_search(tx, UUID(request_id), until)
        (offer_id,) = requests.make_offers(
            tx,
            UUID(request_id),
            [OfferWanted(provider_id=who, rank=1, score=90.0, reasons=[])],
            now() + timedelta(minutes=5),
        )
        requests.accept_offer(tx, offer_id, who, AnsweredBy.APP)


def options(html: str, name: str) -> list[str]:
    part = re.search(rf'<select id="{name}".*?</select>', html, re.DOTALL)
    assert part is not None
    return [value for value in re.findall(r'<option value="([^"]*)"', part[0]) if value]


def picture() -> bytes:
    out = io.BytesIO()
    Image.new("RGB", (640, 480), "navy").save(out, "JPEG")
    return out.getvalue()


def test_a_client_asks_by_the_form_and_follows(client: Any, shop: Person, slug: str) -> None:
    client.cookies.clear()
    page = client.get(f"/demande/{slug}", headers=Html)
    assert page.status_code == 200
    assert page.headers["content-type"] == "text/html; charset=utf-8"
    assert "script-src 'sha256-" in page.headers["content-security-policy"]
    typed = {
        "service_id": options(page.text, "service_id")[0], "zone_id": options(page.text, "zone_id")[0],
        "client_name": "Awa Diop", "client_phone": "77 123 45 67", "urgency": "urgent", "budget": "25 000",
        "wished_from": "2026-12-01T09:30", "landmark": "Portail bleu", "description": "", "website": "",
    }  # fmt: skip
    answer = client.post(f"/demande/{slug}", data=typed, files={"photo": ("p.jpg", picture())}, follow_redirects=False)
    assert answer.status_code == 303, answer.text
    page = client.get(answer.headers["location"], headers=Html)
    assert page.status_code == 200
    assert "Demande n° 1 · Plomberie" in page.text
    assert page.headers["referrer-policy"] == "no-referrer"
    assert page.headers["x-robots-tag"] == "noindex"
    (row,) = shop.get("/requests").json()["items"]
    detail = shop.get(f"/requests/{row['id']}").json()
    assert (detail["source"], detail["urgency"], detail["budget"]) == ("form", "urgent", 25000)
    assert detail["wished_from"] == "2026-12-01T09:30:00Z"
    assert [one["kind"] for one in detail["photos"]] == ["problem"]


@pytest.mark.parametrize(
    ("changed", "field", "said"),
    [
        ({"client_name": ""}, "client_name", "À remplir."),
        ({"client_phone": ""}, "client_phone", "À remplir."),
        ({"service_id": ""}, "service_id", "À remplir."),
        ({"client_phone": "12"}, "client_phone", "téléphone incorrect"),
        ({"budget": "cher"}, "budget", "Vérifiez cette valeur."),
        ({"wished_from": "demain"}, "wished_from", "Vérifiez cette valeur."),
        ({"photo": b"no picture"}, "photo", ""),
    ],
)
def test_the_form_keeps_what_was_typed_and_says_what_is_wrong(
    client: Any, shop: Person, slug: str, changed: dict[str, Any], field: str, said: str
) -> None:
    client.cookies.clear()
    page = client.get(f"/demande/{slug}", headers=Html)
    photo = changed.get("photo")
    typed = {
        "service_id": options(page.text, "service_id")[0], "client_name": "Awa Diop", "client_phone": "77 123 45 67",
        "landmark": "Portail bleu", "urgency": "urgent", **{n: v for n, v in changed.items() if n != "photo"},
    }  # fmt: skip
    files = None if photo is None else {"photo": ("p.jpg", photo)}
    answer = client.post(f"/demande/{slug}", data=typed, files=files, follow_redirects=False)
    assert answer.status_code == 422
    wrong = re.search(rf'id="{field}-error">([^<]+)<', answer.text)
    assert wrong is not None, answer.text
    assert said in wrong[1]
    assert 'value="Portail bleu"' in answer.text
    assert 'value="urgent" checked' in answer.text
    assert shop.get("/requests").json()["items"] == []


def test_a_machine_that_fills_in_everything_opens_nothing(client: Any, shop: Person, slug: str) -> None:
    client.cookies.clear()
    page = client.get(f"/demande/{slug}")
    typed = {"service_id": options(page.text, "service_id")[0], "client_name": "Bot", "client_phone": "771234567"}
    answer = client.post(f"/demande/{slug}", data={**typed, "website": "https://spam.example"}, follow_redirects=False)
    assert answer.status_code == 404
    assert shop.get("/requests").json()["items"] == []


def test_a_form_that_is_closed_or_nobodys_is_the_same_page(client: Any, shop: Person, slug: str) -> None:
    nobodys = client.get("/demande/personne", headers=Html)
    assert shop.patch("/requests/settings", {"form_open": False}).status_code == 200
    closed = client.get(f"/demande/{slug}", headers=Html)
    assert (closed.status_code, closed.text) == (nobodys.status_code, nobodys.text)
    assert closed.status_code == 404
    assert "Cette page n’existe pas" in closed.text


def test_wrong_revoked_and_foreign_addresses_are_the_same_page(
    client: Any, app: Any, shop: Person, neighbour: Person, request_id: str
) -> None:
    path = path_of(shop, request_id)
    assert client.get(path, headers=Html).status_code == 200
    company, secret = path.removeprefix("/suivi/").split(".")
    theirs = client.get(f"/suivi/{company}.{secret[:-1]}{'A' if secret[-1] != 'A' else 'B'}", headers=Html)
    other = "x" * len(company)
    answers = [theirs, client.get(f"/suivi/{other}.{secret}", headers=Html), client.get("/suivi/x", headers=Html)]
    assert shop.request("DELETE", f"/requests/{request_id}/link").status_code == 204
    answers.append(client.get(path, headers=Html))
    answers.append(client.get(f"{path}/live", headers=Html))
    answers.append(client.post(f"{path}/cancel", data={}, headers=Html))
    assert {answer.status_code for answer in answers} == {404}
    assert len({answer.text for answer in answers}) == 1
    assert "Ce lien ne mène plus nulle part" in answers[0].text


def test_what_the_client_sees_while_somebody_comes(client: Any, app: Any, shop: Person, request_id: str) -> None:
    path = path_of(shop, request_id)
    before = client.get(f"{path}?part=1")
    same = client.get(f"{path}?part=1", headers={"If-None-Match": before.headers["etag"]})
    assert (same.status_code, same.content) == (304, b"")
    on_the_way(app, shop, request_id)
    page = client.get(path)
    assert "Moussa Fall a accepté" in page.text
    assert "4,5 sur 5 (2 avis)" in page.text
    code = shop.get(f"/requests/{request_id}").json()["start_code"]
    assert code in page.text
    assert "<b>Sow</b>" not in page.text
    after = client.get(f"{path}?part=1", headers={"If-None-Match": before.headers["etag"]})
    assert after.status_code == 200
    assert after.text in page.text
    english = client.get(f"{path}?l=en")
    assert "Moussa Fall has accepted" in english.text


def test_cancelling_works_without_a_script_and_not_twice(client: Any, app: Any, shop: Person, request_id: str) -> None:
    path = path_of(shop, request_id)
    answer = client.post(f"{path}/cancel", data={"reason": "Trouvé ailleurs"}, follow_redirects=False)
    assert (answer.status_code, answer.headers["location"]) == (303, path)
    assert "Demande annulée" in client.get(path).text
    detail = shop.get(f"/requests/{request_id}").json()
    assert (detail["state"], detail["cancelled_by"], detail["reason"]) == ("cancelled", "client", "Trouvé ailleurs")
    late = client.post(f"{path}/review", data={"stars": "5"}, follow_redirects=False)
    assert late.status_code == 409
    assert "Ce n’est plus possible" in late.text
    english = client.post(f"{path}/review?l=en", data={"stars": "5"}, follow_redirects=False)
    assert "That is no longer possible" in english.text
    same = client.post(f"{path}/cancel?l=en", data={}, follow_redirects=False)
    assert same.headers["location"] == f"{path}?l=en"


def test_rating_counts_once(client: Any, app: Any, shop: Person, request_id: str) -> None:
    path = path_of(shop, request_id)
    on_the_way(app, shop, request_id)
    with transaction(app, shop.tenant_id) as tx:
        tx.run(
            "UPDATE requests SET state = 'service_completed', percent = 100, outcome = 'fixed', completed_at = state_at"
            " WHERE tenant_id = %s",
            (tx.tenant_id,),
        )
    for stars in ("0", "6", "cinq", ""):
        assert client.post(f"{path}/review", data={"stars": stars}, follow_redirects=False).status_code == 409
    assert client.post(f"{path}/review", data={"stars": "5"}, follow_redirects=False).status_code == 303
    assert "Merci pour votre avis" in client.get(path).text
    assert client.post(f"{path}/review", data={"stars": "1"}, follow_redirects=False).status_code == 409
    (who,) = shop.get("/providers").json()["items"]
    assert (who["rating_count"], who["rating"]) == (3, pytest.approx(14 / 3, abs=0.01))


def test_the_photo_is_of_who_comes_and_of_nobody_else(client: Any, shop: Person, request_id: str) -> None:
    path = path_of(shop, request_id)
    assert client.get(f"{path}/photo").status_code == 404


def test_the_forms_photo_may_be_large_and_a_page_may_not(client: Any, slug: str) -> None:
    heavy = b"\xff\xd8" + b"x" * 2_000_000
    page = client.get(f"/demande/{slug}")
    typed = {"service_id": options(page.text, "service_id")[0], "client_name": "Awa", "client_phone": "771234567"}
    assert client.post(f"/demande/{slug}", data=typed, files={"photo": ("p.jpg", heavy)}).status_code == 422
    huge = b"x" * 7_000_000
    assert client.post(f"/demande/{slug}", data=typed, files={"photo": ("p.jpg", huge)}).status_code == 413


def test_an_address_is_counted(client: Any, shop: Person, request_id: str, monkeypatch: pytest.MonkeyPatch) -> None:
    from digiboost.kernel.settings import get_settings
    from digiboost.tracking import page_endpoints

    path = path_of(shop, request_id)
    monkeypatch.setattr(get_settings(), "rate_limits", True)
    monkeypatch.setattr(page_endpoints, "LOOKS_A_MINUTE", 0)
    answer = client.get(path, headers=Html)
    assert answer.status_code == 429
    assert int(answer.headers["retry-after"]) > 0
    assert "Trop de demandes à la fois" in answer.text

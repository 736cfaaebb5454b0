from __future__ import annotations

import base64
import hashlib
import io
from pathlib import Path
from typing import Any

from PIL import Image

from digiboost.kernel.ids import new_id
from digiboost.kernel.settings import get_settings
from tests.factories.requests import problem, refuses_nobody
from tests.factories.services import offered, service, signed_in, zone
from tests.factories.stock import transaction


def picture(width: int = 2_400, height: int = 1_800) -> bytes:
    """A photo with a place in it, as a phone makes it."""
    drawn = Image.effect_noise((width, height), 12).convert("RGB")
    exif = drawn.getexif()
    exif[0x8825] = {1: "N", 2: (14.0, 44.0, 10.0), 3: "W", 4: (17.0, 27.0, 0.0)}
    out = io.BytesIO()
    drawn.save(out, "JPEG", quality=40, exif=exif)
    return out.getvalue()


def announced(content: bytes, kind: str = "before") -> dict[str, Any]:
    return {"id": str(new_id()), "kind": kind, "size": len(content), "sha256": hashlib.sha256(content).hexdigest()}


def part(person: Any, path: str, content: bytes, offset: int) -> Any:
    headers = {"Content-Type": "application/offset+octet-stream", "Upload-Offset": str(offset)}
    return person.request("PATCH", path, content=content, headers=headers)


def test_a_photo_comes_in_parts(client: Any, app: Any, shop: Any, neighbour: Any) -> None:
    moussa, moussa_id = signed_in(shop)
    other, _ = signed_in(shop, "Awa Diop")
    with transaction(app, shop.tenant_id) as tx:
        request_id, (offer,) = offered(tx, service(tx), zone(tx), [moussa_id])
    path, staff = f"/missions/{request_id}/photos", f"/requests/{request_id}/photos"
    content = picture()
    assert 150_000 < len(content) < 900_000
    body = announced(content)
    one = f"{path}/{body['id']}"
    for method, where in (("POST", path), ("GET", f"{one}/upload"), ("PATCH", f"{one}/upload"), ("GET", one)):
        refuses_nobody(client, method, where, {})
        refuses_nobody(client, method, where.replace("/missions/", "/requests/"), {})
    assert moussa.post(path, body).status_code == 404, "an offer is no mission"
    moussa.post(f"/missions/offers/{offer}/accept")
    assert moussa.post(path, body).json() == {"received": 0, "size": len(content)}
    assert moussa.post(path, body).status_code == 200
    assert problem(moussa.post(path, {**body, "size": 5})) == (409, "event_id_reused")
    for who in (other, neighbour):
        assert who.get(f"{one}/upload").status_code in (403, 404)
    assert neighbour.get(f"{staff}/{body['id']}/upload").status_code == 404
    middle = 100_000
    assert part(moussa, f"{one}/upload", content[:middle], 0).json() == {"received": middle, "size": len(content)}
    wrong = part(moussa, f"{one}/upload", content[:middle], 0)
    assert (problem(wrong), wrong.json()["received"]) == ((409, "upload_offset"), middle)
    assert moussa.get(one).status_code == 404
    assert moussa.get(f"{one}/upload").json()["received"] == middle
    done = part(moussa, f"{one}/upload", content[middle:], middle)
    assert done.json() == {"received": len(content), "size": len(content)}, done.text
    assert part(moussa, f"{one}/upload", content[middle:], middle).json()["received"] == len(content)
    shown = moussa.get(one)
    assert shown.headers["content-type"] == "image/jpeg"
    kept = Image.open(io.BytesIO(shown.content))
    assert (kept.size, dict(kept.getexif())) == ((1_600, 1_200), {})
    assert shop.get(f"{staff}/{body['id']}").content == shown.content
    assert other.get(one).status_code == 404
    listed = shop.get(f"/requests/{request_id}").json()["photos"]
    assert [(one["kind"], one["width"], one["is_whole"]) for one in listed] == [("before", 1_600, True)]
    folder = Path(get_settings().files_dir) / shop.tenant_id / "requests"
    assert [file.name for file in folder.iterdir()] == [f"{body['id']}.jpg"]


def test_damaged_photos_are_sent_again(app: Any, shop: Any) -> None:
    with transaction(app, shop.tenant_id) as tx:
        request_id, _ = offered(tx, service(tx), zone(tx), [signed_in(shop)[1]])
    path = f"/requests/{request_id}/photos"
    content = picture(400, 300)
    body = announced(content)
    assert shop.post(path, body).status_code == 200
    upload = f"{path}/{body['id']}/upload"
    damaged = part(shop, upload, b"x" * len(content), 0)
    assert (problem(damaged), damaged.json()["received"]) == ((422, "photo_damaged"), 0)
    assert shop.get(upload).json()["received"] == 0
    assert part(shop, upload, content, 0).json()["received"] == len(content)
    no_picture = b"%PDF-1.7 no picture at all"
    bad = announced(no_picture)
    shop.post(path, bad)
    assert problem(part(shop, f"{path}/{bad['id']}/upload", no_picture, 0)) == (422, "photo_refused")
    assert part(shop, f"{path}/{bad['id']}/upload", no_picture + b"!", 0).status_code == 409


def test_a_photo_comes_with_the_form(app: Any, shop: Any) -> None:
    slug = shop.patch("/requests/settings", {"form_open": True}).json()["form_slug"]
    with transaction(app, shop.tenant_id) as tx:
        plumbing = service(tx)
    body = {"client_name": "Fatou", "service_id": str(plumbing), "photo": base64.b64encode(picture(640, 480)).decode()}
    sent = shop.client.post(f"/api/v1/public/forms/{slug}", json=body)
    assert sent.status_code == 201, sent.text
    (made,) = shop.get("/requests").json()["items"]
    (photo,) = shop.get(f"/requests/{made['id']}").json()["photos"]
    assert (photo["kind"], photo["width"], photo["is_whole"]) == ("problem", 640, True)
    assert shop.client.post(f"/api/v1/public/forms/{slug}", json={**body, "photo": "%%"}).status_code == 422
    assert len(shop.get("/requests").json()["items"]) == 1

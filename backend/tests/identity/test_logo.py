"""The picture at the head of a company's papers: drawn anew by us, within bounds."""

from __future__ import annotations

import io
import struct
import time
import zlib
from typing import Any
from uuid import UUID

import pytest
from PIL import Image

from digiboost.identity import service
from digiboost.kernel.auth import system_actor
from digiboost.kernel.db.tx import Tx
from digiboost.kernel.jobs import worker_engine
from tests.factories.people import Person


def picture(kind: str = "PNG", size: tuple[int, int] = (300, 120), mode: str = "RGB", **options: Any) -> bytes:
    out = io.BytesIO()
    Image.new(mode, size, "navy" if mode in {"RGB", "RGBA"} else 7).save(out, kind, **options)
    return out.getvalue()


def put(person: Person, content: bytes, name: str = "logo.png") -> Any:
    return person.put("/company/logo", files={"file": (name, content, "image/png")})


def test_nobody_comes_in_without_a_session(client: Any) -> None:
    assert client.get("/api/v1/company/logo").status_code == 401
    assert client.put("/api/v1/company/logo", files={"file": ("x", picture())}).status_code == 401
    assert client.delete("/api/v1/company/logo").status_code == 401


def test_a_neighbour_has_another(shop: Person, neighbour: Person) -> None:
    assert put(shop, picture()).status_code == 204
    assert neighbour.get("/company/logo").status_code == 404
    assert neighbour.delete("/company/logo").status_code == 404
    assert put(neighbour, picture(size=(50, 50))).status_code == 204
    assert Image.open(io.BytesIO(shop.get("/company/logo").content)).size == (300, 120)


@pytest.mark.parametrize("role", ["manager", "employee", "viewer"])
def test_the_owner_sets_what_everybody_sees(shop: Person, role: str) -> None:
    colleague = shop.colleague(role)
    assert put(colleague, picture()).status_code == 403
    assert colleague.delete("/company/logo").status_code == 403
    put(shop, picture())
    assert colleague.get("/company/logo").status_code == 200


def test_a_logo_is_kept_replaced_and_removed(shop: Person) -> None:
    assert shop.get("/company/logo").status_code == 404
    assert put(shop, picture("JPEG")).status_code == 204
    shown = shop.get("/company/logo")
    assert shown.headers["content-type"] == "image/jpeg"
    assert shop.get("/company/logo", headers={"If-None-Match": shown.headers["etag"]}).status_code == 304
    with Tx(worker_engine(), system_actor(UUID(shop.tenant_id))) as tx:
        assert service.logo(tx) == shown.content
    assert put(shop, picture(mode="RGBA")).status_code == 204
    assert shop.get("/company/logo").headers["content-type"] == "image/png"
    assert shop.delete("/company/logo").status_code == 204
    assert shop.delete("/company/logo").status_code == 404
    told = [one["action"] for one in shop.get("/audit").json()["items"] if "logo" in one["action"]]
    assert told == ["company.logo_removed", "company.logo_set", "company.logo_set"]


@pytest.mark.parametrize("mode", ["RGB", "RGBA", "P", "L", "LA", "1", "I;16"])
def test_every_kind_of_png(shop: Person, mode: str) -> None:
    assert put(shop, picture(mode=mode)).status_code == 204


def test_a_large_picture_is_made_smaller(shop: Person) -> None:
    assert put(shop, picture(size=(2000, 500))).status_code == 204
    assert Image.open(io.BytesIO(shop.get("/company/logo").content)).size == (600, 150)


def test_nothing_rides_along(shop: Person) -> None:
    secret = b"<script>alert(1)</script>"
    exif = Image.Exif()
    exif[0x010E] = "taken at home"
    for content in (
        picture() + secret,
        picture("JPEG", exif=exif.tobytes()) + secret,
        picture("JPEG", comment=secret),
        _with(picture(), b"tEXt", b"Comment\0" + secret),
    ):
        assert put(shop, content).status_code == 204
        kept = shop.get("/company/logo").content
        assert secret not in kept and b"taken at home" not in kept


def _with(png: bytes, kind: bytes, data: bytes) -> bytes:
    """Right behind the head."""
    return png[:33] + _chunk(kind, data) + png[33:]


def _chunk(kind: bytes, data: bytes) -> bytes:
    return struct.pack(">I", len(data)) + kind + data + struct.pack(">I", zlib.crc32(kind + data))


def _claiming(width: int, height: int) -> bytes:
    """A PNG that says it is that large, and hardly holds anything."""
    head = struct.pack(">IIBBBBB", width, height, 8, 6, 0, 0, 0)
    body = zlib.compress(b"\0" * 100_000)
    return b"\x89PNG\r\n\x1a\n" + _chunk(b"IHDR", head) + _chunk(b"IDAT", body) + _chunk(b"IEND", b"")


HOSTILE = {
    "nothing": b"",
    "a text": b"GIF89a, or so it says",
    "an svg": b'<svg xmlns="http://www.w3.org/2000/svg"><script>alert(1)</script></svg>',
    "a gif": picture("GIF", mode="P"),
    "a tiff": picture("TIFF"),
    "a webp": picture("WEBP"),
    "a bitmap": picture("BMP"),
    "an eps": b"%!PS-Adobe-3.0 EPSF-3.0\n%%BoundingBox: 0 0 100 100\n",
    "half a png": picture(size=(900, 900))[:-40],
    "half a jpeg": picture("JPEG")[:60],
    "too small": picture(size=(15, 300)),
    "too wide": picture(size=(2001, 20)),
    "a bomb": _claiming(50_000, 50_000),
    "a broken head": _claiming(0, 100),
    "a liar": _claiming(1_000, 1_000),
    "too many bytes": picture() + b"\0" * 200_000,
    "a text that swells": _with(picture(), b"zTXt", b"c\0\0" + zlib.compress(b"x" * 90_000_000)),
}


@pytest.mark.parametrize("name", HOSTILE)
def test_hostile_pictures_are_refused(shop: Person, name: str) -> None:
    started = time.monotonic()
    answer = put(shop, HOSTILE[name])
    assert time.monotonic() - started < 2
    assert (answer.status_code, answer.json()["code"]) == (422, "logo_invalid"), name
    assert "{" not in answer.text.replace("{", "", 1).split('"detail"')[1]
    assert shop.get("/company/logo").status_code == 404

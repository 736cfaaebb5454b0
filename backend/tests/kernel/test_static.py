"""The built PWA: the shell for any route, nothing sent twice, nothing outside its folder."""

from __future__ import annotations

import gzip
from pathlib import Path

import pytest
from fastapi import FastAPI
from fastapi.testclient import TestClient

from digiboost.kernel.http.static import mount_pwa


@pytest.fixture
def client(tmp_path: Path) -> TestClient:
    root = tmp_path / "dist"
    (root / "assets").mkdir(parents=True)
    (root / "index.html").write_text("<title>shell</title>")
    (root / "sw.js").write_text("self")
    (root / "sw.js.gz").write_bytes(gzip.compress(b"self"))
    (root / "assets" / "app-1a2b.js").write_text("app")
    (tmp_path / "secret.txt").write_text("secret")
    app = FastAPI()
    mount_pwa(app, root)
    return TestClient(app)


def test_any_route_is_the_shell_and_a_missing_file_is_missing(client: TestClient) -> None:
    assert "shell" in client.get("/products/1/edit").text
    assert client.get("/assets/gone.js").status_code == 404
    assert client.get("/api/v1/nothing").status_code == 404
    assert "secret" not in client.get("/..%2fsecret.txt").text


def test_what_was_fetched_is_not_sent_again(client: TestClient) -> None:
    for path, encoding in (("/sw.js", "gzip"), ("/sw.js", "identity"), ("/", "identity")):
        first = client.get(path, headers={"Accept-Encoding": encoding})
        assert first.headers["cache-control"] == "no-cache"
        again = client.get(path, headers={"Accept-Encoding": encoding, "If-None-Match": f"W/{first.headers['etag']}"})
        assert (again.status_code, again.content) == (304, b"")
        assert again.headers["etag"] == first.headers["etag"]
        assert client.get(path, headers={"If-None-Match": '"other"'}).status_code == 200


def test_hashed_files_stay_for_ever_and_documents_carry_the_policy(client: TestClient) -> None:
    asset = client.get("/assets/app-1a2b.js")
    assert "immutable" in asset.headers["cache-control"]
    assert "content-security-policy" not in asset.headers
    for path in ("/", "/login", "/sw.js"):
        assert "default-src 'self'" in client.get(path).headers["content-security-policy"]

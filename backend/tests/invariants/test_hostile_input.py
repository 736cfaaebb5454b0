"""What no honest client sends: every operation answers it with a problem document, never with a fault."""

from __future__ import annotations

import json
from collections.abc import Iterator
from typing import Any

import httpx
import pytest
from fastapi.testclient import TestClient

from digiboost.app import create_app
from digiboost.kernel.http.problems import MEDIA_TYPE
from digiboost.kernel.settings import get_settings
from tests.invariants.kit.operations import PREFIX, Operation, document, parametrised
from tests.invariants.kit.world import Company, succeeding_call

NASTY: list[Any] = [
    "\x00",
    "\udfff nom \ud83d",
    10**30,
    1e308,
    "a\x00b",
    "\ud800",
    "' OR 1=1; DROP TABLE users; --",
    "%%%s%(x)s{0}${x}",
    "\u202e\u0000\ufeff",
    "é" * 5000,
    -(10**30),
    2**63,
    -(2**63) - 1,
    0.1 + 0.2,
    True,
    None,
    [],
    {},
    [[[[]]]],
    {"$ne": None},
    "NaN",
    "9999-12-31T23:59:59.999999+00:00",
    "0001-01-01T00:00:00+14:00",
    "2026-02-30",
    "00000000-0000-0000-0000-000000000000",
]


@pytest.fixture(scope="module")
def company(client: Any) -> Company:
    return Company(client, "Boutique visée")


def assert_a_problem(answer: Any) -> None:
    assert answer.status_code < 500, answer.text
    if answer.status_code >= 400:
        assert answer.headers["content-type"] == MEDIA_TYPE
        problem = answer.json()
        assert problem["status"] == answer.status_code
        assert problem["type"] == f"urn:digiboost:problem:{problem['code']}"
        assert problem["title"] and problem["detail"] and problem["code"]


ALWAYS = 4
"""How many of the nasty values every field meets in a quick run; of the others each meets a few."""


@pytest.mark.parametrize("every", [False, pytest.param(True, marks=pytest.mark.heavy)], ids=["some", "every"])
@pytest.mark.parametrize("operation", parametrised(writes=True))
def test_no_value_in_a_body_is_a_fault(client: Any, company: Company, operation: Operation, every: bool) -> None:
    if operation.body_schema is None or operation.is_upload or operation.is_part:
        return
    if operation.path == "/me/password":
        # Some of the values are good passwords, and others sign in with the old one.
        company = Company(client, "Boutique d'un jour")
    call = succeeding_call(company, operation)
    body = call.options.pop("json")
    spots = [(field,) for field in body] + [
        (field, 0, inner)
        for field, value in body.items() if isinstance(value, list) and value and isinstance(value[0], dict)
        for inner in value[0]
    ]  # fmt: skip
    headers = {**call.options.pop("headers", {}), "Content-Type": "application/json"}
    for number, spot in enumerate(spots):
        for value in NASTY if every else NASTY[:ALWAYS] + NASTY[ALWAYS:][number % 7 :: 7]:
            # ASCII JSON, so that a lone surrogate travels as an escape, which JSON allows.
            text = json.dumps(_changed(body, spot, value), ensure_ascii=True)
            assert_a_problem(
                company.caller(operation).request(
                    operation.method, call.path, content=text, headers=headers, **call.options
                )
            )
    company.client.cookies.clear()


RAW = (
    b"", b"null", b"[]", b"7", b'"text"', b"{", b'{"a":' * 10, b"[" * 50_000, b'{"a":' * 20_000 + b"1" + b"}" * 20_000,
    b"\xff\xfe", b'{"a": NaN}', b'{"a": 1e999}', b"1" * 5000, b'{"id":1,"id":2}', b"\x00", b"a=b&c=d",
)  # fmt: skip


@pytest.mark.parametrize("operation", parametrised(writes=True))
def test_no_body_is_a_fault(company: Company, operation: Operation) -> None:
    path = operation.path
    for name in operation.path_parameters:
        path = path.replace("{" + name + "}", company.id_for(name))
    if operation.body_schema is None:
        return
    for number, raw in enumerate(RAW):
        for kind in ("application/json", ("multipart/form-data; boundary=x", "text/plain", "")[number % 3]):
            assert_a_problem(
                company.caller(operation).request(operation.method, path, content=raw, headers={"Content-Type": kind})
            )


@pytest.mark.parametrize("operation", [one for one in parametrised() if one.id != "GET /live"])
def test_no_query_or_path_is_a_fault(company: Company, operation: Operation) -> None:
    values = ["", "\x00", "a\x00b", "'", "%", "\\", "_", "é" * 200, "-1", "0", "1e9", str(10**30), "null", "a" * 1900,
              "00000000-0000-0000-0000-000000000000", "WyItY3JlYXRlZF9hdCIsWyJ4IiwieSJdXQ", "2026-13-45",
              "+292278994-08-17T07:12:55.807Z", "\u2028"]  # fmt: skip
    path = operation.path
    for name in operation.path_parameters:
        path = path.replace("{" + name + "}", company.id_for(name))
    if not operation.is_write:
        for number, parameter in enumerate([*(one["name"] for one in operation.query_parameters), "unheard_of"]):
            for value in values[number % 3 :: 3]:
                assert_a_problem(company.caller(operation).get(path, params={parameter: value}))
    for name in operation.path_parameters:
        for value in ("x", "%00", "%2e%2e%2f", "'", "1", "ñ", "00000000-0000-0000-0000-000000000000", "%F0%28"):
            bent = operation.path.replace("{" + name + "}", value)
            assert_a_problem(company.caller(operation).request(operation.method, bent))


CURSORS: tuple[list[Any], ...] = (
    ["x", "y"], [None, None], [True, {}], [10**30, "0"], ["\x00", "\x00"], ["infinity", "x"], ["\ud800", "\ud800"],
    ["2026-01-01T00:00:00Z", "x"], [1.5, "00000000-0000-0000-0000-000000000000"],
    [], [1], ["x"], [None], [10**30], [True], ["\x00"],
)  # fmt: skip


@pytest.mark.parametrize("operation", [one for one in parametrised(writes=False) if one.id != "GET /live"])
def test_no_forged_cursor_is_a_fault(company: Company, operation: Operation) -> None:
    from digiboost.kernel.http.pagination import encode_cursor

    names = {one["name"]: one["schema"] for one in operation.query_parameters}
    if "cursor" not in names:
        return
    sorts = _sorts(names.get("sort", {})) or ["-created_at", "full_name", "-seq", "-occurred_at", "name"]
    for sort in sorts:
        for values in CURSORS:
            params = {"cursor": encode_cursor(sort, values), **({"sort": sort} if "sort" in names else {})}
            answer = company.caller(operation).get(operation.path, params=params)
            assert_a_problem(answer)


HEADERS = (
    ("If-Match", '"x"'), ("If-Match", "9" * 5000), ("If-Match", '"\xb2"'), ("If-Match", ""), ("If-None-Match", ",,,"),
    ("Idempotency-Key", "short"), ("Idempotency-Key", "x" * 201), ("Idempotency-Key", "é" * 9),
    ("Accept-Language", "x" * 3000), ("Accept-Language", "en;q=é"), ("User-Agent", "\x7f" * 500),
    ("Content-Length", "x"), ("X-Forwarded-For", ", ,"), ("Range", "bytes=0-"),
)  # fmt: skip


@pytest.mark.parametrize("operation", [one for one in parametrised() if one.id != "GET /live"])
def test_no_header_is_a_fault(company: Company, operation: Operation) -> None:
    path = operation.path
    for name in operation.path_parameters:
        path = path.replace("{" + name + "}", "0190aaaa-0000-7000-8000-000000000000")
    for name, value in HEADERS:
        assert_a_problem(
            company.caller(operation).request(operation.method, path, headers={name: value.encode("latin-1")})
        )


@pytest.mark.parametrize("operation", parametrised(writes=True))
def test_more_than_a_megabyte_is_refused(company: Company, operation: Operation) -> None:
    if operation.is_upload:
        return  # files have a bound of their own
    path = operation.path
    for name in operation.path_parameters:
        path = path.replace("{" + name + "}", company.id_for(name))
    body = b'{"note": "' + b"x" * 1024 * 1024 + b'"}'
    answer = company.caller(operation).request(
        operation.method, path, content=body, headers={"Content-Type": "application/json"}
    )
    assert (answer.status_code, answer.json()["code"]) == (413, "request_too_large")


def test_a_body_that_hides_its_size_is_refused(company: Company, web: httpx.Client) -> None:
    def chunks() -> Iterator[bytes]:
        yield b'{"full_name": "'
        for _ in range(40):
            yield b"x" * 32_768
        yield b'"}'

    for client in (company.client, web):
        answer = client.post("/api/v1/auth/signup", content=chunks(), headers={"Content-Type": "application/json"})
        assert (answer.status_code, answer.json()["code"]) == (413, "request_too_large")


@pytest.fixture(scope="module")
def served(stack: Any, tmp_path_factory: pytest.TempPathFactory) -> Iterator[Any]:
    """The application as the demo runs it: with the built PWA, and answering to one name."""
    folder = tmp_path_factory.mktemp("site")
    (folder / "secret.txt").write_text("the secret beside")
    root = folder / "dist"
    (root / "assets").mkdir(parents=True)
    (root / "index.html").write_text("<title>Digiboost</title>")
    (root / "assets" / "app.js").write_text("1")
    (root / "link.txt").symlink_to(folder / "secret.txt")
    settings = get_settings().model_copy(update={"static_dir": root, "trusted_hosts": ["testserver"]})
    with TestClient(create_app(settings), raise_server_exceptions=False) as running:
        yield running


@pytest.mark.parametrize("path", [
    "/../secret.txt", "/..%2fsecret.txt", "/%2e%2e/secret.txt", "/assets/../../secret.txt", "/link.txt", "/%00",
    "/assets/%00.js", "/a%00b", "//etc/passwd", "/%2fetc%2fpasswd", "/" + "a" * 5000, "/" + "a/" * 2000, "/%ff%fe",
    "/assets/..%5c..%5csecret.txt", "/assets", "/assets/", "/.", "/index.html/x",
])  # fmt: skip
def test_no_address_leaves_the_site(served: Any, path: str) -> None:
    answer = served.get(path)
    assert answer.status_code < 500
    assert "secret" not in answer.text
    assert "root:" not in answer.text
    if answer.status_code >= 400:
        assert answer.headers["content-type"] == MEDIA_TYPE


def test_the_site_and_the_api_are_told_apart(served: Any) -> None:
    assert "<title>" in served.get("/ventes/nouvelle").text
    assert served.get("/assets/app.js").headers["cache-control"].endswith("immutable")
    for path in ("/api", "/api/v1/nothing", "/health/nothing", "/assets/old.js"):
        answer = served.get(path)
        assert (answer.status_code, answer.headers["content-type"]) == (404, MEDIA_TYPE)


@pytest.mark.parametrize(
    "host", ["evil.example", "testserver.evil.example", "", "127.0.0.1", "testserver@evil.example"]
)
def test_another_host_name_is_refused(served: Any, host: str) -> None:
    for language, title in (("fr", "Hôte refusé"), ("en", "Host refused")):
        answer = served.get("/api/v1/me", headers={"Host": host, "Accept-Language": language})
        assert (answer.status_code, answer.headers["content-type"]) == (400, MEDIA_TYPE)
        assert (answer.json()["code"], answer.json()["title"]) == ("host_refused", title)
    assert served.get("/api/v1/me", headers={"Host": "TestServer:8000"}).status_code == 401


@pytest.mark.parametrize(("language", "title"), [
    (None, "Introuvable"), ("fr", "Introuvable"), ("en", "Not found"), ("en-GB,fr;q=0.5", "Not found"),
    ("wo, en;q=0.3", "Not found"), ("de", "Introuvable"),
])  # fmt: skip
@pytest.mark.parametrize("path", ["/api/v1/nothing", "/api/v1/", "/nothing", "/api/v2/products", "/api/v1/me/x/y"])
def test_an_unknown_address_is_a_problem_in_the_caller_s_language(
    client: Any, path: str, language: str | None, title: str
) -> None:
    answer = client.get(path, headers={"Accept-Language": language} if language else {})
    assert (answer.status_code, answer.headers["content-type"]) == (404, MEDIA_TYPE)
    assert answer.json()["title"] == title
    assert answer.json()["code"] == "not_found"


@pytest.mark.parametrize("path", sorted(document()["paths"]))
def test_another_method_is_a_problem(client: Any, path: str) -> None:
    known = {method.upper() for method in document()["paths"][path]}
    concrete = path.replace("{", "").replace("}", "")
    for method in {"GET", "POST", "PUT", "PATCH", "DELETE"} - known:
        answer = client.request(method, concrete)
        if answer.status_code in {401, 422, 403}:
            continue  # another operation's address
        assert (answer.status_code, answer.headers["content-type"]) == (405, MEDIA_TYPE)
        assert (answer.json()["code"], answer.json()["title"]) == ("method_not_allowed", "Méthode refusée")
        assert answer.headers["allow"]
        english = client.request(method, concrete, headers={"Accept-Language": "en"})
        assert english.json()["title"] == "Method not allowed"


def test_every_answer_has_its_guards(client: Any) -> None:
    for path in ("/api/v1/me", "/api/v1/nothing", "/health/live", "/api/openapi.json"):
        headers = client.get(path, headers={"Origin": "https://evil.example"}).headers
        assert headers["x-content-type-options"] == "nosniff"
        assert headers["x-frame-options"] == "DENY"
        assert headers["referrer-policy"] == "no-referrer"
        assert len(headers["x-request-id"]) == 32
        assert "access-control-allow-origin" not in headers
        assert "server" not in headers
    assert client.options(PREFIX + "/me", headers={
        "Origin": "https://evil.example", "Access-Control-Request-Method": "POST"}).status_code == 405  # fmt: skip


def _changed(body: dict[str, Any], spot: tuple[Any, ...], value: Any) -> dict[str, Any]:
    copy: dict[str, Any] = json.loads(json.dumps(body))
    inner: Any = copy
    for step in spot[:-1]:
        inner = inner[step]
    inner[spot[-1]] = value
    return copy


def _sorts(schema: dict[str, Any]) -> list[str]:
    if "$ref" in schema:
        schema = document()["components"]["schemas"][schema["$ref"].rsplit("/", 1)[1]]
    return list(schema.get("enum", []))

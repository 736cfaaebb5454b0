"""Forged access tokens, and requests from other sites that carry the cookie: none is accepted."""

from __future__ import annotations

import base64
import hashlib
import hmac
import json
import os
import time
from collections.abc import Callable
from typing import Any
from uuid import uuid4

import pytest
from cryptography.hazmat.primitives import serialization
from cryptography.hazmat.primitives.asymmetric import rsa
from jose import jwt

from digiboost.kernel.auth import TokenSigner
from digiboost.kernel.ids import from_short, short
from tests.factories.people import PASSWORD, Person, open_company
from tests.invariants.kit.operations import PREFIX, operations

KEY = rsa.generate_private_key(public_exponent=65537, key_size=2048)
PUBLIC_PEM = KEY.public_key().public_bytes(serialization.Encoding.PEM, serialization.PublicFormat.SubjectPublicKeyInfo)
PUBLIC_DER = KEY.public_key().public_bytes(serialization.Encoding.DER, serialization.PublicFormat.SubjectPublicKeyInfo)
PRIVATE_PEM = KEY.private_bytes(
    serialization.Encoding.PEM, serialization.PrivateFormat.PKCS8, serialization.NoEncryption()
).decode()
HASHES = {"HS256": hashlib.sha256, "HS384": hashlib.sha384, "HS512": hashlib.sha512}
HEADER = {"alg": "HS256", "typ": "JWT"}


def b64(raw: bytes) -> str:
    return base64.urlsafe_b64encode(raw).decode().rstrip("=")


def encode(header: Any, claims: Any, secret: bytes, algorithm: str = "HS256") -> str:
    signed = f"{b64(json.dumps(header).encode())}.{b64(json.dumps(claims).encode())}"
    return f"{signed}.{b64(hmac.new(secret, signed.encode(), HASHES[algorithm]).digest())}"


class Forge:
    """A person's true token and secret key, and every way to bend them."""

    def __init__(self, person: Person, neighbour: Person, colleague: Person) -> None:
        self.secret = os.environ["DIGIBOOST_SECRET_KEY"].encode()
        self.true = person.token
        self.claims = jwt.get_unverified_claims(person.token)
        self.neighbour = jwt.get_unverified_claims(neighbour.token)
        self.colleague = jwt.get_unverified_claims(colleague.token)

    def with_claims(self, **changes: Any) -> str:
        return encode(HEADER, {**self.claims, **changes}, self.secret)

    def without(self, name: str) -> str:
        return encode(HEADER, {key: value for key, value in self.claims.items() if key != name}, self.secret)

    def with_header(self, **changes: Any) -> str:
        return encode({**HEADER, **changes}, self.claims, self.secret)

    def unsigned(self, algorithm: str) -> str:
        return f"{b64(json.dumps({**HEADER, 'alg': algorithm}).encode())}.{self.true.split('.')[1]}."

    def part(self, number: int, change: Callable[[str], str]) -> str:
        parts = self.true.split(".")
        parts[number] = change(parts[number])
        return ".".join(parts)


def now() -> int:
    return int(time.time())


FORGED: dict[str, Callable[[Forge], str]] = {
    "alg none, unsigned": lambda f: f.unsigned("none"),
    "alg None, unsigned": lambda f: f.unsigned("None"),
    "alg NONE, unsigned": lambda f: f.unsigned("NONE"),
    "alg none with the true signature": lambda f: f.part(0, lambda _: b64(b'{"alg":"none","typ":"JWT"}')),
    "no alg": lambda f: encode({"typ": "JWT"}, f.claims, f.secret),
    "HS384 with our secret": lambda f: encode({**HEADER, "alg": "HS384"}, f.claims, f.secret, "HS384"),
    "HS512 with our secret": lambda f: encode({**HEADER, "alg": "HS512"}, f.claims, f.secret, "HS512"),
    "hs256 in small letters": lambda f: f.with_header(alg="hs256"),
    "RS256 with their own key": lambda f: jwt.encode(f.claims, PRIVATE_PEM, algorithm="RS256"),
    "RS256 in the header, signed by HMAC with the public key": lambda f: encode(
        {**HEADER, "alg": "RS256"}, f.claims, PUBLIC_PEM
    ),
    "HS256 with a PEM public key": lambda f: encode(HEADER, f.claims, PUBLIC_PEM),
    "HS256 with a DER public key": lambda f: encode(HEADER, f.claims, PUBLIC_DER),
    "an empty secret": lambda f: encode(HEADER, f.claims, b""),
    "the secret of development": lambda f: encode(HEADER, f.claims, b"development-only-secret-of-32-bytes-or-more"),
    "a guessed secret": lambda f: encode(HEADER, f.claims, b"secret"),
    "a truncated secret": lambda f: encode(HEADER, f.claims, f.secret[:-1]),
    "the secret with a line break": lambda f: encode(HEADER, f.claims, f.secret + b"\n"),
    **{f"without {name}": (lambda f, name=name: f.without(name)) for name in TokenSigner.REQUIRED},
    "another issuer": lambda f: f.with_claims(iss="elsewhere"),
    "an issuer among others": lambda f: f.with_claims(iss=["digiboost", "elsewhere"]),
    "another audience": lambda f: f.with_claims(aud="elsewhere"),
    "no audience": lambda f: f.with_claims(aud=None),
    "expired a second ago": lambda f: f.with_claims(iat=now() - 901, exp=now() - 1),
    "expired a year ago": lambda f: f.with_claims(iat=now() - 86400 * 365, exp=now() - 86400 * 365 + 900),
    "expires never": lambda f: f.with_claims(exp=10**18),
    "expires at infinity": lambda f: encode(HEADER, {**f.claims, "exp": float("inf")}, f.secret),
    "expires at no number": lambda f: encode(HEADER, {**f.claims, "exp": float("nan")}, f.secret),
    "exp in words": lambda f: f.with_claims(exp="tomorrow"),
    "lives an hour": lambda f: f.with_claims(iat=now(), exp=now() + 3600),
    "issued tomorrow": lambda f: f.with_claims(iat=now() + 86400, exp=now() + 86400 + 900),
    "issued after it expires": lambda f: f.with_claims(iat=now() + 30, exp=now() + 10),
    "iat in words": lambda f: f.with_claims(iat="now"),
    "iat infinite": lambda f: encode(HEADER, {**f.claims, "iat": float("-inf")}, f.secret),
    "not valid before tomorrow": lambda f: f.with_claims(nbf=now() + 86400),
    "a neighbour's company with one's own session": lambda f: f.with_claims(tid=f.neighbour["tid"]),
    "a neighbour's company and person": lambda f: f.with_claims(tid=f.neighbour["tid"], sub=f.neighbour["sub"]),
    "a neighbour's session": lambda f: f.with_claims(sid=f.neighbour["sid"]),
    "a colleague with one's own session": lambda f: f.with_claims(sub=f.colleague["sub"]),
    "a colleague's session": lambda f: f.with_claims(sid=f.colleague["sid"]),
    "a session that never was": lambda f: f.with_claims(sid=short(uuid4())),
    "a session in the long form": lambda f: f.with_claims(sid=str(from_short(f.claims["sid"]))),
    "a session that is no id": lambda f: f.with_claims(sid="1"),
    "a company that is no text": lambda f: f.with_claims(tid=7),
    "a person that is a list": lambda f: f.with_claims(sub=[f.claims["sub"]]),
    "a kid": lambda f: f.with_header(kid="../../dev/null"),
    "a jku": lambda f: f.with_header(jku="https://evil.example/keys"),
    "a jwk of their own": lambda f: f.with_header(jwk={"kty": "oct", "k": ""}),
    "crit": lambda f: f.with_header(crit=["exp"]),
    "another typ": lambda f: f.with_header(typ="at+jwt"),
    "a header that is a list": lambda f: encode([HEADER], f.claims, f.secret),
    "claims that are a list": lambda f: encode(HEADER, [f.claims], f.secret),
    "claims that are a number": lambda f: encode(HEADER, 7, f.secret),
    "a changed claim, the old signature": lambda f: f.part(
        1, lambda _: b64(json.dumps({**f.claims, "tid": f.neighbour["tid"]}).encode())
    ),
    "a shortened signature": lambda f: f.true[:-4],
    "no signature": lambda f: f.true.rsplit(".", 1)[0] + ".",
    "two parts": lambda f: f.true.rsplit(".", 1)[0],
    "five parts": lambda f: f.true + ".a.b",
    "only dots": lambda f: "..",
    "not base64": lambda f: "%%%.%%%.%%%",
    "a very deep header": lambda f: f"{b64(b'[' * 1400)}.e30.e30",
    "a very long token": lambda f: f.true + "A" * 8000,
    "twice the token": lambda f: f"{f.true} {f.true}",
    "bytes that are no text": lambda f: f"{b64(bytes(range(128, 256)))}.{b64(bytes(range(128, 256)))}.e30",
    "a number that is too long": lambda f: f"{b64(b'1' * 1400)}.e30.e30",
}


@pytest.fixture(scope="module")
def forge(client: Any) -> Forge:
    person = open_company(client)
    return Forge(person, open_company(client), person.colleague("employee"))


def test_forty_ways_are_tried() -> None:
    assert len(FORGED) >= 40


@pytest.mark.parametrize("name", FORGED)
def test_a_forged_token_is_refused(client: Any, forge: Forge, name: str) -> None:
    assert client.get("/api/v1/me", headers={"Authorization": f"Bearer {forge.true}"}).status_code == 200
    answer = client.get("/api/v1/me", headers={"Authorization": f"Bearer {FORGED[name](forge)}"})
    assert (answer.status_code, answer.json()["code"]) == (401, "unauthenticated")


def test_a_token_is_read_from_the_header_alone(client: Any, forge: Forge) -> None:
    for options in (
        {"params": {"access_token": forge.true, "token": forge.true}},
        {"headers": {"Cookie": f"access_token={forge.true}; digiboost_refresh={forge.true}"}},
        {"headers": {"X-Authorization": f"Bearer {forge.true}"}},
        {"headers": {"Authorization": forge.true}},
    ):
        assert client.get("/api/v1/me", **options).status_code == 401


@pytest.mark.parametrize("secret", ["", "short", "x" * 31, PUBLIC_PEM.decode(), "ssh-rsa " + "A" * 80])
def test_no_signer_is_made_with_a_weak_or_public_secret(secret: str) -> None:
    with pytest.raises(ValueError, match="32 bytes"):
        TokenSigner(secret, 15)


# -- the cookie ------------------------------------------------------------------------------------

OURS = {"Origin": "http://testserver", "X-Digiboost": "1"}
FOREIGN: dict[str, dict[str, str]] = {
    "no origin": {"X-Digiboost": "1"},
    "no header": {"Origin": "http://testserver"},
    "neither": {},
    "null": {**OURS, "Origin": "null"},
    "empty": {**OURS, "Origin": ""},
    "another site": {**OURS, "Origin": "https://evil.example"},
    "our name in theirs": {**OURS, "Origin": "http://testserver.evil.example"},
    "their name before ours": {**OURS, "Origin": "http://evil.testserver"},
    "their name ends like ours": {**OURS, "Origin": "http://eviltestserver"},
    "another scheme": {**OURS, "Origin": "https://testserver"},
    "another port": {**OURS, "Origin": "http://testserver:8080"},
    "a path": {**OURS, "Origin": "http://testserver/"},
    "credentials": {**OURS, "Origin": "http://testserver@evil.example"},
    "capitals": {**OURS, "Origin": "HTTP://TESTSERVER"},
    "two origins": {**OURS, "Origin": "http://testserver, https://evil.example"},
    "a referer instead": {"X-Digiboost": "1", "Referer": "http://testserver/"},
    "another header value": {**OURS, "X-Digiboost": "true"},
    "a form": {"Origin": "https://evil.example", "Content-Type": "application/x-www-form-urlencoded"},
}
COOKIE_OPERATIONS = ("/auth/refresh", "/auth/logout")


@pytest.mark.parametrize("path", COOKIE_OPERATIONS)
@pytest.mark.parametrize("name", FOREIGN)
def test_a_post_from_another_site_does_nothing(client: Any, path: str, name: str) -> None:
    person = open_company(client)
    answer = client.post("/api/v1/auth/login", json={"email": person.email, "password": PASSWORD})
    client.cookies.clear()
    cookie = answer.headers["set-cookie"].split(";")[0]
    refused = client.post(PREFIX + path, headers={**FOREIGN[name], "Cookie": cookie})
    assert (refused.status_code, refused.json()["code"]) == (403, "origin_refused")
    assert "set-cookie" not in refused.headers
    kept = client.post("/api/v1/auth/refresh", headers={**OURS, "Cookie": cookie})
    client.cookies.clear()
    assert kept.status_code == 200


def test_these_are_all_the_operations_that_a_cookie_reaches(client: Any) -> None:
    person = open_company(client)
    answer = client.post("/api/v1/auth/login", json={"email": person.email, "password": PASSWORD})
    client.cookies.clear()
    cookie = answer.headers["set-cookie"].split(";")[0]
    for operation in operations():
        if operation.path in COOKIE_OPERATIONS or operation.scope is None:
            continue
        path = operation.path.replace("{", "").replace("}", "")
        reached = client.request(operation.method, PREFIX + path, headers={**OURS, "Cookie": cookie})
        assert reached.status_code == 401, operation.name


def test_the_cookie_is_closed_to_scripts_and_other_sites(client: Any) -> None:
    person = open_company(client)
    answer = client.post("/api/v1/auth/login", json={"email": person.email, "password": PASSWORD})
    client.cookies.clear()
    flags = {part.strip().lower().split("=")[0] for part in answer.headers["set-cookie"].split(";")[1:]}
    assert {"httponly", "samesite", "path", "max-age"} <= flags
    assert "domain" not in flags
    assert "samesite=strict" in answer.headers["set-cookie"].lower()
    assert answer.headers["cache-control"] == "no-store"
    assert "access-control-allow-origin" not in answer.headers

"""Every endpoint says who may call it, and a table in the repository says the same.

python -m tools.check_endpoints            compares
python -m tools.check_endpoints --write    writes the table anew
"""

from __future__ import annotations

import sys
from pathlib import Path

BACKEND = Path(__file__).resolve().parents[1]
TABLE = BACKEND / "tests" / "invariants" / "endpoint_roles.txt"

ANONYMOUS = {
    "POST /auth/signup": "opens a company",
    "POST /auth/login": "makes a session",
    "POST /auth/codes": "has a code sent to whose telephone it is",
    "POST /auth/codes/verify": "makes a session of a code",
    "POST /auth/recovery": "has a code sent to whose address it is",
    "POST /auth/recovery/password": "sets a password by a code",
    "POST /auth/refresh": "carries a cookie, checked with its Origin",
    "POST /auth/logout": "carries a cookie, checked with its Origin",
    "POST /auth/invitations/accept": "carries an invitation's token",
    "GET /channels/whatsapp/callback": "carries the token that was agreed with WhatsApp",
    "POST /channels/whatsapp/callback": "is signed by WhatsApp",
    "POST /channels/twilio/status": "is signed by Twilio",
    "POST /channels/twilio/inbound": "is signed by Twilio",
    "POST /channels/africastalking/{secret}/delivery": "the address holds a secret",
    "POST /channels/africastalking/{secret}/inbound": "the address holds a secret",
    "POST /channels/orange/{secret}/delivery": "the address holds a secret",
    "POST /channels/orange/{secret}/inbound": "the address holds a secret",
    "GET /reports/files/{token}": "the address is signed, and ends",
    "GET /public/forms/{slug}": "the address is public, and bounded",
    "POST /public/forms/{slug}": "the address is public, and bounded",
    "GET /public/requests/{token}": "the address holds a secret, and ends",
    "GET /public/requests/{token}/provider-photo": "the address holds a secret, and ends",
    "POST /public/requests/{token}/cancel": "the address holds a secret, and ends",
    "POST /public/requests/{token}/relaunch": "the address holds a secret, and ends",
    "POST /public/requests/{token}/approve": "the address holds a secret, and ends",
    "POST /public/requests/{token}/review": "the address holds a secret, and ends",
}
"""Operations without a session, each with what it asks for instead."""


def declared() -> dict[str, str]:
    """Operation -> the roles that may call it, read from the endpoints' signatures."""
    from fastapi.routing import iter_route_contexts

    from digiboost.app import create_app
    from digiboost.identity.types import SCOPES

    found: dict[str, str] = {}
    for route in iter_route_contexts(create_app().routes):
        if not str(route.path).startswith("/api/v1"):
            continue
        dependencies = getattr(getattr(route, "dependant", None), "dependencies", [])
        scopes = [scope for one in dependencies if (scope := getattr(one.call, "required_scope", None))]
        for method in route.methods or ():
            name = f"{method} {str(route.path).removeprefix('/api/v1')}"
            roles = " ".join(role for role in SCOPES if scopes and scopes[0] in SCOPES[role])
            found[name] = roles if scopes else "anyone"
    return found


def table_text() -> str:
    rows = declared()
    width = max(len(name) for name in rows)
    lines = [f"{name.ljust(width)}  {rows[name]}" for name in sorted(rows, key=lambda n: n.split()[::-1])]
    return "\n".join(lines) + "\n"


def read_table() -> dict[str, str]:
    rows: dict[str, str] = {}
    for line in TABLE.read_text().splitlines():
        method, path, roles = line.split(maxsplit=2)
        rows[f"{method} {path}"] = roles
    return rows


def findings() -> list[str]:
    """What is wrong, one line each; empty when all is well."""
    rows, written = declared(), read_table() if TABLE.exists() else {}
    open_to_all = {name for name, roles in rows.items() if roles == "anyone"}
    return [
        *(f"{name}: names no scope and is not known as anonymous" for name in sorted(open_to_all - set(ANONYMOUS))),
        *(f"{name}: known as anonymous, but is not" for name in sorted(set(ANONYMOUS) - open_to_all)),
        *(f"{name}: {TABLE.name} says {written.get(name, 'nothing')!r}, the code {rows.get(name, 'nothing')!r}"
          for name in sorted(rows.keys() | written.keys()) if rows.get(name) != written.get(name)),
    ]  # fmt: skip


def main() -> int:
    if "--write" in sys.argv:
        TABLE.write_text(table_text())
    found = findings()
    print("\n".join(found) or "every endpoint is as the table says")
    return 1 if found else 0


if __name__ == "__main__":
    raise SystemExit(main())

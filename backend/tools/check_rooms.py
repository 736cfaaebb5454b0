"""Rules of the rooms that no linter knows, read from the source.

    python -m tools.check_rooms

A room commits nothing, rolls nothing back and holds no engine: the edge that made the transaction ends it.
There is no ``relationship()``, since loading is explicit; every statement that a room sends names the tenant;
an endpoint is a plain ``def``, so that its transaction stays in one thread.
"""

from __future__ import annotations

import ast
import re
from collections.abc import Iterator
from pathlib import Path

BACKEND = Path(__file__).resolve().parents[1]
PACKAGE = BACKEND / "digiboost"

EDGES = {"app.py", "worker.py", "cli.py"}
"""What opens and ends transactions; besides them the kernel, and the jobs of a room."""

ENGINE_KNOWN = {
    "identity/sessions.py": "the session behind a token is looked up before there is a transaction",
    "tracking/page_endpoints.py": "whose stream it is is asked once; the stream outlives any transaction",
}
TENANT_KNOWN = {
    ("channels/repository.py", "channel_events"): "a callback arrives before anybody knows whose it is",
    ("channels/repository.py", "channel_refs"): "tells whose a service's id is",
    ("notifications/repository.py", "notification_queue"): "the sweep looks for what is due in every company",
    ("identity/repository.py", "logins"): "walled by the e-mail that was presented",
    ("identity/repository.py", "tenant_clocks"): "a worker asks for every company's clock",
    ("dispatch/repository.py", "offer_calls"): "whose answer it is is what the look-up tells",
    ("identity/repository.py", "phone_links"): "whose code it is is what the look-up tells",
    ("identity/repository.py", "phone_owners"): "walled by the telephone that wrote",
    ("identity/repository.py", "phone_logins"): "walled by the telephone that was presented",
    ("identity/codes_repository.py", "login_codes"): "walled by the address that was presented; a worker sends them",
    ("requests/repository.py", "public_forms"): "walled by the address that was opened",
}
_STATEMENT = re.compile(r"\b(?:FROM|INTO|UPDATE|JOIN)\s+(?:ONLY\s+)?([a-z_]+)\b")


def rooms() -> list[Path]:
    return sorted(
        one for one in PACKAGE.iterdir() if (one / "__init__.py").exists() and one.name not in {"kernel", "demo"}
    )


def findings() -> list[str]:
    found: list[str] = []
    tables = _tables()
    for room in rooms():
        for file in sorted(room.rglob("*.py")):
            tree = ast.parse(file.read_text(encoding="utf-8"), filename=str(file))
            name = file.relative_to(PACKAGE).as_posix()
            checks = [_transactions(name, tree), _relationships(name, tree), _statements(name, tree, tables)]
            if file.name == "endpoints.py" or "endpoints" in file.parts:
                checks.append(_endpoints(name, tree))
            found.extend(f"digiboost/{name}:{line}: {text}" for check in checks for line, text in check)
    return found


Finding = Iterator[tuple[int, str]]


def _transactions(name: str, tree: ast.AST) -> Finding:
    for node in ast.walk(tree):
        if (
            isinstance(node, ast.Call)
            and isinstance(node.func, ast.Attribute)
            and node.func.attr in {"commit", "rollback"}
        ):
            yield node.lineno, f"a room never calls .{node.func.attr}()"
        if name in ENGINE_KNOWN or name.endswith("jobs.py"):
            continue
        if isinstance(node, ast.Name) and node.id in {"create_engine", "make_engine", "worker_engine", "Engine"}:
            yield node.lineno, f"a room holds no engine ({node.id})"
        if isinstance(node, ast.Call) and isinstance(node.func, ast.Name) and node.func.id == "Tx":
            yield node.lineno, "a room is given its transaction"


def _relationships(name: str, tree: ast.AST) -> Finding:
    for node in ast.walk(tree):
        if isinstance(node, ast.Call) and isinstance(node.func, ast.Name) and node.func.id == "relationship":
            yield node.lineno, "no relationship(): loading is explicit"


def _statements(file: str, tree: ast.AST, tables: frozenset[str]) -> Finding:
    """SQL text that touches a tenant's table without naming the tenant. Parts of a statement that is put
    together elsewhere (no verb at their start) are the whole's business."""
    named = {
        target.id: _text(node.value) or ""
        for node in ast.walk(tree)
        if isinstance(node, ast.Assign) and isinstance(node.value, (ast.Constant, ast.JoinedStr))
        for target in node.targets
        if isinstance(target, ast.Name)
    }
    parts = {id(part) for node in ast.walk(tree) if isinstance(node, ast.JoinedStr) for part in node.values}
    for node in ast.walk(tree):
        if not isinstance(node, (ast.Constant, ast.JoinedStr)) or id(node) in parts:
            continue
        text = _text(node)
        if text is None or not re.match(r"\s*(SELECT|INSERT|UPDATE|DELETE|WITH|MERGE)\b", text):
            continue
        touched = {table for table in _STATEMENT.findall(text) if table in tables}
        touched -= {table for known, table in TENANT_KNOWN if known == file}
        whole = text + "".join(part for name, part in named.items() if "{" + name + "}" in text)
        if touched and "tenant" not in whole:
            yield node.lineno, f"the statement on {', '.join(sorted(touched))} does not name the tenant"


def _endpoints(name: str, tree: ast.AST) -> Finding:
    for node in ast.walk(tree):
        if isinstance(node, ast.AsyncFunctionDef) and any(
            "router" in ast.unparse(decorator) for decorator in node.decorator_list
        ):
            yield node.lineno, f"{node.name}: an endpoint is a plain def, so that its transaction has one thread"


def _text(node: ast.Constant | ast.JoinedStr) -> str | None:
    if isinstance(node, ast.Constant):
        return node.value if isinstance(node.value, str) else None
    return "".join(
        str(part.value) if isinstance(part, ast.Constant) else "{" + ast.unparse(part) + "}" for part in node.values
    )


def _tables() -> frozenset[str]:
    from digiboost.tables import metadata

    return frozenset(metadata.tables) - {"deliveries", "ticks"}


def main() -> int:
    found = findings()
    print("\n".join(found) or "the rooms keep their rules")
    return 1 if found else 0


if __name__ == "__main__":
    raise SystemExit(main())

"""Rules of the API's contract, read from the OpenAPI document and the wiring.

    python -m tools.check_contract

Every error has its texts in French and in English with the same placeholders; an answer's fields have no
defaults, so that none can be forgotten unseen; lists have one envelope and sorts are enums; the queues that
are named, listened to and used are the same; nothing secret is shown.
"""

from __future__ import annotations

import ast
import re
from collections.abc import Iterator
from pathlib import Path
from typing import Any

BACKEND = Path(__file__).resolve().parents[1]
PACKAGE = BACKEND / "digiboost"

SHORT_LISTS = {
    "GET /devices": "at most a hundred devices of one person",
    "GET /reports/definitions": "the kinds of reports that there are",
}
"""Lists that need no pages."""

_SECRET = re.compile(r"password_hash|token_hash|secret|previous_hash|payload|dsn", re.IGNORECASE)
SHOWN = {("OperationIn", "payload"): "what a phone sends, not what is kept"}
"""Fields that only sound secret."""
_HOLE = re.compile(r"\{(\w+)\}")


def findings() -> list[str]:
    from digiboost.app import create_app

    document = create_app().openapi()
    return [*_texts(), *_reasons(), *_outputs(document), *_lists(document), *_queues(), *_secrets(document)]


def _texts() -> Iterator[str]:
    """Needs the application to be wired: create_app() was called."""
    from digiboost.kernel.errors import DomainError
    from digiboost.kernel.i18n import LANGUAGES, known_codes, text

    def below(cls: type[DomainError]) -> Iterator[type[DomainError]]:
        for one in cls.__subclasses__():
            yield one
            yield from below(one)

    codes = known_codes()
    for error in below(DomainError):
        if error.__module__.startswith("digiboost.") and error.code not in codes:
            yield f"{error.__module__}.{error.__name__}: no text for {error.code!r}; register it in wiring.py"
    for code in sorted(codes):
        french, english = (text(code, language) for language in LANGUAGES)
        if not french.strip() or not english.strip():
            yield f"text {code!r}: empty in one language"
        if set(_HOLE.findall(french)) != set(_HOLE.findall(english)):
            yield f"text {code!r}: the placeholders differ between the languages"
        if (" | " in french) != (" | " in english):
            yield f"text {code!r}: a title and a detail in one language only"


def _reasons() -> Iterator[str]:
    """``Invalid("field", "reason")``: the reason names a text."""
    from digiboost.kernel.i18n import known_codes

    codes = known_codes()
    for file in sorted(PACKAGE.rglob("*.py")):
        for node in ast.walk(ast.parse(file.read_text(encoding="utf-8"))):
            if not (isinstance(node, ast.Call) and isinstance(node.func, ast.Name) and node.func.id == "Invalid"):
                continue
            reason = node.args[1] if len(node.args) > 1 else None
            if isinstance(reason, ast.Constant) and reason.value not in codes:
                yield f"{file.relative_to(BACKEND)}:{node.lineno}: no text for the reason {reason.value!r}"


def _outputs(document: dict[str, Any]) -> Iterator[str]:
    asked: set[str] = set()
    answered: set[str] = set()
    for path in document["paths"].values():
        for operation in path.values():
            _reach(document, operation.get("requestBody", {}), asked)
            for status, answer in operation["responses"].items():
                if status.startswith("2"):
                    _reach(document, answer, answered)
    for name in sorted(answered - asked):
        schema = document["components"]["schemas"][name]
        for field in schema.get("properties", {}):
            if field not in schema.get("required", []):
                yield f"schema {name}: the answer's field {field!r} has a default"


def _reach(document: dict[str, Any], node: Any, found: set[str]) -> None:
    if isinstance(node, list):
        for one in node:
            _reach(document, one, found)
    elif isinstance(node, dict):
        name = str(node.get("$ref", "")).rpartition("/")[2]
        if name and name not in found:
            found.add(name)
            _reach(document, document["components"]["schemas"][name], found)
        for one in node.values():
            _reach(document, one, found)


def _lists(document: dict[str, Any]) -> Iterator[str]:
    for path, methods in document["paths"].items():
        operation = methods.get("get", {})
        name = f"GET {path.removeprefix('/api/v1')}"
        content = operation.get("responses", {}).get("200", {}).get("content", {}).get("application/json", {})
        schema = content.get("schema", {})
        if schema.get("type") == "array":
            yield f"{name}: a bare array; lists are {{items, next_cursor}}"
        answered = document["components"]["schemas"].get(schema.get("$ref", "").rpartition("/")[2], {})
        parameters = {one["name"]: one["schema"] for one in operation.get("parameters", []) if one["in"] == "query"}
        if "next_cursor" in answered.get("properties", {}) and name not in SHORT_LISTS:
            for wanted in ("limit", "cursor"):
                if wanted not in parameters:
                    yield f"{name}: a list without ?{wanted}="
            if parameters.get("limit", {}).get("maximum", 10**9) > 200:
                yield f"{name}: ?limit= has no bound of 200"
        if "sort" in parameters:
            chosen = parameters["sort"]
            named = document["components"]["schemas"].get(chosen.get("$ref", "").rpartition("/")[2], chosen)
            if "enum" not in named and "const" not in named:
                yield f"{name}: ?sort= is no enum"
        for parameter in parameters:
            if parameter in {"tenant_id", "provider_id", "company_id"}:
                yield f"{name}: ?{parameter}=: who asks is in the token, never in the address"


def _queues() -> Iterator[str]:
    import inspect

    from digiboost.cli import worker
    from digiboost.kernel.jobs import QUEUES
    from digiboost.wiring import REACTIONS

    listened = str(inspect.signature(worker).parameters["queues"].default).split(",")
    if sorted(listened) != sorted(QUEUES):
        yield f"`digiboost worker` listens to {sorted(listened)}, the queues are {sorted(QUEUES)}"
    used = {"default"}
    for reaction in REACTIONS:
        used.add(reaction.queue)
        if reaction.queue not in QUEUES:
            yield f"reaction {reaction.name}: no queue {reaction.queue!r}"
    names = [reaction.name for reaction in REACTIONS]
    for name in {name for name in names if names.count(name) > 1}:
        yield f"two reactions are called {name}"
    for file in sorted(PACKAGE.rglob("*.py")):
        for node in ast.walk(ast.parse(file.read_text(encoding="utf-8"))):
            if isinstance(node, ast.keyword) and node.arg == "queue" and isinstance(node.value, ast.Constant):
                used.add(str(node.value.value))
                if node.value.value not in QUEUES:
                    yield f"{file.relative_to(BACKEND)}:{node.value.lineno}: no queue {node.value.value!r}"
    for queue in sorted(set(QUEUES) - used):
        yield f"queue {queue!r} is used by nothing"


def _secrets(document: dict[str, Any]) -> Iterator[str]:
    for name, schema in document["components"]["schemas"].items():
        for field in schema.get("properties", {}):
            if _SECRET.search(field) and (name, field) not in SHOWN:
                yield f"schema {name}: shows {field!r}"


def main() -> int:
    found = findings()
    print("\n".join(found) or "the contract keeps its rules")
    return 1 if found else 0


if __name__ == "__main__":
    raise SystemExit(main())

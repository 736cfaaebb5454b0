"""A valid request body for any schema of the OpenAPI document."""

from __future__ import annotations

from collections.abc import Callable
from datetime import UTC, datetime
from typing import Any
from uuid import uuid4

from digiboost.kernel.ids import new_id
from tests.factories.people import PASSWORD

Ids = Callable[[str], str]
"""The identifier to be put into a field of that name (``product_id``)."""


def resolve(document: dict[str, Any], schema: dict[str, Any]) -> dict[str, Any]:
    while "$ref" in schema:
        schema = document["components"]["schemas"][schema["$ref"].rsplit("/", 1)[1]]
    return schema


def example(document: dict[str, Any], schema: dict[str, Any], ids: Ids, name: str = "", *, full: bool = False) -> Any:
    """A value of ``schema``: what is required, or every field with ``full``."""
    schema = resolve(document, schema)
    for way in ("anyOf", "oneOf"):
        if way in schema:
            chosen = next(one for one in schema[way] if one.get("type") != "null")
            return example(document, {**chosen, "title": schema.get("title", "")}, ids, name, full=full)
    if "allOf" in schema:
        return example(document, schema["allOf"][0], ids, name, full=full)
    if "const" in schema:
        return schema["const"]
    if "enum" in schema:
        return schema["enum"][-1] if name == "role" else schema["enum"][0]
    if name in _KNOWN and schema.get("type") == "string":
        return _KNOWN[name]()
    kind = schema.get("type")
    if kind == "object" or "properties" in schema:
        wanted = schema.get("properties", {})
        required = schema.get("required", [])
        # A body that may be empty changes nothing: give it its first field.
        chosen = [field for field in wanted if full or field in required] or list(wanted)[:1]
        return {field: example(document, wanted[field], ids, field, full=full) for field in chosen}
    if kind == "array":
        return [example(document, schema.get("items", {}), ids, name, full=full)] if name != "samples" else []
    if kind == "string":
        return _text(schema, ids, name)
    if kind in ("integer", "number"):
        low = schema.get("minimum", schema.get("exclusiveMinimum", 0))
        return max(1, int(low) + (1 if "exclusiveMinimum" in schema else 0))
    if kind == "boolean":
        return True
    return "x"


def id_fields(document: dict[str, Any], schema: dict[str, Any] | None, name: str = "") -> set[str]:
    """The names of the fields, at any depth, that name somebody's row."""
    if schema is None:
        return set()
    schema = resolve(document, schema)
    found: set[str] = set()
    for way in ("anyOf", "oneOf", "allOf"):
        for one in schema.get(way, []):
            found |= id_fields(document, one, name)
    for field, inner in schema.get("properties", {}).items():
        found |= id_fields(document, inner, field)
    if "items" in schema:
        found |= id_fields(document, schema["items"], name)
    if schema.get("format") == "uuid" and name.endswith(("_id", "_ids")):
        found.add(name)
    return found


def _text(schema: dict[str, Any], ids: Ids, name: str) -> str:
    match schema.get("format"):
        case "uuid":
            return str(new_id()) if name == "id" else ids(name)
        case "email":
            return f"someone-{uuid4().hex[:12]}@example.com"
        case "date-time":
            return datetime.now(UTC).isoformat()
        case "date":
            return datetime.now(UTC).date().isoformat()
        case "binary":
            return ""
    text = f"{name or 'texte'} {uuid4().hex[:8]}"
    text = text.ljust(schema.get("minLength", 0), "x")
    return text[: schema.get("maxLength", len(text))]


_KNOWN: dict[str, Callable[[], str]] = {
    "country": lambda: "SN",
    "currency": lambda: "XOF",
    "time_zone": lambda: "Africa/Dakar",
    "ninea": lambda: "001234567",
    "phone": lambda: "+221 77 123 45 67",
    "password": lambda: PASSWORD,
    "current_password": lambda: PASSWORD,
    "pin": lambda: "2580",
    "new_password": lambda: PASSWORD + "2",
    "totp": lambda: "000000",
    "code": lambda: f"C{uuid4().hex[:10]}",
    "opens": lambda: "08:00",
    "closes": lambda: "18:00",
    "barcode": lambda: str(uuid4().int)[:13],
    "sha256": lambda: uuid4().hex * 2,
}

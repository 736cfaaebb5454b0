"""Every operation of the real application: its address, its scope, its schemas."""

from __future__ import annotations

from dataclasses import dataclass, field
from functools import lru_cache
from typing import Any

from fastapi import FastAPI
from fastapi.routing import iter_route_contexts

from digiboost.kernel.auth import Scope

PREFIX = "/api/v1"
MUTATING = frozenset({"POST", "PUT", "PATCH", "DELETE"})


@dataclass(frozen=True)
class Operation:
    method: str
    path: str
    """Without the prefix: ``/products/{product_id}``."""
    scope: Scope | None
    """None where nobody needs to be signed in."""
    spec: dict[str, Any] = field(hash=False, compare=False)

    @property
    def name(self) -> str:
        return f"{self.method} {self.path}"

    @property
    def id(self) -> str:
        return str(self.spec["operationId"])

    @property
    def is_write(self) -> bool:
        return self.method in MUTATING

    @property
    def is_callback(self) -> bool:
        """A service calls it, which proves itself by a signature or a secret: tests/channels are about these."""
        return self.scope is None and self.path.startswith("/channels/")

    @property
    def path_parameters(self) -> list[str]:
        return [one["name"] for one in self.spec.get("parameters", []) if one["in"] == "path"]

    @property
    def query_parameters(self) -> list[dict[str, Any]]:
        return [one for one in self.spec.get("parameters", []) if one["in"] == "query"]

    @property
    def body_schema(self) -> dict[str, Any] | None:
        content = self.spec.get("requestBody", {}).get("content", {})
        return next((kind["schema"] for kind in content.values()), None)

    @property
    def is_part(self) -> bool:
        """Raw bytes of a file that comes in parts."""
        return "application/offset+octet-stream" in self.spec.get("requestBody", {}).get("content", {})

    @property
    def is_upload(self) -> bool:
        return "multipart/form-data" in self.spec.get("requestBody", {}).get("content", {})


@lru_cache
def application() -> FastAPI:
    from digiboost.app import create_app

    return create_app()


@lru_cache
def document() -> dict[str, Any]:
    return application().openapi()


def _scopes() -> dict[tuple[str, str], Scope | None]:
    found: dict[tuple[str, str], Scope | None] = {}
    for route in iter_route_contexts(application().routes):
        scopes = [
            scope
            for dependency in getattr(getattr(route, "dependant", None), "dependencies", [])
            if (scope := getattr(dependency.call, "required_scope", None)) is not None
        ]
        for method in route.methods or ():
            found[(method, str(route.path))] = scopes[0] if scopes else None
    return found


@lru_cache
def operations() -> list[Operation]:
    scopes = _scopes()
    found = []
    for path, methods in document()["paths"].items():
        for method, spec in methods.items():
            bare = path.removeprefix(PREFIX)
            found.append(Operation(method.upper(), bare, scopes[(method.upper(), path)], spec))
    return found


def parametrised(*, writes: bool | None = None, with_path: bool | None = None, callbacks: bool = True) -> list[Any]:
    import pytest

    return [
        pytest.param(one, id=one.name)
        for one in operations()
        if (writes is None or one.is_write == writes)
        and (with_path is None or bool(one.path_parameters) == with_path)
        and (callbacks or not one.is_callback)
    ]

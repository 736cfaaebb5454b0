"""The product, with a few routes beside it that do the least that a route can do: what its own are held against.

    python -m benchmarks.server --port 8000

These routes exist in this process alone; `digiboost.app` knows nothing of them.
"""

from __future__ import annotations

import argparse
from typing import Any
from uuid import UUID

import psycopg
import uvicorn
from fastapi import APIRouter, FastAPI, Request, Response

from benchmarks.seed import BARE_ITEMS, BARE_WRITES
from digiboost import app as product
from digiboost.kernel.http.routing import edge_of
from digiboost.kernel.ids import new_id

router = APIRouter(prefix="/benchmark")
STATIC = b'{"name":"Riz parfum\xc3\xa9 25 kg","price":14500,"on_hand":12.5}'


@router.get("/json")
async def no_database() -> Response:
    return Response(STATIC, media_type="application/json")


@router.get("/select/{number}")
def bare_select(request: Request, number: int) -> Response:
    """One row by its primary key, from the product's own pool and threads."""
    pooled = edge_of(request).engine.raw_connection()
    try:
        row = _raw(pooled).execute(f"SELECT body FROM {BARE_ITEMS} WHERE id = %s", (number,)).fetchone()
    finally:
        pooled.close()
    return Response(row[0] if row else b"{}", media_type="application/json")


@router.post("/insert", status_code=201)
def bare_insert(request: Request) -> Response:
    """One row, committed by itself."""
    pooled = edge_of(request).engine.raw_connection()
    made: UUID = new_id()
    try:
        _raw(pooled).execute(
            f"INSERT INTO {BARE_WRITES} (id, at, total, note) VALUES (%s, now(), %s, %s)", (made, 14500, "cash")
        )
    finally:
        pooled.close()
    return Response(b'{"id":"%s"}' % str(made).encode(), status_code=201, media_type="application/json")


def _raw(pooled: Any) -> psycopg.Connection[Any]:
    raw: psycopg.Connection[Any] = pooled.driver_connection
    return raw


def create_app() -> FastAPI:
    app = product.create_app()
    # In front: what the product is held against must not pay for finding its way past the product's routes.
    app.router.routes[:0] = router.routes
    return app


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--port", type=int, default=8000)
    options = parser.parse_args()
    # As `digiboost serve` does it.
    uvicorn.run(
        "benchmarks.server:create_app", factory=True, host="127.0.0.1", port=options.port, log_config=None,
        access_log=False, server_header=False, proxy_headers=False, timeout_graceful_shutdown=5,
    )  # fmt: skip


if __name__ == "__main__":
    main()

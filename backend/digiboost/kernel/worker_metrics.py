"""The figures of a worker, summed over its processes and shown on a port of their own.

A worker forks, and each child counts for itself: prometheus_client lets them count in files that the parent adds up.
It decides so when it is first imported, hence ``prepare`` comes before anything that counts.
"""

from __future__ import annotations

import hmac
import os
import tempfile
import threading
from collections.abc import Callable, Iterable
from typing import TYPE_CHECKING, Any
from wsgiref.simple_server import WSGIRequestHandler, WSGIServer, make_server

from digiboost.kernel.settings import Settings

if TYPE_CHECKING:
    from wsgiref.types import WSGIApplication

    from prometheus_client import CollectorRegistry
    from prometheus_client.registry import Collector

FOLDER = "PROMETHEUS_MULTIPROC_DIR"


def prepare(settings: Settings) -> None:
    """Has every process of this program count into one folder, where its figures are wanted at all."""
    if settings.worker_metrics_port is not None:
        os.environ[FOLDER] = tempfile.mkdtemp(prefix="digiboost-figures-")


def show(settings: Settings, *collectors: Collector) -> WSGIServer | None:
    """Serves ``/metrics`` from a thread, with the figures of ``collectors`` besides; None where the settings name no
    port."""
    if settings.worker_metrics_port is None or FOLDER not in os.environ:
        return None
    from prometheus_client import CollectorRegistry, make_wsgi_app
    from prometheus_client.multiprocess import MultiProcessCollector

    registry: CollectorRegistry = CollectorRegistry()
    MultiProcessCollector(registry)  # type: ignore[no-untyped-call]
    for collector in collectors:
        registry.register(collector)
    shown: WSGIApplication = make_wsgi_app(registry)
    token = settings.metrics_token

    def application(environ: dict[str, Any], start: Callable[..., Any]) -> Iterable[bytes]:
        expected = None if token is None else f"Bearer {token.get_secret_value()}"
        if expected is not None and not hmac.compare_digest(
            str(environ.get("HTTP_AUTHORIZATION", "")).encode("utf-8", "replace"), expected.encode()
        ):
            start("401 Unauthorized", [("WWW-Authenticate", "Bearer"), ("Content-Length", "0")])
            return []
        return shown(environ, start)

    server = make_server("0.0.0.0", settings.worker_metrics_port, application, handler_class=_Quiet)  # noqa: S104
    threading.Thread(target=server.serve_forever, daemon=True, name="figures").start()
    return server


class _Quiet(WSGIRequestHandler):
    timeout = 10

    def log_message(self, format: str, *args: Any) -> None:
        """A scrape every few seconds is no news."""

"""Structured logs, metrics and error tracking."""

from __future__ import annotations

import logging
import re
from functools import lru_cache
from typing import Any

from prometheus_client import Histogram
from pythonjsonlogger.json import JsonFormatter

from digiboost.kernel.settings import Settings

SECRET_WORDS = ("password", "token", "secret", "authorization", "cookie")


_VALUES = re.compile(r"^(DETAIL:|CONTEXT:|\[parameters:|\[SQL:).*$", re.MULTILINE)


class Formatter(JsonFormatter):
    """PostgreSQL's DETAIL shows the row that it refused: a person's data have no place in a log."""

    def formatException(self, ei: Any) -> str:
        return _VALUES.sub(r"\1 ***", str(super().formatException(ei)))


REQUESTS = Histogram(
    "http_request_duration_seconds",
    "Requests by route, method and status; its count is their number.",
    ("handler", "method", "status"),
    buckets=(0.01, 0.025, 0.05, 0.1, 0.25, 0.5, 1.0, 2.5, 10.0),
)


@lru_cache(maxsize=1024)
def _is_secret(name: str) -> bool:
    return any(word in name.lower() for word in SECRET_WORDS)


class WithoutSecrets(logging.Filter):
    """A field whose name says that it is secret never reaches a log."""

    def filter(self, record: logging.LogRecord) -> bool:
        for name in record.__dict__:
            if _is_secret(name):
                record.__dict__[name] = "***"
        return True


def configure_logging(settings: Settings) -> None:
    # Nothing that we write names the source line, the thread or the process: do not look them up each time.
    logging._srcfile = None
    logging.logThreads = logging.logProcesses = logging.logMultiprocessing = False
    handler = logging.StreamHandler()
    handler.addFilter(WithoutSecrets())
    handler.setFormatter(
        Formatter(
            "%(asctime)s %(levelname)s %(name)s %(message)s",
            rename_fields={"asctime": "at", "levelname": "level", "name": "logger"},
        )
    )
    root = logging.getLogger()
    root.handlers[:] = [handler]
    root.setLevel(settings.log_level)
    logging.getLogger("uvicorn.access").disabled = True


def configure_sentry(settings: Settings) -> None:
    """Error tracking, only when a DSN is configured; never with personal data."""
    if settings.sentry_dsn is None:
        return
    import sentry_sdk

    sentry_sdk.init(
        dsn=settings.sentry_dsn.get_secret_value(),
        environment=settings.environment,
        send_default_pii=False,
        include_local_variables=False,  # a stack's variables are passwords, tokens and people
        max_request_body_size="never",
        traces_sample_rate=0.0,
    )

"""What an operator sees of the requests: by route, never by address, and no series that a stranger can make."""

from __future__ import annotations

from typing import Any


def _series(client: Any) -> str:
    answer = client.get("/metrics")
    assert answer.status_code == 200
    return str(answer.text)


def test_requests_are_counted_by_their_route(shop: Any, client: Any) -> None:
    product_id = "01a1f9f7-876b-7427-bdef-325ebf0b78a9"
    assert shop.get(f"/stock/levels/{product_id}").status_code == 404
    series = _series(client)
    assert (
        'http_request_duration_seconds_count{handler="/api/v1/stock/levels/{product_id}",method="GET",status="404"}'
        in series
    )
    assert product_id not in series


def test_a_stranger_makes_no_series(client: Any) -> None:
    client.request("BREW", "/api/v1/me")
    client.get("/api/v1/there-is-nothing-here")
    series = _series(client)
    assert "BREW" not in series
    assert 'method="other"' in series
    assert 'handler="none",method="GET",status="404"' in series
    assert "there-is-nothing-here" not in series


def test_health_and_metrics_do_not_count_themselves(client: Any) -> None:
    client.get("/health/live")
    assert 'handler="/health' not in _series(client)


def test_an_unchanged_answer_is_small(shop: Any) -> None:
    """On a metered phone the bytes of "nothing has changed" are what most looks cost."""
    seen = shop.get("/dashboards/overview")
    again = shop.get("/dashboards/overview", headers={"If-None-Match": seen.headers["etag"]})
    assert again.status_code == 304
    assert "x-frame-options" in seen.headers
    assert sum(len(name) + len(value) + 4 for name, value in again.headers.raw) + len("HTTP/1.1 304 \r\n\r\n") <= 300

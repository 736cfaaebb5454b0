"""What operators see of the channels."""

from __future__ import annotations

from prometheus_client import Counter, Histogram

MESSAGES = Counter(
    "digiboost_channel_messages", "Attempts to send, by what became of them", ["channel", "adapter", "outcome"]
)
SECONDS = Histogram(
    "digiboost_channel_send_seconds",
    "How long a service took to answer an attempt",
    ["adapter"],
    buckets=(0.05, 0.1, 0.25, 0.5, 1.0, 2.5, 5.0, 10.0, 30.0),
)
CALLBACKS = Counter("digiboost_channel_callbacks", "Events that callbacks brought", ["adapter", "kind"])
REFUSED = Counter("digiboost_channel_callbacks_refused", "Callbacks that were not taken", ["adapter", "reason"])
EVENTS = Counter("digiboost_channel_events", "Events dealt with by a worker", ["adapter", "kind", "outcome"])
STOPS = Counter(
    "digiboost_channel_stops", "How often an adapter was stopped: its account needs a person", ["adapter", "code"]
)

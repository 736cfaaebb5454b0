"""Local servers that speak the contracts of the services that carry our messages. Real HTTP and SMTP, with faults
to order; for tests, for benchmarks, and for what kills processes.

    from tests.kit.whatsapp import WhatsApp
    with WhatsApp(token="t", phone_id="1", app_secret="s", callback_url=".../whatsapp/callback") as service:
        service.url, service.accepted, service.fault("status", status=503, times=2)

    python -m tests.kit.whatsapp --port 9101 --callback http://127.0.0.1:8000/api/v1/channels/whatsapp/callback
"""

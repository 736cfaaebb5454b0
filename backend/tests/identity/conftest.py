"""Sign-in codes go out by WhatsApp, SMS and e-mail on ports of this machine."""

from tests.notifications.conftest import configure, mail, orange, post, whatsapp

__all__ = ["configure", "mail", "orange", "post", "whatsapp"]

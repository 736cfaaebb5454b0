"""Messages that hold a secret of their reader: a sign-in code.

A colleague who reads what was sent must not be able to sign in as somebody else, so the lists show dots. While the code
holds, the row keeps what its sends are written from; ``forgetting`` empties it when it was used or is over. Where no
channel is configured at all, only the screen can tell the code: it is shown there, except in production.
"""

from __future__ import annotations

from dataclasses import replace

from digiboost.channels import service as channels_door
from digiboost.channels.types import Channel
from digiboost.kernel.settings import get_settings
from digiboost.notifications.rendering import Content

DOTS = "••••••"


def shown(content: Content, *, kept: bool) -> Content:
    """``content`` as others may read it; ``kept``: no channel takes this message."""
    return content if kept and _screen_only() else hidden(content)


def hidden(content: Content) -> Content:
    secret = content.template.secret
    return content if secret is None else replace(content, values={**content.values, secret: DOTS})


def _screen_only() -> bool:
    reaching = (Channel.WHATSAPP, Channel.SMS, Channel.EMAIL)
    return not get_settings().is_production and not any(map(channels_door.is_configured, reaching))

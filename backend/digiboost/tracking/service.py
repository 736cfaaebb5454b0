"""Tracking's door: where requests stand, when they will be done, who hears of it, what follows when they are late."""

from __future__ import annotations

from digiboost.tracking.escalating import acknowledge
from digiboost.tracking.following import follow, moved, opened
from digiboost.tracking.foreseeing import etas, prediction
from digiboost.tracking.sweeping import tonight, visit
from digiboost.tracking.templates import TEMPLATES

__all__ = ["TEMPLATES", "acknowledge", "etas", "follow", "moved", "opened", "prediction", "tonight", "visit"]

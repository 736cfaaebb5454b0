"""What follows from a report being wanted; run by a worker, once."""

from __future__ import annotations

from digiboost.kernel.events import Reaction
from digiboost.reports import making
from digiboost.reports.events import ReportWanted

REACTIONS = [Reaction("reports.make", ReportWanted.type, making.make, queue="default", gave_up=making.gave_up)]

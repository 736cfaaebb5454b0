"""The real worker, whose purchase orders take their time: long enough to be killed in the middle. Files
beside ``SLOW_REPORTS`` say that somebody draws.

    python -m tests.reports.slow_worker default
"""

from __future__ import annotations

import os
import sys
import time
from dataclasses import replace
from pathlib import Path

from digiboost.kernel.db.tx import Tx
from digiboost.reports.definitions import DEFINITIONS
from digiboost.reports.types import Asked, Made, Progress, ReportType

SECONDS = 1.0


def main() -> None:
    from digiboost.worker import celery_app

    known = DEFINITIONS[ReportType.PURCHASE_ORDER]

    def slowly(tx: Tx, asked: Asked, path: Path, progress: Progress) -> Made:
        Path(f"{os.environ['SLOW_REPORTS']}.{asked.subject_id}").touch()
        made = known.make(tx, asked, path, progress)
        for step in range(10):
            time.sleep(SECONDS / 10)
            progress(step / 10)
        return made

    DEFINITIONS[ReportType.PURCHASE_ORDER] = replace(known, make=slowly)
    celery_app.worker_main(
        ["worker", "-Q", sys.argv[1], "-c", "2", "-l", "WARNING", "--without-mingle", "--without-gossip"]
    )


if __name__ == "__main__":
    main()

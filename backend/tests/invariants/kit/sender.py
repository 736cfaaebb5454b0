"""A worker without a broker: sends everything of one company that is due, until somebody kills it."""

from __future__ import annotations

import sys
import time
from uuid import UUID

from digiboost.kernel.db.tx import Tx
from digiboost.kernel.jobs import worker_engine
from digiboost.notifications import jobs
from digiboost.wiring import wire


def main() -> None:
    company = UUID(sys.argv[1])
    wire()
    while True:
        with Tx(worker_engine(), None) as tx:
            due = tx.rows(
                "SELECT subject_id FROM notification_queue WHERE company_id = %s AND next_at <= now()"
                " ORDER BY next_at LIMIT 20", (company,),
            )  # fmt: skip
        for row in due:
            jobs.send(worker_engine(), company, row["subject_id"])
        if not due:
            time.sleep(0.02)


if __name__ == "__main__":
    main()

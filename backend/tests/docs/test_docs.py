"""The documentation is true: its commands work in the order in which they stand, its tables are the code's."""

from __future__ import annotations

import json
import os
import re
import shutil
import subprocess
import sys
import threading
from collections.abc import Iterator
from datetime import datetime
from itertools import pairwise
from pathlib import Path
from typing import Any
from urllib.parse import unquote
from uuid import uuid4

import pytest
import yaml

from digiboost import worker
from digiboost.channels import metrics as channel_metrics
from digiboost.identity.types import SCOPES, Role
from digiboost.kernel import telemetry
from digiboost.kernel.auth import Scope
from digiboost.kernel.backlog import BacklogCollector
from digiboost.kernel.clock import now
from digiboost.kernel.jobs import QUEUES, worker_engine
from digiboost.kernel.outbox import GIVEN_UP, deliver
from digiboost.kernel.settings import Settings
from digiboost.notifications import sending
from digiboost.sync.types import OperationType
from tests.invariants.kit.database import transaction
from tests.invariants.kit.server import Server, serving
from tools.console import BACKEND, ROOT

pytestmark = pytest.mark.alone

GUIDE = ROOT / "docs" / "api.md"
BLOCK = re.compile(r"^```bash\n(.*?)^```\n(?:```text\n(.*?)^```\n)?", re.DOTALL | re.MULTILINE)
OPERATION = re.compile(r"`(GET|POST|PUT|PATCH|DELETE) (/[a-z{}/_-]+)`")
PAGES = [ROOT / "README.md", *sorted((ROOT / "docs").rglob("*.md")), ROOT / "infra" / "README.md"]


@pytest.fixture(scope="module")
def served(app: Any) -> Iterator[Server]:
    """The application as a process of its own, and what the worker would do meanwhile."""
    over = threading.Event()
    worker = threading.Thread(target=_work_off, args=(now(), over))
    with serving() as server:
        worker.start()
        yield server
        over.set()
        worker.join()


def _work_off(since: datetime, over: threading.Event) -> None:
    while not over.wait(0.05):
        with transaction("worker") as connection:
            waiting = connection.execute(
                "SELECT event_id, company_id, reaction FROM deliveries WHERE state = 'waiting' AND created_at >= %s",
                (since,),
            ).fetchall()
        for event_id, company_id, reaction in waiting:
            deliver(worker_engine(), event_id, company_id, reaction)


@pytest.mark.skipif(not (shutil.which("bash") and shutil.which("curl")), reason="the blocks are written for curl")
def test_every_block_of_the_api_guide_works(served: Server, tmp_path: Path) -> None:
    """One shell runs the blocks one after the other; each that shows its output says exactly that."""
    blocks = BLOCK.findall(GUIDE.read_text())
    assert len(blocks) > 15
    script = ["set -euo pipefail"]
    for number, (commands, _) in enumerate(blocks):
        script += [f"exec > {number}.said", commands]
    text = "\n".join(script)
    for shown, real in {
        "https://shop.example.com": served.url,
        "awa@example.com": f"{uuid4().hex}@example.com",
    }.items():
        assert shown in text
        text = text.replace(shown, real)
    done = subprocess.run(
        ["bash", "-c", text], cwd=tmp_path, env={**os.environ, "LC_ALL": "C.UTF-8"}, stdin=subprocess.DEVNULL,
        capture_output=True, text=True, timeout=240, check=False,
    )  # fmt: skip
    said = [(tmp_path / f"{number}.said") for number in range(len(blocks))]
    last = max(number for number, file in enumerate(said) if file.exists())
    assert done.returncode == 0, f"{blocks[last][0]}\n{said[last].read_text()}\n{done.stderr}"
    for (commands, shown), file in zip(blocks, said, strict=True):
        if shown:
            assert file.read_text() == shown, commands


def test_the_table_of_roles_is_the_code_s() -> None:
    rows = [[cell.strip() for cell in line.strip("|").split("|")] for line in GUIDE.read_text().splitlines()]
    header = next(row for row in rows if row[0] == "scope")
    written = {role: set[Scope]() for role in Role}
    listed = [row for row in rows if row[0].strip("`") in set(Scope)]
    for row in listed:
        for role, cell in zip(header[2:], row[2:], strict=True):
            assert cell in {"yes", ""}
            if cell:
                written[Role(role)].add(Scope(row[0].strip("`")))
    assert len(listed) == len(Scope)
    assert written == SCOPES


def test_every_operation_that_is_named_exists() -> None:
    paths = json.loads((BACKEND / "openapi.json").read_text())["paths"]
    named = OPERATION.findall(GUIDE.read_text())
    assert named
    for method, path in named:
        assert method.lower() in paths.get(f"/api/v1{path}", {}), f"{method} {path}"


def test_every_type_of_operation_is_listed() -> None:
    """What a phone can send without a network, in the paragraph that names it."""
    paragraph = next(text for text in GUIDE.read_text().split("\n\n") if text.startswith("The types are"))
    listed = paragraph.split(". A payload")[0]
    assert set(re.findall(r"`([a-z_]+\.[a-z_]+)`", listed)) == {str(one) for one in OperationType}


def test_every_link_leads_somewhere() -> None:
    """Links within the repository: the file is there, and so is the heading."""
    for page in PAGES:
        for target in re.findall(r"\]\(([^)\s]+)\)", page.read_text()):
            if "://" in target:
                continue
            name, _, anchor = unquote(target).partition("#")
            found = (page.parent / name).resolve() if name else page
            assert found.exists(), f"{page.name}: {target}"
            if anchor:
                assert anchor in _anchors(found), f"{page.name}: {target}"


def _anchors(page: Path) -> set[str]:
    """The anchors of a page's headings, as code hosts make them."""
    headings = re.findall(r"^#+ (.+)$", page.read_text(), re.MULTILINE)
    return {re.sub(r"[^\w\- ]", "", heading.lower()).replace(" ", "-") for heading in headings}


FIGURE = re.compile(r"\b((?:digiboost|http)_[a-z0-9_]+)")
BACKUP_FIGURE = re.compile(r"digiboost_backup_((dump|drill|copy)_success_seconds|drill_(lost|restored)_seconds|bytes)")
"""What infra/backup/run.sh leaves for the node exporter."""


def test_every_figure_that_is_watched_exists() -> None:
    """What Prometheus' rules and Grafana's panels name is counted somewhere: a renamed figure alerts nobody."""
    metrics = [*vars(channel_metrics).values(), GIVEN_UP, sending.GIVEN_UP, worker.NIGHT_FINDINGS, telemetry.REQUESTS]
    families = {one._name for one in metrics if hasattr(one, "_name")}
    families |= {one.name for one in BacklogCollector(list).collect()}
    known = {f"{name}{end}" for name in families for end in ("", "_total", "_bucket", "_count", "_sum")}
    watching = [
        ROOT / "infra" / "prometheus" / "rules.yml",
        *(ROOT / "infra" / "grafana" / "dashboards").glob("*.json"),
    ]
    named = {name for path in watching for name in FIGURE.findall(path.read_text())}
    assert len(named) > 15
    assert {name for name in named - known if not BACKUP_FIGURE.fullmatch(name)} == set()


@pytest.mark.skipif(not shutil.which("sh"), reason="a shell script")
def test_a_new_server_s_settings_are_settings(tmp_path: Path) -> None:
    (tmp_path / "infra").mkdir()
    script = shutil.copy(ROOT / "infra" / "make-env.sh", tmp_path / "infra")
    command = ["sh", script, "shop.example.com", "you@example.com"]
    subprocess.run(command, check=True, capture_output=True, timeout=30)
    written = (tmp_path / ".env.digiboost").read_text()
    lines = re.findall(r"^(?:# )?DIGIBOOST_([A-Z_]+)=(.*)$", written, re.MULTILINE)
    assert len(lines) > 25
    assert {name.lower() for name, _ in lines} <= set(Settings.model_fields)
    # As it is, and with everything that is commented out, it starts.
    given = {name: value.strip("'") for name, value in lines if value}
    secrets = {name: value for name, value in given.items() if name.endswith(("SECRET", "TOKEN"))}
    assert all(len(value) >= 16 for value in secrets.values())
    environment = {f"DIGIBOOST_{name}": value for name, value in given.items() if name != "SMTP_PORT"}
    done = subprocess.run(
        [sys.executable, "-c", "from digiboost.kernel.settings import Settings; Settings()"],
        cwd=BACKEND, env={**os.environ, **environment}, capture_output=True, text=True, timeout=60, check=False,
    )  # fmt: skip
    assert done.returncode == 0, done.stderr
    again = subprocess.run(command, check=False, capture_output=True, timeout=30)
    assert again.returncode == 1
    assert (tmp_path / ".env.digiboost").read_text() == written


def test_every_setting_that_is_named_exists() -> None:
    """In the operator's guide: ``DIGIBOOST_X`` in full."""
    text = (ROOT / "infra" / "README.md").read_text()
    named = {name.lower() for name in re.findall(r"DIGIBOOST_([A-Z][A-Z_]+)", text)}
    assert named
    assert named <= set(Settings.model_fields)


def test_every_container_is_told_about() -> None:
    guide = (ROOT / "infra" / "README.md").read_text()
    services = yaml.safe_load((ROOT / "docker-compose.yml").read_text())["services"]
    assert {name for name in services if f"`{name}`" not in guide} == set()
    # Between them, the workers take every queue.
    taken = [
        queue
        for service in services.values()
        for option, value in pairwise(service.get("command") or [])
        if option == "--queues"
        for queue in value.split(",")
    ]
    assert sorted(taken) == sorted(QUEUES)

"""`make check`: every static rule of the project, in parallel, one line each; a step speaks when it fails.

tools.check [--list] [step ...]
"""

from __future__ import annotations

import argparse
import concurrent.futures
import difflib
import filecmp
import json
import os
import shlex
import shutil
import sys
import tempfile
import time
from collections.abc import Callable, Sequence
from pathlib import Path

from tools.console import BACKEND, FRONTEND, ROOT, VENV, Failed, line, red, say
from tools.console import run as run_patiently
from tools.stack import Stack

Step = Callable[[], object]

_PATIENCE = 300.0  # a step that hangs must not hang the check

_OPENAPI = BACKEND / "openapi.json"
_CLIENT_TYPES = FRONTEND / "src" / "kernel" / "api" / "schema.d.ts"
_ENVIRONMENT = {
    **os.environ,
    "PATH": f"{VENV / 'bin'}{os.pathsep}{os.environ.get('PATH', '')}",
    "DIGIBOOST_ENVIRONMENT": "test",
    "NO_COLOR": "1",
}


def run(command: Sequence[str | Path], *, cwd: Path, name: str | None = None) -> str:
    return run_patiently(command, cwd=cwd, env=_ENVIRONMENT, name=name, patience=_PATIENCE)


def tool(name: str, *arguments: str | Path, cwd: Path = BACKEND) -> Step:
    """A step that runs a program of the virtual environment."""
    return lambda: run([VENV / "bin" / name, *arguments], cwd=cwd, name=name)


def script(name: str) -> Step:
    """A step that runs a script of the frontend's package.json."""
    return lambda: run(["npm", "run", "--silent", name], cwd=FRONTEND, name=f"npm run {name}")


def migrations_lint() -> None:
    """squawk reads the SQL of all migrations: no lock that a busy table would feel."""
    sql = run([VENV / "bin" / "digiboost", "migrate", "--sql"], cwd=BACKEND)
    with tempfile.TemporaryDirectory() as folder:
        file = Path(folder) / "migrations.sql"
        file.write_text(sql)
        config = BACKEND / ".squawk.toml"
        chosen = ["--config", str(config)] if config.exists() else []
        run([str(VENV / "bin" / "squawk"), *chosen, str(file)], cwd=BACKEND, name="squawk")


def models_match_database() -> None:
    """The migrations, run on an empty database, give exactly the tables that the models describe."""
    with (
        tempfile.TemporaryDirectory(prefix="digiboost-check-") as folder,
        Stack(Path(folder), durable=False, keep=False) as stack,
    ):
        env = {**_ENVIRONMENT, **stack.environment()}
        for command in (["migrate"], ["migrate", "--check"]):
            program = [str(VENV / "bin" / "digiboost"), *command]
            run_patiently(program, cwd=BACKEND, env=env, patience=_PATIENCE)


def openapi_current() -> None:
    """openapi.json and the client's types are what the code says today."""
    with tempfile.TemporaryDirectory() as folder:
        document = Path(folder) / "openapi.json"
        run([VENV / "bin" / "digiboost", "openapi", "--out", document], cwd=BACKEND)
        same(_OPENAPI, document)
        run([VENV / "bin" / "openapi-spec-validator", document], cwd=BACKEND)
        types = Path(folder) / "schema.d.ts"
        # The package's own command, flags and all, only from and to the temporary folder.
        program, source, *flags = shlex.split(
            json.loads((FRONTEND / "package.json").read_text())["scripts"]["api-types"]
        )
        flags[flags.index("-o") + 1] = str(types)
        if (FRONTEND / source).resolve() != _OPENAPI:
            raise Failed(f"the script api-types reads {source} and not backend/openapi.json")
        run([FRONTEND / "node_modules" / ".bin" / program, document, *flags], cwd=FRONTEND)
        same(_CLIENT_TYPES, types)


def same(committed: Path, fresh: Path) -> None:
    if not committed.exists():
        raise Failed(f"{committed.relative_to(ROOT)} is missing; run `make openapi`")
    if filecmp.cmp(committed, fresh, shallow=False):
        return
    name = str(committed.relative_to(ROOT))
    difference = list(
        difflib.unified_diff(
            committed.read_text().splitlines(),
            fresh.read_text().splitlines(),
            name,
            "generated",
            lineterm="",
            n=1,
        )
    )
    shown = "\n".join("    " + text for text in difference[:40])
    raise Failed(f"{name} is not what the code gives; run `make openapi`\n{shown}")


def shell_scripts() -> None:
    """Every shell script parses."""
    for path in sorted([*ROOT.glob("infra/**/*.sh"), ROOT / ".ci" / "run"]):
        run(["sh", "-n", str(path)], cwd=ROOT, name=f"sh -n {path.relative_to(ROOT)}")


def dashboards() -> None:
    """Every Grafana dashboard is JSON with a title, an id of its own, and panels."""
    seen: set[str] = set()
    for path in sorted(ROOT.glob("infra/grafana/**/*.json")):
        board = json.loads(path.read_text())
        if not (board.get("title") and board.get("panels") and board.get("uid")) or board["uid"] in seen:
            raise Failed(f"{path.relative_to(ROOT)}: needs a title, panels and a uid that no other has")
        seen.add(board["uid"])


def same_content_policy() -> None:
    """The proxy and the demo's own server send one content security policy."""
    from digiboost.kernel.http.static import CONTENT_POLICY

    page = (ROOT / "infra" / "proxy" / "headers-page.conf").read_text()
    if f'Content-Security-Policy "{CONTENT_POLICY}"' not in page:
        raise Failed("infra/proxy/headers-page.conf and digiboost/kernel/http/static.py differ")


def steps() -> dict[str, Step]:
    """All steps, the slow ones first, so that the last to end is a short one."""
    found: dict[str, Step] = {
        "mypy": tool("mypy"),
        "models match database": models_match_database,
        "eslint": script("lint"),
        "tsc": script("typecheck"),
        "openapi and client types": openapi_current,
        "knip": script("knip"),
        "import rules": tool("lint-imports", "--config", ".importlinter"),
        "mypy (tools)": tool("mypy", "--config-file", "pyproject.toml", "-p", "tools"),
        "translations": script("i18n-check"),
        "migrations (squawk)": migrations_lint,
        "ruff check": tool("ruff", "check", "."),
        "ruff format": tool("ruff", "format", "--check", "."),
        "docker-compose.yml": tool(
            "check-jsonschema", "--builtin-schema", "vendor.compose-spec", "docker-compose.yml", cwd=ROOT
        ),
        "workflows": tool(
            "check-jsonschema", "--builtin-schema", "vendor.github-workflows", ".github/workflows/ci.yml",
            cwd=ROOT,
        ),
        "content policy": same_content_policy,
        "dashboards": dashboards,
        "shell scripts": shell_scripts,
    }  # fmt: skip
    for path in sorted((BACKEND / "tools").glob("check_*.py")):
        name = path.stem.removeprefix("check_").replace("_", " ")
        found[f"own rule: {name}"] = tool("python", "-m", f"tools.{path.stem}")
    return found


def perform(name: str, step: Step) -> tuple[str, float, str | None]:
    started = time.monotonic()
    try:
        step()
    except Failed as error:
        return name, time.monotonic() - started, str(error)
    return name, time.monotonic() - started, None


def check(chosen: Sequence[str], at_once: int) -> int:
    """Run the steps; returns how many failed."""
    known = steps()
    failures = 0
    with concurrent.futures.ThreadPoolExecutor(at_once) as pool:
        for future in concurrent.futures.as_completed([pool.submit(perform, name, known[name]) for name in chosen]):
            name, seconds, complaint = future.result()
            say(line(name, red("FAILED") if complaint else "ok", seconds))
            if complaint:
                failures += 1
                say(complaint)
    return failures


def main() -> int:
    parser = argparse.ArgumentParser(prog="python -m tools.check", description=__doc__.split("\n")[0])
    parser.add_argument("steps", nargs="*", help="names, or beginnings of names; all without any")
    parser.add_argument("--list", action="store_true")
    parser.add_argument("--at-once", type=int, default=min(4, (os.cpu_count() or 2) + 1))
    options = parser.parse_args()
    known = list(steps())
    if options.list:
        say("\n".join(known))
        return 0
    chosen = [name for name in known if not options.steps or name.startswith(tuple(options.steps))]
    if not chosen:
        parser.error("no step begins like that; --list shows them")
    if shutil.which("npm") is None:
        say(red("npm is not installed; run `make setup`"))
        return 1
    started = time.monotonic()
    failures = check(chosen, options.at_once)
    say(line(f"{len(chosen)} checks, {failures} failed", "", time.monotonic() - started))
    return 1 if failures else 0


if __name__ == "__main__":
    try:
        sys.exit(main())
    except KeyboardInterrupt:
        sys.exit(130)

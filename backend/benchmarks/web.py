"""The built application in a real Chromium: Lighthouse on a slow phone, and bytes counted at the socket.

    python -m benchmarks.web [--only /login,/]

The product serves its production build over demo data; the measurements themselves live with the frontend
(`npm run lighthouse`, `npm run bytes`: the median of three runs, slow 4G and a cheap phone).
"""

from __future__ import annotations

import argparse
import os
import re
import shutil
import socket
import subprocess
import sys
import tempfile
from pathlib import Path

from benchmarks.figures import Figures, at_least, at_most
from benchmarks.stage import DATA, environment
from tools import browser, services
from tools.console import FRONTEND, Failed, red, say, step
from tools.stack import Stack

_SCREEN = re.compile(
    r"^\S+\s+(?P<path>/\S*)\s+performance (?P<performance>\d+) accessibility (?P<accessibility>\d+)"
    r" best practices (?P<best>\d+) FCP (?P<fcp>\d+) ms LCP (?P<lcp>\d+) ms CLS (?P<cls>[\d.]+) TBT (?P<tbt>\d+) ms"
)
_BYTES = re.compile(r"^(?:ok|TOO BIG)\s+(?P<what>.+?)\s+(?P<down>\d+) bytes down \(of \d+\), (?P<up>\d+) up")
_LIMITS = {"first visit": 150_000, "repeat visit": 1_000, "unchanged refresh": 300, "changed refresh": 5_000}


def npm(script: str, arguments: list[str], env: dict[str, str]) -> str:
    """What a script of the frontend says; it may find budgets missed, which is no failure of the measurement."""
    program = shutil.which("npm")
    if program is None:
        raise Failed("the frontend needs Node.js 20 or newer with npm")
    done = subprocess.run(
        [program, "run", "--silent", script, "--", *arguments],
        cwd=FRONTEND, env=env, stdin=subprocess.DEVNULL, capture_output=True, text=True, check=False, timeout=1800,
    )  # fmt: skip
    if done.returncode not in (0, 1) or not done.stdout.strip():
        raise Failed(f"npm run {script} ended with {done.returncode}\n{done.stdout}{done.stderr}")
    return done.stdout


def lighthouse(figures: Figures, said: str) -> None:
    found = [match for line in said.splitlines() if (match := _SCREEN.match(line))]
    if not found:
        raise Failed(f"Lighthouse measured nothing:\n{said}")
    for screen in found:
        name = "web." + (screen["path"].strip("/").replace("/", "_") or "overview")
        figures.add(f"{name}.performance", int(screen["performance"]), "", at_least(95))
        figures.add(f"{name}.accessibility", int(screen["accessibility"]), "", at_least(100))
        figures.add(f"{name}.best_practices", int(screen["best"]), "", at_least(100))
        figures.add(f"{name}.fcp", int(screen["fcp"]), "ms")
        figures.add(f"{name}.lcp", int(screen["lcp"]), "ms", at_most(2000))
        figures.add(f"{name}.cls", float(screen["cls"]), "", at_most(0.05))
        figures.add(f"{name}.tbt", int(screen["tbt"]), "ms", at_most(200))
    for line in said.splitlines():
        if not _SCREEN.match(line):
            say(f"  {line}")


def counted_bytes(figures: Figures, said: str) -> None:
    for line in said.splitlines():
        match = _BYTES.match(line)
        if match is None:
            continue
        what = match["what"].split(":")[0].strip()
        limit = next((limit for name, limit in _LIMITS.items() if what.startswith(name)), None)
        name = f"web.bytes.{re.sub(r'[^a-z]+', '_', what.lower()).strip('_')}"
        figures.add(f"{name}.down", int(match["down"]), "bytes", None if limit is None else at_most(limit))
        figures.add(f"{name}.up", int(match["up"]), "bytes")


def refresh(figures: Figures, port: int, login: dict[str, str]) -> None:
    """What one look at the overview costs on a connection that is open already, to the byte."""
    import httpx

    with httpx.Client(base_url=f"http://{services.HOST}:{port}/api/v1") as client:
        wanted = {"email": login["email"], "password": login["password"]}
        session = client.post("/auth/login", json=wanted, headers={"Origin": f"http://{services.HOST}:{port}"})
        session.raise_for_status()
        token = session.json()["access_token"]
        tag = client.get("/dashboards/overview", headers={"Authorization": f"Bearer {token}"}).headers["etag"]
    for name, seen, limit in (("changed", '"another"', 5_000), ("unchanged", tag, 300)):
        asked = (
            f"GET /api/v1/dashboards/overview HTTP/1.1\r\nHost: {services.HOST}:{port}\r\n"
            f"Authorization: Bearer {token}\r\nAccept-Encoding: gzip, br\r\nIf-None-Match: {seen}\r\n"
            "Connection: close\r\n\r\n"
        ).encode()
        with socket.create_connection((services.HOST, port), timeout=30) as connection:
            connection.sendall(asked)
            answer = b""
            while piece := connection.recv(65536):
                answer += piece
        # A kept connection is not told that it closes.
        down = len(answer) - len(b"connection: close\r\n")
        figures.add(f"web.bytes.overview_{name}.down", down, "bytes", at_most(limit), answer[9:12].decode())


def main() -> int:
    parser = argparse.ArgumentParser(
        prog="python -m benchmarks.web", description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter
    )
    parser.add_argument("--only", help="paths, separated by commas")
    options = parser.parse_args()
    figures = Figures("web")
    try:
        chromium = browser.path()
        with tempfile.TemporaryDirectory(prefix="digiboost-web-") as scratch, Stack(DATA / "web") as stack:
            logs = stack.data_dir / "logs"
            port = services.choose_port(8500)
            env = environment(stack, port)
            services.job("migrate", [services.program(), "migrate"], env=env, logs=logs)
            with step("demo companies"):
                said = services.job("demo-data", [services.program(), "demo-data"], env=env, logs=logs)
            with step("production build"):
                services.build_frontend(logs)
            login = services.demo_logins(said)[0]
            running = services.Services(env, port, logs)
            try:
                running.start(("api", "worker"))
                running.wait_ready()
                refresh(figures, port, login)
                asked = {
                    **os.environ, "BASE_URL": running.url, "CHROMIUM_PATH": chromium, "DEMO_EMAIL": login["email"],
                    "DEMO_PASSWORD": login["password"], "TMPDIR": str(Path(scratch)),
                }  # fmt: skip
                counted_bytes(figures, npm("bytes", [], asked))
                lighthouse(figures, npm("lighthouse", [f"--only={options.only}"] if options.only else [], asked))
            finally:
                running.stop()
    except Failed as error:
        say(red(str(error)))
        return 1
    figures.save()
    return 0


if __name__ == "__main__":
    sys.exit(main())

"""What a manager's day costs in mobile data: the built application in Chromium, every byte counted at the socket.

    python -m benchmarks.data [--requests]

Ten openings with four dashboards each, sixty refreshes, fifty sales, ten of them made without network
(`frontend/e2e/data.ts`). Once behind TLS and HTTP/2, as phones reach the product, and once over plain HTTP/1.1,
where every request repeats its headers.
"""

from __future__ import annotations

import argparse
import json
import os
import shutil
import subprocess
import sys
import tempfile
from datetime import timedelta
from pathlib import Path
from typing import Any

from cryptography import x509
from cryptography.hazmat.primitives import hashes, serialization
from cryptography.hazmat.primitives.asymmetric import ec
from cryptography.x509.oid import NameOID

from benchmarks.figures import Figures, at_most
from benchmarks.stage import DATA, environment
from digiboost.kernel.clock import now
from tools import browser, services
from tools.console import FRONTEND, Failed, red, say, step
from tools.stack import Stack

BUDGET, AIM = 500.0, 150.0
"""kB of a working day, both ways: the limit and what is aimed at."""
ASIDE = "a quiet minute"
"""Measured besides: no part of the sum."""


def certificate(folder: Path) -> tuple[Path, Path]:
    """A key and a certificate of its own for this machine, good for a day."""
    key = ec.generate_private_key(ec.SECP256R1())
    name = x509.Name([x509.NameAttribute(NameOID.COMMON_NAME, services.HOST)])
    made = (
        x509.CertificateBuilder()
        .subject_name(name)
        .issuer_name(name)
        .public_key(key.public_key())
        .serial_number(x509.random_serial_number())
        .not_valid_before(now() - timedelta(hours=1))
        .not_valid_after(now() + timedelta(days=1))
        .sign(key, hashes.SHA256())
    )
    paths = folder / "key.pem", folder / "certificate.pem"
    paths[0].write_bytes(
        key.private_bytes(serialization.Encoding.PEM, serialization.PrivateFormat.PKCS8, serialization.NoEncryption())
    )
    paths[1].write_bytes(made.public_bytes(serialization.Encoding.PEM))
    return paths


def walk(env: dict[str, str], *arguments: str) -> dict[str, Any]:
    """One day, as the script tells it. Raises Failed when it broke off."""
    npm = shutil.which("npm")
    if npm is None:
        raise Failed("the frontend needs Node.js 20 or newer with npm")
    done = subprocess.run(
        [npm, "run", "--silent", "data-day", "--", *arguments],
        cwd=FRONTEND, env=env, stdin=subprocess.DEVNULL, capture_output=True, text=True, check=False, timeout=1800,
    )  # fmt: skip
    if done.returncode != 0:
        raise Failed(f"the day broke off\n{done.stdout[-2000:]}{done.stderr[-4000:]}")
    if arguments:
        say(done.stderr)
    found: dict[str, Any] = json.loads(done.stdout.splitlines()[-1])
    return found


def report(figures: Figures, way: str, day: dict[str, Any]) -> None:
    total = 0
    for name, part in day["parts"].items():
        both = part["up"] + part["down"]
        total += 0 if name == ASIDE else both
        note = f"{part['down']} bytes down, {part['up']} up"
        if part["requests"]:
            note += f", {part['requests']} requests"
        figures.add(f"data.{way}.{name.replace(' ', '_')}", both / 1000, "kB", note=note)
    figures.add(f"data.{way}.day", total / 1000, "kB", at_most(BUDGET), f"the aim is {AIM:.0f} kB")
    figures.raw.append({"way": way, **day})


def main() -> int:
    parser = argparse.ArgumentParser(
        prog="python -m benchmarks.data", description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter
    )
    parser.add_argument("--requests", action="store_true", help="tell which requests it was")
    options = parser.parse_args()
    arguments = ["--requests"] if options.requests else []
    figures = Figures("data")
    try:
        chromium = browser.path()
        with (
            tempfile.TemporaryDirectory(prefix="data-day-") as scratch,
            Stack(DATA / "data", keep=False) as stack,
        ):
            logs = stack.data_dir / "logs"
            key, cert = certificate(Path(scratch))
            port = services.choose_port(8600)
            secure = f"https://{services.HOST}:{services.choose_port(port + 1)}"
            env = environment(stack, port)
            with step("schema and demo companies"):
                services.job("migrate", [services.program(), "migrate"], env=env, logs=logs)
                said = services.job("demo-data", [services.program(), "demo-data"], env=env, logs=logs)
            with step("production build"):
                services.build_frontend(logs)
            login = services.demo_logins(said)[0]
            for way, address in (("http2", secure), ("http1", f"http://{services.HOST}:{port}")):
                running = services.Services({**env, "DIGIBOOST_PUBLIC_URL": address}, port, logs)
                asked = {
                    **os.environ, "BASE_URL": address, "CHROMIUM_PATH": chromium, "TMPDIR": scratch,
                    "DEMO_EMAIL": login["email"], "DEMO_PASSWORD": login["password"],
                }  # fmt: skip
                if address == secure:
                    asked |= {
                        "PRODUCT_URL": running.url,
                        "TLS_KEY": str(key),
                        "TLS_CERT": str(cert),
                        "NODE_EXTRA_CA_CERTS": str(cert),
                    }
                try:
                    running.start(("api", "worker"))
                    running.wait_ready()
                    day = walk(asked, *arguments)
                finally:
                    running.stop()
                report(figures, way, day)
    except Failed as error:
        say(red(str(error)))
        return 1
    figures.save()
    return 0


if __name__ == "__main__":
    sys.exit(main())

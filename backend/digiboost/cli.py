"""``digiboost``: the command line. Heavy imports stay inside the commands, so that it starts at once."""

from __future__ import annotations

import json
import sys
from functools import partial
from pathlib import Path
from typing import Annotated

import typer

app = typer.Typer(no_args_is_help=True, add_completion=False, pretty_exceptions_enable=False, help=__doc__)


@app.command()
def migrate(
    sql: Annotated[bool, typer.Option("--sql", help="Print the SQL of all migrations instead")] = False,
    check: Annotated[bool, typer.Option("--check", help="Compare the models with the database")] = False,
    revision: Annotated[str, typer.Option(help="Upgrade up to this revision")] = "head",
) -> None:
    """Creates roles and brings the database to the newest schema."""
    from digiboost.kernel.db import migrate as migration
    from digiboost.kernel.settings import get_settings

    if sql:
        migration.offline_sql()
    elif check:
        migration.check()
    else:
        migration.upgrade(get_settings(), revision)


@app.command()
def serve(
    host: Annotated[str, typer.Option()] = "127.0.0.1",
    port: Annotated[int, typer.Option()] = 8000,
    workers: Annotated[int, typer.Option()] = 1,
) -> None:
    """Serves the API (and the PWA, where DIGIBOOST_STATIC_DIR names its build)."""
    import uvicorn

    from digiboost.kernel.settings import get_settings

    uvicorn.run(
        "digiboost.app:create_app",
        factory=True,
        host=host,
        port=port,
        workers=workers if workers > 1 else None,
        log_config=None,
        access_log=False,
        server_header=False,
        proxy_headers=False,
        timeout_graceful_shutdown=25,
        forwarded_allow_ips=",".join(get_settings().trusted_proxies),
    )


@app.command()
def worker(
    queues: Annotated[str, typer.Option()] = "messages,default,imports,schedule",
    concurrency: Annotated[int, typer.Option()] = 2,
) -> None:
    """Runs jobs: reactions to events, imports, scheduled work."""
    from digiboost.kernel.settings import get_settings
    from digiboost.kernel.worker_metrics import prepare

    prepare(get_settings())
    from digiboost.worker import run_worker

    run_worker(queues, concurrency)


@app.command()
def beat() -> None:
    """Ticks the schedule; a second one does no harm."""
    from digiboost.worker import run_beat

    run_beat()


@app.command()
def openapi(
    out: Annotated[Path | None, typer.Option(help="File to write; standard output otherwise")] = None,
) -> None:
    """Writes the OpenAPI document."""
    from digiboost.app import openapi_document

    text = json.dumps(openapi_document(), indent=1, ensure_ascii=False, sort_keys=True) + "\n"
    if out is None:
        sys.stdout.write(text)
    else:
        out.write_text(text, encoding="utf-8")


@app.command()
def forecast(
    sales: Annotated[Path, typer.Option(help="CSV of sku, date, qty")],
    skus: Annotated[Path, typer.Option(help="CSV of sku, category, unit_price")],
    tasks: Annotated[Path, typer.Option(help="CSV of sku, cutoff, stock_on_hand")],
    out: Annotated[Path, typer.Option(help="CSV to write: quantiles, stock-out, reorder point of each task")],
) -> None:
    """Foretells the demand of files with the engine that works at night."""
    from digiboost.kernel.cores import use_one_core

    use_one_core()
    from digiboost.forecasting.engine.command import run

    typer.echo(f"{run(sales, skus, tasks, out)} forecasts", err=True)


@app.command("demo-data")
def demo_data(
    until: Annotated[str | None, typer.Option(help="Generate as if it were this moment (ISO 8601, with zone)")] = None,
    seed: Annotated[int, typer.Option()] = 2026,
) -> None:
    """Creates the demo companies that are not there yet; prints their logins as JSON lines."""
    from datetime import datetime

    from digiboost.demo.load import load
    from digiboost.kernel.clock import now
    from digiboost.kernel.cores import use_one_core
    from digiboost.kernel.jobs import worker_engine
    from digiboost.wiring import NIGHTLY, wire

    use_one_core()
    wire()
    moment = datetime.fromisoformat(until) if until else now()
    said = partial(typer.echo, err=True)
    for login in load(worker_engine(), seed, moment, said, NIGHTLY.values()):
        typer.echo(json.dumps(login, ensure_ascii=False))


@app.command("replay-dead")
def replay_dead() -> None:
    """Gives every delivery, callback and message that was given up another life."""
    from digiboost.channels.jobs import replay_dead as replay_callbacks
    from digiboost.kernel.jobs import worker_engine
    from digiboost.kernel.outbox import replay_dead as replay
    from digiboost.worker import replay_dead_messages

    typer.echo(f"{replay(worker_engine())} deliveries wait again")
    typer.echo(f"{replay_dead_messages()} messages wait again")
    typer.echo(f"{replay_callbacks(worker_engine())} callbacks wait again")


@app.command("vapid-key")
def vapid_key() -> None:
    """Makes a key for web push, as DIGIBOOST_VAPID_PRIVATE_KEY wants it."""
    from digiboost.channels.adapters.webpush import new_private_key

    typer.echo(new_private_key())


@app.command("whatsapp-templates")
def whatsapp_templates() -> None:
    """Prints the templates that WhatsApp must approve: name, language, body, what fills it, buttons."""
    from digiboost.notifications.service import to_approve
    from digiboost.wiring import wire

    wire()
    for one in to_approve():
        typer.echo(f"{one.name}  ({one.language}, {one.category})")
        typer.echo("\n".join(f"    {line}" for line in one.body.splitlines()))
        typer.echo(f"  filled with: {', '.join(one.parameters)}")
        if one.takes_document:
            typer.echo("  header: a document")
        if one.buttons:
            typer.echo(f"  quick replies: {' | '.join(one.buttons)}")
        typer.echo()


@app.command("resume-channel")
def resume_channel(adapter: Annotated[str, typer.Argument(help="whatsapp, twilio, orange, ...")]) -> None:
    """Lets an adapter send again that rests because its account was blocked."""
    from digiboost.channels.jobs import resume

    resume(adapter)
    typer.echo(f"{adapter} may send again")


def main() -> None:
    app()

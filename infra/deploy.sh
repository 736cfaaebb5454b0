#!/bin/sh
# Brings the checked-out version into service without an interruption: builds, migrates, then replaces one API
# container after the other. Migrations leave the running version working, so a failure half-way harms nobody.
set -eu

cd "$(dirname "$0")/.."
compose="docker compose"

$compose build
$compose up -d --wait postgres redis
$compose run --rm migrate
for service in api api-2; do
    $compose up -d --no-deps --wait "$service"
done
$compose up -d --no-deps worker worker-messages beat
$compose up -d --wait
$compose ps

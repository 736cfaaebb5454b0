#!/bin/sh
# make-env.sh DOMAIN E-MAIL: writes .env with fresh secrets, for this server alone. Never overwrites one.
set -eu

cd "$(dirname "$0")/.."
domain=${1:?usage: make-env.sh DOMAIN E-MAIL}
email=${2:?usage: make-env.sh DOMAIN E-MAIL}
[ ! -e .env ] || { echo ".env exists already" >&2; exit 1; }

secret() { head -c "$1" /dev/urandom | base64 | tr -d '\n=' | tr '+/' '-_'; }

umask 077
cat >.env <<ENV
DOMAIN=$domain
CERTIFICATE_EMAIL=$email
SECRET_KEY=$(secret 48)
POSTGRES_PASSWORD=$(secret 24)
APP_PASSWORD=$(secret 24)
WORKER_PASSWORD=$(secret 24)
BACKUP_PASSWORD=$(secret 24)
REDIS_PASSWORD=$(secret 24)
METRICS_TOKEN=$(secret 24)
GRAFANA_PASSWORD=$(secret 18)
# The hour (UTC) of the nightly backup, and where it is copied to: an rclone remote, set up in .env.backup.
BACKUP_HOUR=2
BACKUP_REMOTE=
ENV
echo ".env is written; keep a copy of it away from this server"

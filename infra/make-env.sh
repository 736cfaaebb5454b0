#!/bin/sh
# make-env.sh DOMAIN E-MAIL: writes .env with fresh secrets, for this server alone, and .env.digiboost, where the
# credentials of the channels go. Never overwrites one.
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
[ -e .env.digiboost ] || cat >.env.digiboost <<ENV
# The ways out; infra/README.md says where each service shows these. What has no credentials sends nothing: its
# messages are kept where they can be read on screen. After a change: docker compose up -d

# -- WhatsApp (Meta, Cloud API). The verify token is ours: enter it beside the callback's address.
# DIGIBOOST_WHATSAPP_PHONE_ID=
# DIGIBOOST_WHATSAPP_TOKEN=
# DIGIBOOST_WHATSAPP_APP_SECRET=
DIGIBOOST_WHATSAPP_VERIFY_TOKEN=$(secret 24)
# DIGIBOOST_WHATSAPP_NUMBER=+221...

# -- SMS: the first of these that is configured, and serves the recipient's country.
# DIGIBOOST_SMS_ADAPTERS='["orange", "africastalking", "twilio"]'
# DIGIBOOST_SMS_NUMBER=+221...
# DIGIBOOST_ORANGE_CLIENT_ID=
# DIGIBOOST_ORANGE_CLIENT_SECRET=
# DIGIBOOST_ORANGE_SENDERS='{"+221": "tel:+2210000", "+237": "tel:+2370000"}'
# DIGIBOOST_ORANGE_SENDER_NAME=
DIGIBOOST_ORANGE_CALLBACK_SECRET=$(secret 24)
# DIGIBOOST_AFRICASTALKING_USERNAME=
# DIGIBOOST_AFRICASTALKING_API_KEY=
# DIGIBOOST_AFRICASTALKING_FROM=
# DIGIBOOST_AFRICASTALKING_PREFIXES='["+221", "+225"]'
DIGIBOOST_AFRICASTALKING_CALLBACK_SECRET=$(secret 24)

# -- Twilio: SMS, and WhatsApp where Meta is not used directly.
# DIGIBOOST_TWILIO_ACCOUNT_SID=
# DIGIBOOST_TWILIO_AUTH_TOKEN=
# DIGIBOOST_TWILIO_SMS_FROM=+1...
# DIGIBOOST_TWILIO_WHATSAPP_FROM=+1...
# DIGIBOOST_TWILIO_CONTENT_SIDS='{"digiboost_alerte_fr": "HX..."}'

# -- e-mail: starttls (port 587) or tls (port 465)
# DIGIBOOST_SMTP_HOST=
# DIGIBOOST_SMTP_PORT=587
# DIGIBOOST_SMTP_SECURITY=starttls
# DIGIBOOST_SMTP_USERNAME=
# DIGIBOOST_SMTP_PASSWORD=
# DIGIBOOST_SMTP_FROM=Digiboost <alertes@$domain>
# DIGIBOOST_SMTP_RETURN_PATH=

# -- web push: docker compose run --rm --no-deps worker digiboost vapid-key
# DIGIBOOST_VAPID_PRIVATE_KEY=
# DIGIBOOST_VAPID_SUBJECT=mailto:$email

# What a message costs the company, thousandths of a franc CFA: shown beside each message.
# DIGIBOOST_MESSAGE_PRICES='{"whatsapp": 4000, "whatsapp_window": 0, "sms": 22000, "email": 0, "push": 0}'
# DIGIBOOST_SENTRY_DSN=
ENV
echo ".env and .env.digiboost are written; keep a copy of both away from this server"

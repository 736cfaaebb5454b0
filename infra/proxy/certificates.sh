#!/bin/sh
# Obtains a certificate for DOMAIN from Let's Encrypt, renews it, and puts it where the proxy looks for it.
set -u

certificates=/var/lib/digiboost/certificates
account=$certificates/letsencrypt
live=$account/config/live/$DOMAIN

while :; do
    if certbot certonly --webroot --webroot-path /var/lib/digiboost/acme --domain "$DOMAIN" \
        --email "$CERTIFICATE_EMAIL" --agree-tos --non-interactive --keep-until-expiring \
        --key-type ecdsa --config-dir "$account/config" --work-dir "$account/work" \
        --logs-dir "$account/logs"; then
        if ! cmp -s "$live/fullchain.pem" "$certificates/fullchain.pem"; then
            # The key first: the proxy reloads when the chain changes.
            cp "$live/privkey.pem" "$certificates/privkey.new" && mv "$certificates/privkey.new" "$certificates/privkey.pem"
            cp "$live/fullchain.pem" "$certificates/fullchain.new" && mv "$certificates/fullchain.new" "$certificates/fullchain.pem"
        fi
        pause=43200
    else
        echo "no certificate for $DOMAIN yet; the next try is in an hour" >&2
        pause=3600
    fi
    # In the background, so that a stop is obeyed at once.
    sleep "$pause" &
    wait $!
done

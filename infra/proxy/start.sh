#!/bin/sh
# Starts nginx: publishes this release's hashed files beside those of earlier releases, makes sure that some
# certificate exists before the real one arrives, and loads renewed certificates.
set -eu

released=${PWA_ASSETS:-/srv/pwa/assets}
published=${PUBLISHED_ASSETS:-/var/lib/digiboost/assets}
certificates=${CERTIFICATES:-/var/lib/digiboost/certificates}
configuration=${NGINX_CONF:-/etc/nginx/nginx.conf}
keep_days=${KEEP_ASSETS_DAYS:-60}

# A phone that was offline for weeks may still run an old shell, whose files it has not all fetched yet.
cp -R "$released/." "$published/"
(cd "$published" && find . -type f -mtime "+$keep_days" | while IFS= read -r file; do
    [ -e "$released/$file" ] || rm -f "$file"
done)

if [ ! -s "$certificates/fullchain.pem" ]; then
    # nginx does not start without one, and the real one is only given to a server that answers.
    openssl req -x509 -newkey ec -pkeyopt ec_paramgen_curve:prime256v1 -nodes -days 7 \
        -subj "/CN=${DOMAIN:-localhost}" \
        -keyout "$certificates/privkey.pem" -out "$certificates/fullchain.pem" 2>/dev/null
fi

nginx -e stderr -t -q -c "$configuration"
(
    known=$(cksum <"$certificates/fullchain.pem")
    while sleep "${RELOAD_SECONDS:-60}"; do
        now=$(cksum <"$certificates/fullchain.pem")
        if [ "$now" != "$known" ]; then
            known=$now
            nginx -e stderr -s reload -c "$configuration"
        fi
    done
) &
exec nginx -e stderr -c "$configuration" -g 'daemon off;'

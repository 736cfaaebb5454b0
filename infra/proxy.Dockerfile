# The reverse proxy, with the built PWA inside.
FROM node:22-bookworm-slim AS build
RUN apt-get update -q && apt-get install -y -q --no-install-recommends brotli gzip && rm -rf /var/lib/apt/lists/*
WORKDIR /frontend
COPY frontend/package.json frontend/package-lock.json frontend/.npmr[c] ./
# As in backend/tools/setup.py: a lock may lack another platform's optional packages.
RUN npm ci --no-audit --no-fund || npm install --no-save --no-audit --no-fund
COPY frontend ./
RUN npm run build
# Compressed once, as hard as possible: bytes are the user's money.
RUN find dist -type f -size +300c \
        \( -name '*.js' -o -name '*.css' -o -name '*.html' -o -name '*.svg' -o -name '*.json' -o -name '*.webmanifest' \) \
        -exec brotli --force --keep --best {} + -exec gzip --force --keep --best {} +

FROM alpine:3.22
RUN apk add --no-cache nginx nginx-mod-http-brotli openssl \
    && adduser -S -D -H -u 10002 -G nginx digiboost \
    && rm -rf /etc/nginx/http.d /etc/nginx/nginx.conf \
    && install -d -o 10002 -g nginx /var/lib/digiboost/assets /var/lib/digiboost/certificates /var/lib/digiboost/acme
COPY infra/proxy/nginx.conf infra/proxy/platform.conf infra/proxy/headers.conf infra/proxy/headers-page.conf \
     infra/proxy/proxy.conf infra/proxy/modules.conf /etc/nginx/
COPY --chmod=755 infra/proxy/start.sh /usr/local/bin/start-proxy
COPY --from=build /frontend/dist /srv/pwa
USER 10002
EXPOSE 8080 8443
CMD ["start-proxy"]

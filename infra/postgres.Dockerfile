# PostgreSQL, the backup scripts that archive its WAL, and rclone to copy the backups elsewhere. The database
# and the backup container run the same image, so that the drill restores with the version that wrote.
FROM postgres:18-bookworm
RUN apt-get update -q && apt-get install -y -q --no-install-recommends rclone ca-certificates \
    && rm -rf /var/lib/apt/lists/* \
    && install -d -o postgres -g postgres /backup /metrics
COPY --chmod=755 infra/backup /usr/local/lib/backup
COPY --chmod=755 infra/postgres/10-backup-role.sh /docker-entrypoint-initdb.d/
USER postgres

# PostgreSQL's own tools, the backup scripts, and rclone to copy the backups elsewhere.
FROM postgres:18-bookworm
RUN apt-get update -q && apt-get install -y -q --no-install-recommends rclone ca-certificates \
    && rm -rf /var/lib/apt/lists/* \
    && install -d -o postgres -g postgres /backup /metrics
COPY --chmod=755 infra/backup /usr/local/lib/backup
USER postgres
ENTRYPOINT ["/usr/local/lib/backup/run.sh"]
CMD ["loop"]

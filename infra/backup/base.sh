#!/bin/sh
# A base backup: with the WAL archived since, the database can be brought back to any moment after it.
# Connects as PGUSER (needs REPLICATION). Prints the folder it made.
set -eu

backups=${BACKUP_DIR:-/backup}
name=$(date -u +%Y%m%dT%H%M%SZ)
made=$backups/base/$name.part

rm -rf "$backups"/base/*.part
mkdir -p "$backups/base"
# Older than every segment that this backup will need: prune.sh compares by it.
touch "$backups/base/$name.started"
pg_basebackup -D "$made" --format=tar --gzip --wal-method=stream --checkpoint=fast --label="$name" --no-password
sync "$made"
mv "$made" "$backups/base/$name"
echo "$backups/base/$name"

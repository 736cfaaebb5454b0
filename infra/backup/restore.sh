#!/bin/sh
# restore.sh FOLDER [MOMENT]
# Lays out the newest base backup (the newest before MOMENT, as '2026-11-20 14:05:00+00') in the empty FOLDER,
# so that a PostgreSQL started there replays the archived WAL up to MOMENT, or up to the last segment, and opens.
# Run it as the user that PostgreSQL runs as.
set -eu

folder=$1
moment=${2:-}
backups=${BACKUP_DIR:-/backup}

if [ -d "$folder" ] && [ -n "$(ls -A "$folder")" ]; then
    echo "$folder is not empty" >&2
    exit 1
fi
base=$(find "$backups/base" -mindepth 1 -maxdepth 1 -type d -name '*Z' | sort -r | while IFS= read -r found; do
    if [ -z "$moment" ] || [ "$(basename "$found")" \< "$(date -u -d "$moment" +%Y%m%dT%H%M%SZ)" ]; then
        echo "$found"
        break
    fi
done)
if [ -z "$base" ]; then
    echo "no base backup in $backups/base${moment:+ before $moment}" >&2
    exit 1
fi

mkdir -p "$folder"
chmod 700 "$folder"
tar -xzf "$base/base.tar.gz" -C "$folder"
tar -xzf "$base/pg_wal.tar.gz" -C "$folder/pg_wal"
# Quoted twice: once for the shell that PostgreSQL starts, once for its configuration file.
quoted=$(printf %s "$backups" | sed "s/'/''/g")
{
    echo "restore_command = 'gzip -dc \"$quoted/wal/%f.gz\" > \"%p\"'"
    echo "recovery_target_action = 'promote'"
    [ -z "$moment" ] || echo "recovery_target_time = '$moment'"
} >>"$folder/postgresql.auto.conf"
touch "$folder/recovery.signal"
echo "$base"

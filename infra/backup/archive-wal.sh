#!/bin/sh
# PostgreSQL's archive_command: archive-wal.sh %p %f
# Keeps one finished WAL segment, compressed. Fails rather than overwrite a different one; PostgreSQL tries again.
set -eu

segment=$1
kept=${BACKUP_DIR:-/backup}/wal/$2.gz

mkdir -p "${kept%/*}"
if [ -e "$kept" ]; then
    # PostgreSQL was stopped after we were done and before it noted so: the same segment again is no error.
    gzip -dc "$kept" | cmp -s - "$segment"
    exit
fi
gzip -1 <"$segment" >"$kept.part"
sync "$kept.part"
mv "$kept.part" "$kept"
sync "${kept%/*}"

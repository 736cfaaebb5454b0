#!/bin/sh
# A dump of the database, of the roles it needs, and of the files people uploaded. Independent of the
# PostgreSQL version, and what to reach for when a single table was damaged. Prints the folder it made.
set -eu

backups=${BACKUP_DIR:-/backup}
files=${FILES_DIR:-/data/files}
name=$(date -u +%Y%m%dT%H%M%SZ)
made=$backups/dump/$name.part

rm -rf "$backups"/dump/*.part
mkdir -p "$made"
# Passwords are not dumped: `digiboost migrate` sets those of the environment.
pg_dumpall --roles-only --no-role-passwords --no-password >"$made/roles.sql"
pg_dump --format=custom --compress=gzip:6 --no-password --file="$made/database.dump" "${PGDATABASE:-digiboost}"
# A dump that cannot be read is none.
pg_restore --list "$made/database.dump" >"$made/contents.txt"
if [ -d "$files" ]; then
    tar -C "$files" -czf "$made/files.tar.gz" .
fi
(cd "$made" && sha256sum -- * >SHA256SUMS)
sync "$made"
mv "$made" "$backups/dump/$name"
echo "$backups/dump/$name"

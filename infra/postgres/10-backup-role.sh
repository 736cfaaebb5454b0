#!/bin/sh
# Runs once, when the database is created: the role that takes backups. It reads everything, past row-level
# security, and changes nothing.
set -eu
psql -v ON_ERROR_STOP=1 -v password="$BACKUP_PASSWORD" --username "$POSTGRES_USER" --dbname "$POSTGRES_DB" <<'SQL'
CREATE ROLE digiboost_backup LOGIN REPLICATION BYPASSRLS PASSWORD :'password';
GRANT pg_read_all_data TO digiboost_backup;
SQL
# Base backups come from the backup container; the image lets nobody replicate from another machine.
echo "host replication digiboost_backup samenet scram-sha-256" >>"$PGDATA/pg_hba.conf"

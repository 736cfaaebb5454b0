#!/bin/sh
# The restore drill: proves with the real backups that the database comes back, and how much would be lost.
# Restores the newest base backup and the archived WAL into a folder of its own, starts it on a private socket,
# restores the newest dump beside it, and compares both with what is live. Writes one line `name value` each:
#   restored_seconds  from the beginning until the restored database answered
#   lost_seconds      between the last tick that the live database had at the beginning and the restored one's
#   tables            tables compared; dumped_tables: tables of the dump that could be read back
set -eu

backups=${BACKUP_DIR:-/backup}
database=${PGDATABASE:-digiboost}
work=$(mktemp -d "${DRILL_DIR:-$backups}/drill.XXXXXX")
began=$(date +%s)

finish() {
    if [ -f "$work/data/postmaster.pid" ]; then
        pg_ctl -D "$work/data" -m immediate -w stop >/dev/null 2>&1 || true
    fi
    rm -rf "$work"
}
trap finish EXIT

live() { psql -X -A -t -q -v ON_ERROR_STOP=1 -d "$database" -c "$1"; }
drilled() { psql -X -A -t -q -v ON_ERROR_STOP=1 -h "$work" -p 5432 -U "$owner" -d "$1" -c "$2"; }

# The beat writes a tick every ten seconds, so the newest one tells how old a copy is.
last_tick="SELECT coalesce(extract(epoch FROM max(due_at))::bigint, 0) FROM ticks"
had=$(live "$last_tick")
owner=$(live "SELECT rolname FROM pg_roles WHERE rolsuper AND rolcanlogin ORDER BY oid LIMIT 1")

"$(dirname "$0")/restore.sh" "$work/data" >/dev/null
# Nobody else is let in, and nothing is archived a second time.
printf 'local all all trust\n' >"$work/hba"
cat >>"$work/data/postgresql.auto.conf" <<SETTINGS
listen_addresses = ''
unix_socket_directories = '$work'
port = 5432
hba_file = '$work/hba'
archive_mode = off
shared_buffers = '64MB'
SETTINGS
# A server that replays another one's WAL must allow as many connections and locks as that one did.
pg_controldata -D "$work/data" | sed -n \
    -e 's/^max_connections setting: */max_connections = /p' \
    -e 's/^max_worker_processes setting: */max_worker_processes = /p' \
    -e 's/^max_wal_senders setting: */max_wal_senders = /p' \
    -e 's/^max_prepared_xacts setting: */max_prepared_transactions = /p' \
    -e 's/^max_locks_per_xact setting: */max_locks_per_transaction = /p' >>"$work/data/postgresql.auto.conf"
pg_ctl -D "$work/data" -l "$work/log" -w -t 900 start >/dev/null || { cat "$work/log" >&2; exit 1; }
tries=0
while [ "$(drilled "$database" "SELECT pg_is_in_recovery()")" = t ]; do
    tries=$((tries + 1))
    [ "$tries" -lt 1800 ] || { echo "still recovering" >&2; exit 1; }
    sleep 0.5
done
restored=$(date +%s)

has=$(drilled "$database" "$last_tick")
count="SELECT count(*) FROM pg_class WHERE relkind IN ('r', 'p') AND relnamespace = 'public'::regnamespace"
tables=$(drilled "$database" "$count")
[ "$tables" -eq "$(live "$count")" ] || { echo "the restored database has $tables tables" >&2; exit 1; }
# Every row of every table is read: damaged pages would speak up here.
drilled "$database" "SELECT format('SELECT count(*) FROM %s;', oid::regclass) FROM pg_class
    WHERE relkind = 'r' AND relnamespace = 'public'::regnamespace" >"$work/counts.sql"
psql -X -A -t -q -v ON_ERROR_STOP=1 -h "$work" -p 5432 -U "$owner" -d "$database" -f "$work/counts.sql" >/dev/null

dump=$(find "$backups/dump" -mindepth 1 -maxdepth 1 -type d -name '*Z' 2>/dev/null | sort | tail -n 1)
dumped=0
if [ -n "$dump" ]; then
    (cd "$dump" && sha256sum --check --quiet SHA256SUMS)
    drilled postgres "CREATE DATABASE drill TEMPLATE template0"
    pg_restore --exit-on-error --no-password -h "$work" -p 5432 -U "$owner" -d drill "$dump/database.dump"
    dumped=$(drilled drill "$count")
fi

echo "restored_seconds $((restored - began))"
echo "lost_seconds $((had > has ? had - has : 0))"
echo "tables $tables"
echo "dumped_tables $dumped"

#!/bin/sh
# The backup container: a dump every night, a base backup and a restore drill every Sunday, a copy elsewhere.
# Leaves figures for Prometheus (node-exporter's textfile folder) and is unhealthy when a night was missed.
set -u

here=$(dirname "$0")
backups=${BACKUP_DIR:-/backup}
metrics=${METRICS_DIR:-/metrics}
hour=${BACKUP_HOUR:-2}

say() { echo "{\"at\":\"$(date -u +%FT%TZ)\",\"level\":\"$1\",\"logger\":\"backup\",\"message\":\"$2\"}"; }

# figure NAME VALUE HELP: replaces one figure, atomically.
figure() {
    {
        echo "# HELP digiboost_backup_$1 $3"
        echo "# TYPE digiboost_backup_$1 gauge"
        echo "digiboost_backup_$1 $2"
    } >"$metrics/$1.new" && mv "$metrics/$1.new" "$metrics/backup_$1.prom"
}

# attempt NAME COMMAND...: runs it, notes when it last succeeded.
attempt() {
    name=$1
    shift
    say INFO "$name begins"
    if "$@" >"/tmp/$name.log" 2>&1; then
        figure "${name}_success_seconds" "$(date +%s)" "When the last $name succeeded, in seconds since 1970."
        say INFO "$name is done"
        return 0
    fi
    say ERROR "$name failed: $(tail -c 500 "/tmp/$name.log" | tr '\n\t"\\' '    ')"
    return 1
}

copy_elsewhere() {
    # rclone reads its remote, best an encrypting one, from RCLONE_CONFIG_... variables.
    rclone sync "$backups" "$BACKUP_REMOTE" --exclude '*.part' --exclude '*.part/**' --exclude 'drill.*/**' --transfers 2
}

night() {
    attempt dump "$here/dump.sh"
    if [ "$(date -u +%u)" -eq 7 ] || [ -z "$(find "$backups/base" -maxdepth 1 -name '*Z' 2>/dev/null)" ]; then
        attempt base "$here/base.sh"
        if attempt drill "$here/drill.sh"; then
            while read -r key value; do
                figure "drill_$key" "$value" "Of the last restore drill: $key."
            done </tmp/drill.log
        fi
    fi
    attempt prune "$here/prune.sh"
    if [ -n "${BACKUP_REMOTE:-}" ]; then
        attempt copy copy_elsewhere
    fi
    figure bytes "$(du -sb "$backups" | cut -f1)" "Size of all backups."
}

mkdir -p "$backups/wal" "$backups/base" "$backups/dump"
case ${1:-loop} in
    now)
        night
        exit
        ;;
    healthy)
        # A night may be late by the time that it takes, and not by more.
        [ -n "$(find "$metrics/backup_dump_success_seconds.prom" -mmin -1620 2>/dev/null)" ]
        exit
        ;;
esac

trap 'exit 0' TERM INT
until pg_isready -q; do sleep 2; done
# The first backup does not wait for the first night.
[ -n "$(find "$backups/dump" -maxdepth 1 -name '*Z' 2>/dev/null)" ] || night
while :; do
    now=$(date -u +%s)
    due=$(date -u -d "today $hour:30" +%s)
    [ "$due" -gt "$now" ] || due=$((due + 86400))
    # In the background, so that a stop is obeyed at once.
    sleep $((due - now)) &
    wait $!
    night
done

#!/bin/sh
# Forgets what is old: keeps the last KEEP_DUMPS dumps, one a week for KEEP_WEEKS weeks, the last KEEP_BASES
# base backups, and all WAL since the oldest of those.
set -eu

backups=${BACKUP_DIR:-/backup}
keep_dumps=${KEEP_DUMPS:-7}
keep_weeks=${KEEP_WEEKS:-4}
keep_bases=${KEEP_BASES:-2}

newest_first() { find "$1" -mindepth 1 -maxdepth 1 -type d -name '*Z' 2>/dev/null | sort -r; }

kept_weeks=" "
number=0
newest_first "$backups/dump" | while IFS= read -r dump; do
    number=$((number + 1))
    day=$(basename "$dump" | cut -c1-8)
    week=$(date -u -d "$day" +%G%V)
    [ "$number" -le "$keep_dumps" ] && continue
    case $kept_weeks in
        *" $week "*) rm -rf "$dump"; continue ;;
    esac
    if [ "$(echo "$kept_weeks" | wc -w)" -lt "$keep_weeks" ]; then
        kept_weeks="$kept_weeks$week "
    else
        rm -rf "$dump"
    fi
done

newest_first "$backups/base" | tail -n "+$((keep_bases + 1))" | while IFS= read -r base; do
    rm -rf "$base" "$base.started"
done

oldest=$(newest_first "$backups/base" | tail -n 1)
if [ -n "$oldest" ] && [ -e "$oldest.started" ]; then
    find "$backups/wal" -type f ! -newer "$oldest.started" -delete
fi

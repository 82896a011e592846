#!/bin/sh
# Prints the table: 64 KiB by Handback's own client and by its peers over the
# same modeled lines. Takes about three minutes. Linux only. One column, with more runs:
#
#   peers.sh -table.only "BER 1e-5" -table.runs 10
set -eu
cd "$(dirname "$0")"

for pair in sz:lrzsz rz:lrzsz sx:lrzsz rx:lrzsz gkermit:gkermit; do
	program=${pair%%:*}
	if ! command -v "$program" >/dev/null; then
		echo "$program is not installed (package ${pair#*:}): its rows stay empty" >&2
	fi
done
exec go test -run '^$' -bench '^BenchmarkTable$' -benchtime 1x -count 1 -timeout 60m . "$@"

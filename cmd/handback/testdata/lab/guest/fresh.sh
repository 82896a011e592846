# fresh.sh FILE-SYSTEM OPTIONS: a stick as it is bought, and a laptop that has
# not saved its request yet.
. /host/guest/stick.sh
mkfs."$1" "$(part s)" >/dev/null 2>&1
attach s "$1" "$2"
laptop

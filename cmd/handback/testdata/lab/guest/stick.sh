# What the scripts about sticks share.

# part ID: says the partition of that stick, once it is there.
part() {
	serial=LAB$(echo "$1" | tr a-z A-Z)
	for _ in $(seq 200); do
		for disk in /sys/block/sd*; do
			[ -e "$disk" ] && [ "$(cat "$disk/size")" != 0 ] || continue
			usb=$(readlink -f "$disk")
			while [ "$usb" != / ] && [ ! -e "$usb/idVendor" ]; do usb=${usb%/*}; done
			part=/dev/${disk##*/}1
			[ "$(cat "$usb/serial")" = "$serial" ] && [ -b "$part" ] && echo "$part" && return
		done
		usleep 50000
	done
	echo "no stick $1 came" >&2
	return 1
}

# attach ID FILE-SYSTEM OPTIONS: mounts a stick for the technician.
attach() {
	mkdir -p "/mnt/$1"
	mount -t "$2" -o "$3,uid=1001,gid=1001" "$(part "$1")" "/mnt/$1"
}

# laptop makes the ledger of the technician, with a request that is not saved.
laptop() {
	rm -rf /tmp/laptop
	cp -r /host/state/handback /tmp/laptop
	chown -R field /tmp/laptop
}

# technician ARG...: runs handback as the technician, and keeps what it says.
technician() {
	status=0
	timeout -s KILL 100 su field -c "exec handback --state /tmp/laptop $*" >/tmp/said 2>&1 || status=$?
	echo "$status" >/tmp/status
}

# noted says how often handback noted a file as saved.
noted() { cat /tmp/laptop/returns/*/journal.jsonl | grep -c '"kind":"saved"' || true; }

# now says the time in milliseconds.
now() { awk '{print int($1 * 1000)}' /proc/uptime; }

# again.sh FILE-SYSTEM OPTIONS: reads what a stick that was pulled holds, on a
# mount of its own, then has handback do again what did not end well.
. /host/guest/stick.sh
id=$(ls /host/state/handback/returns)

# holds NAME: the digest of the request, and whether all that is listed is whole.
holds() {
	cd /mnt/s/HANDBACK/"$id"_* 2>/dev/null || cd /
	echo "$1=$(sha256sum <1-return-request.bin 2>/dev/null | cut -d' ' -f1 | grep . || echo absent)"
	echo "$1.listed=$(sha256sum -c SHA256SUMS >/dev/null 2>&1 && echo whole || echo broken)"
	cd /
}

umount -l /mnt/s
lab plug s
attach s "$1" "$2,ro"
holds found
umount /mnt/s
attach s "$1" "$2"
if grep -q ^handback: /tmp/said; then
	if [ "$(noted)" = 0 ]; then technician --stick /mnt/s next --do; else technician --stick /mnt/s save "$id"; fi
fi
umount /mnt/s
attach s "$1" "$2,ro"
holds after
umount /mnt/s
echo "status=$(cat /tmp/status)"
cat /tmp/said

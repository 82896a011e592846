# save.sh ID FILE-SYSTEM OPTIONS [FILLED]: has handback save the request on that
# stick, after leaving it so many free bytes. It ends as handback does.
. /host/guest/stick.sh
laptop
attach "$1" "$2" "$3"
if [ $# -gt 3 ]; then
	free=$(df -k "/mnt/$1" | awk 'END {print $4}')
	dd if=/dev/zero of="/mnt/$1/PICTURES.ZIP" bs=1k count=$((free - $4)) 2>/dev/null
	sync
fi
technician --stick "/mnt/$1" next --do
cat /tmp/said
ls -R "/mnt/$1"
echo "noted=$(noted)"
umount "/mnt/$1"
exit "$(cat /tmp/status)"

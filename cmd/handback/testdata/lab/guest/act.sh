# act.sh DELAY: has handback save its request, and pulls the stick so many
# milliseconds after the start; "never": it stays, and how long handback took to
# the first writing is told, too.
. /host/guest/stick.sh
started=$(now)
technician --stick /mnt/s next --do &
if [ "$1" = never ]; then
	until [ -e /mnt/s/HANDBACK ]; do kill -0 $!; usleep 1000; done
	echo "lead=$(($(now) - started))"
else
	usleep "${1}000"
	lab unplug s
fi
wait $! || true
echo "millis=$(($(now) - started))"
echo "status=$(cat /tmp/status)"
echo "noted=$(noted)"
cat /tmp/said

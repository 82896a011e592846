# tug.sh WHEN HELD ARG...: has handback do something at the device, pulls the
# adapter so many milliseconds after the begin ("never"), and puts it back. With
# HELD "held" another program keeps the dead port open, so that the adapter
# comes back under another name. It ends as handback does.
when=$1 held=$2
shift 2
was=$(ls /dev/ttyUSB*)
status=0
begun=$(awk '{print int($1 * 1000)}' /proc/uptime)
su field -c "exec timeout -s KILL 100 handback --state /home/field/ledger --port $was --stick /host/stick --wait 1m $*" >/tmp/said 2>&1 &
act=$! keeper=
if [ "$when" != never ]; then
	usleep "${when}000"
	[ "$held" != held ] || sleep 60 <>"$was" & # opened by a child, that the hang-up doesn't end us
	keeper=$!
	kill -0 $act 2>/dev/null && echo pulled=during || echo pulled=after
	newest=$(ls -t /home/field/ledger/returns/*/journal.jsonl 2>/dev/null | head -n 1)
	echo "fact=$(tail -n 1 "$newest" | sed 's/.*"kind":"\([^"]*\)","fact":\({"act":"\([^"]*\)"\)\?.*/\1 \3/')"
	lab unplug ftdi0
	usleep 300000
	lab plug ftdi0
	for _ in $(seq 200); do
		back=$(ls /dev/ttyUSB* 2>/dev/null) && break
		usleep 50000
	done
	[ "$was" = "$back" ] && echo name=same || echo name=other
fi
wait $act || status=$?
kill $keeper 2>/dev/null || true
echo "status=$status"
echo "millis=$(awk -v begun="$begun" '{print int($1 * 1000) - begun}' /proc/uptime)"
cat /tmp/said

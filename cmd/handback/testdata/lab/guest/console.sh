# console.sh ARG...: runs handback on the line to a login console. User and
# password are given as a person types them. It ends as handback does.
for _ in $(seq 200); do [ -e /dev/ttyUSB0 ] && break; usleep 50000; done
printf 'tech\ntech\n' | su field -c \
	"handback --state /home/field/ledger --port /dev/ttyUSB0 --profile linux-fne --stick /host/stick --log /home/field/line.log $*"

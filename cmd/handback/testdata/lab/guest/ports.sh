# ports.sh USER ARG...: has that user list the ports.
for _ in $(seq 200); do [ -e /dev/ttyUSB0 ] && break; usleep 50000; done
user=$1
shift
su "$user" -c "handback ports $*"

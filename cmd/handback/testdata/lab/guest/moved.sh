# moved.sh: the stick is pulled while it is mounted. The dead mount stays, so
# that the stick comes back under another name and is mounted elsewhere.
. /host/guest/stick.sh
laptop
attach s vfat rw
was=$(part s)
lab unplug s
technician --stick /mnt/s next --do
echo "dead=$(cat /tmp/status)"
cat /tmp/said
lab plug s
now=$(part s)
echo "moved=$([ "$was" != "$now" ] && echo yes || echo no)"
technician --stick /mnt/s next --do
echo "beside=$(cat /tmp/status)"
mkdir -p /media/STICK
mount -t vfat -o uid=1001,gid=1001 "$now" /media/STICK
technician sticks --json
cat /tmp/said
technician --stick /media/STICK next --do
cat /tmp/said
cd /media/STICK/HANDBACK/*/
sha256sum -c SHA256SUMS
exit "$(cat /tmp/status)"

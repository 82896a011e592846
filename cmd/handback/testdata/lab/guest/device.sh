# Makes a device of the machine behind the console: a licensing client with its
# licenses, and a kernel that talks into the line again and again.
cp /host/fneclient /bin/fneclient
chmod 755 /bin/fneclient
state=/home/tech/fne
mkdir -p $state/licenses
echo SN0042 >$state/serial
echo 0 >$state/last
for n in 1 2 3 4 5; do echo "$n 2027-03-0$n 1.0 Feature $n" >$state/licenses/ACT-$n; done
chown -R tech $state
echo "export FNE_STATE=$state" >>/etc/profile
setsid sh -c 'while :; do echo "<4>lab: the kernel has something to say" >/dev/kmsg; usleep 400000; done' </dev/null >/dev/null 2>&1 &

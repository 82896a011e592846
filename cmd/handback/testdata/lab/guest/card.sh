# card.sh: has handback save the request on a card that leaves its reader in the
# middle, while the reader stays and nobody asks it. It ends as handback does.
. /host/guest/stick.sh
laptop
modprobe -a dummy_hcd libcomposite usb_f_mass_storage
mount -t configfs configfs /sys/kernel/config 2>/dev/null || true
reader=/sys/kernel/config/usb_gadget/reader
mkdir -p $reader/strings/0x409 $reader/configs/c.1 $reader/functions/mass_storage.0
echo 0x05a6 >$reader/idVendor
echo 0x0009 >$reader/idProduct
echo "Card Reader" >$reader/strings/0x409/product
echo LABCARD >$reader/strings/0x409/serialnumber
ln -s $reader/functions/mass_storage.0 $reader/configs/c.1/
dd if=/dev/zero of=/tmp/card.img bs=1M count=16 2>/dev/null
mkfs.vfat -n CARD /tmp/card.img >/dev/null
slot=$reader/functions/mass_storage.0/lun.0
echo 1 >$slot/removable
echo /tmp/card.img >$slot/file
ls /sys/class/udc | head -n 1 >$reader/UDC
for _ in $(seq 100); do
	disk=$(ls -d /sys/devices/platform/dummy_hcd.0/*/*/*/host*/target*/*/block/sd* 2>/dev/null || true)
	[ -n "$disk" ] && [ "$(cat "$disk/size")" != 0 ] && break
	usleep 50000
done
mkdir -p /mnt/card
mount -t vfat -o uid=1001,gid=1001 "/dev/${disk##*/}" /mnt/card
technician --stick /mnt/card next --do &
until [ -e /mnt/card/HANDBACK ]; do kill -0 $!; usleep 1000; done
echo 1 >$slot/forced_eject
wait $! || true
cat /tmp/said
echo "noted=$(noted)"
exit "$(cat /tmp/status)"

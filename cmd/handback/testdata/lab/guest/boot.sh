# Makes a machine ready that has just booted.
cp /host/handback /bin/handback
delay=/sys/module/usb_storage/parameters/delay_use
[ ! -e $delay ] || echo 0 >$delay

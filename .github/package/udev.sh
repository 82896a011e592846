#!/bin/sh
# After an install and a removal: ports that are plugged in already get, or
# lose, what the rule says. There is nothing to tell where no udev runs, and in
# a root that is only filled (DPKG_ROOT).
if [ -z "${DPKG_ROOT:-}" ] && [ -S /run/udev/control ] && command -v udevadm >/dev/null; then
  udevadm control --reload || true
  udevadm trigger --subsystem-match=tty || true
fi
exit 0

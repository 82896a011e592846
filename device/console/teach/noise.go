package teach

import (
	"regexp"
	"slices"
	"sync"
)

// Noise are the patterns of what others write on a console, up to the end of the
// line: the kernel, with or without level and task, and systemd.
func Noise() []string {
	return []string{
		`(?:<\d+>)?\[ *\d+\.\d{6}\](?:\[ *[TC]\d+\])? .*`,
		`\[(?:  OK  |FAILED|DEPEND|[ *]{6})\] .*`,
	}
}

var noise = sync.OnceValue(func() (all []*regexp.Regexp) {
	for _, text := range Noise() {
		all = append(all, regexp.MustCompile("^"+text))
	}
	return all
})

func isNoise(line string) bool {
	return slices.ContainsFunc(noise(), func(re *regexp.Regexp) bool { return re.MatchString(line) })
}

// preceded is a line as it looks when it comes from the kernel or systemd.
func preceded(line string) []string {
	return []string{"[    1.234567] " + line, "<6>[    1.234567][    T1] " + line, "[  OK  ] " + line}
}

// bootNoise is what devices write while they start: boot loaders, the kernel,
// init systems, logins. No pattern may match any of these lines.
var bootNoise = []string{
	"U-Boot 2023.04 (Apr 03 2023 - 20:38:50 +0000)",
	"U-Boot SPL 2021.01 (Jan 11 2021 - 18:11:43 +0000)",
	"CPU:   ARMv7 rev 5",
	"DRAM:  512 MiB",
	"Core:  58 devices, 19 uclasses, devicetree: separate",
	"MMC:   mmc@7e202000: 0, mmcnr@7e300000: 1",
	"Loading Environment from FAT... OK",
	"In:    serial",
	"Out:   serial",
	"Err:   serial",
	"Net:   eth0: ethernet@7d580000",
	"Hit any key to stop autoboot:  0",
	"reading uImage",
	"4325376 bytes read in 241 ms (17.1 MiB/s)",
	"## Booting kernel from Legacy Image at 82000000 ...",
	"   Image Name:   Linux-5.10.0",
	"   Created:      2021-01-11  18:11:43 UTC",
	"   Data Size:    4325312 Bytes = 4.1 MiB",
	"   Verifying Checksum ... OK",
	"Starting kernel ...",
	"Uncompressing Linux... done, booting the kernel.",
	"[    0.000000] Booting Linux on physical CPU 0x0",
	"[    0.000000] Linux version 5.10.0 (gcc version 10.2.1) #1 SMP PREEMPT",
	"[    0.000000] Serial: AMBA PL011 UART driver",
	"[    1.234567] mmcblk0: mmc0:0001 SD16G 14.8 GiB",
	"<6>[    2.345678][    T1] random: crng init done",
	"[  OK  ] Started Getty on ttyS0.",
	"[FAILED] Failed to start Network Time Service.",
	"[DEPEND] Dependency failed for Remote File Systems.",
	"         Starting Update UTMP about System Runlevel Changes...",
	"INIT: version 2.96 booting",
	"Starting syslogd: OK",
	"Starting network: OK",
	"Starting dropbear sshd: OK",
	"Configuring network interfaces... done.",
	"Please press Enter to activate this console.",
	"Welcome to Example Linux 12",
	"Debian GNU/Linux 12 device ttyS0",
	"device login: ",
	"Password: ",
	"Last login: Thu Jan  1 00:00:42 UTC 1970 on ttyS0",
	"login",
	"done",
	"OK",
	"ok",
	"0",
	"115200",
	"*** Booting Zephyr OS build v3.4.0 ***",
	"uart:~$ ",
	"I (312) cpu_start: Starting scheduler on PRO CPU.",
	"rst:0x1 (POWERON_RESET),boot:0x13 (SPI_FAST_FLASH_BOOT)",
	"ets Jun  8 2016 00:22:57",
	"mode:DIO, clock div:2",
	"load:0x3fff0018,len:4",
}

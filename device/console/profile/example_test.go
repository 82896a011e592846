package profile_test

import (
	"errors"
	"fmt"

	"handback/capability/tomlfile"
	"handback/device/console/profile"
)

func ExampleParse() {
	_, err := profile.Parse([]byte(`format = 1
title = "The maker's X200"
protocol = "smp"

[line]
rate = 9600
line-buffers = 0
`))
	var faults tomlfile.Faults
	if errors.As(err, &faults) {
		for _, f := range faults.All {
			fmt.Println(f)
		}
	}
	// Output:
	// line 6, column 1: the key "rate" is not known here
	// line 7, column 1: line-buffers takes a number from 1 to 64
}

func ExampleTemplate_Fill() {
	remove := profile.Template("fneclient request -id {id} -remaining {remaining}")
	line, err := remove.Fill(map[string]string{"id": "ACT; reboot", "remaining": "0"}, true)
	fmt.Println(line, err)
	_, err = remove.Fill(map[string]string{"id": "ACT; reboot", "remaining": "0"}, false)
	fmt.Println(err)
	// Output:
	// fneclient request -id 'ACT; reboot' -remaining 0 <nil>
	// this can't stand in a command line: "ACT; reboot"
}

func ExampleExtract_Lists() {
	p, err := profile.Builtin("linux-fne")
	if err != nil {
		panic(err)
	}
	rows, err := p.Licenses.Read.Lists([]string{
		"ACT-1 5 2027-03-01 1.0 Camera",
		"1 license",
	})
	fmt.Println(rows, err)
	// Output: [map[count:5 expires:2027-03-01 feature:Camera id:ACT-1 version:1.0]] <nil>
}

package smp_test

import (
	"context"
	"fmt"
	"net"

	"handback/capability"
	"handback/device/sim/simtest"
	"handback/device/smp"
)

// connected is a client of a device in memory that holds one license.
func connected(ctx context.Context) (*smp.Client, error) {
	device := simtest.New()
	device.Identity = capability.Identity{
		Vendor: "Example", Model: "X200", Serial: "SN0042",
		Host: capability.HostID{Type: "STRING", Value: "X200-SN0042"},
	}
	device.Held = []capability.License{{ActivationID: "ACT-1", Feature: "Camera", Version: "1.0", Count: 5}}
	near, far := net.Pipe()
	go func() { _ = smp.Serve(ctx, far, device, smp.ServerOptions{}) }()
	return smp.Connect(ctx, near, smp.Options{})
}

func ExampleClient() {
	ctx, cancel := context.WithCancel(context.Background())
	defer cancel()
	client, err := connected(ctx)
	if err != nil {
		panic(err)
	}
	defer client.Close()
	id, err := client.Identify(ctx)
	fmt.Println(id.Model, id.Serial, err)
	licenses, err := client.Licenses(ctx, nil)
	for _, l := range licenses {
		fmt.Println(l.ActivationID, l.Feature, l.Count)
	}
	fmt.Println(err)
	// Output:
	// X200 SN0042 <nil>
	// ACT-1 Camera 5
	// <nil>
}

// A return request that leaves no license of an activation ID on the device.
func ExampleClient_MakeRequest() {
	ctx, cancel := context.WithCancel(context.Background())
	defer cancel()
	client, err := connected(ctx)
	if err != nil {
		panic(err)
	}
	defer client.Close()
	made, err := client.MakeRequest(ctx, []capability.Line{{ActivationID: "ACT-1", Count: 0}}, nil)
	if err != nil {
		panic(err)
	}
	request, err := client.Fetch(ctx, made, nil)
	fmt.Println(made.Name, len(request) == int(made.Size), err)
	// Output: /lic/request.cap true <nil>
}

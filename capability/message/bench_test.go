package message_test

import (
	"fmt"
	"testing"

	"handback/capability"
	"handback/capability/message"
	"handback/capability/message/seal"
)

func sized(lines int) (message.Request, message.Response) {
	request, response := returnRequest(), emptyResponse()
	request.Lines = nil
	for i := range lines {
		id := capability.ActivationID(fmt.Sprintf("ACT-%08d", i))
		request.Lines = append(request.Lines, capability.Line{ActivationID: id, Count: i})
		response.Rights = append(response.Rights, capability.License{ActivationID: id, Feature: "Doppler", Version: "2.1", Count: i})
	}
	return request, response
}

func BenchmarkEncode(b *testing.B) {
	key := deviceKey()
	for _, lines := range []int{1, message.MaxLines} {
		request, response := sized(lines)
		b.Run(fmt.Sprintf("request/lines=%d", lines), func(b *testing.B) {
			b.ReportAllocs()
			for b.Loop() {
				if _, err := seal.Request(request, key); err != nil {
					b.Fatal(err)
				}
			}
		})
		b.Run(fmt.Sprintf("response/rights=%d", lines), func(b *testing.B) {
			b.ReportAllocs()
			for b.Loop() {
				if _, err := seal.Response(response, key); err != nil {
					b.Fatal(err)
				}
			}
		})
	}
}

func BenchmarkDecode(b *testing.B) {
	for _, lines := range []int{1, message.MaxLines} {
		request, response := sized(lines)
		for name, data := range map[string][]byte{
			fmt.Sprintf("request/lines=%d", lines):   sealed(b, request),
			fmt.Sprintf("response/rights=%d", lines): sealed(b, response),
		} {
			b.Run(name, func(b *testing.B) {
				b.ReportAllocs()
				b.SetBytes(int64(len(data)))
				for b.Loop() {
					if _, err := message.Decode(data); err != nil {
						b.Fatal(err)
					}
				}
			})
		}
	}
}

func BenchmarkVerify(b *testing.B) {
	m, err := message.Decode(sealed(b, fullResponse()))
	if err != nil {
		b.Fatal(err)
	}
	pub := publicOf(b, portalKey())
	for b.Loop() {
		if err := m.Verify(pub); err != nil {
			b.Fatal(err)
		}
	}
}

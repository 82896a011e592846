package typed_test

import (
	"testing"

	"handback/capability"
	"handback/capability/typed"
)

// TestForms: the forms stay as they are, for paper lasts longer than programs.
func TestForms(t *testing.T) {
	m := typed.Message{Kind: capability.PortalResponse, Data: []byte("This is a shopping list: bread, milk and tea.")}
	const page = `# response, 45 bytes, SHA-256 08b9c6f4908dca5aa6a698...
# line 0 and 3 more, in any order; letters in any case, O is 0, I and L are 1
# 'handback type' takes them in
0 2800 0B88 Q73F 944D S9DA D9MR MAE2
1 AHM6 JWS0 D5SJ 0R90 EDM6 YW3G W4RD
2 D5Q6 E83C D5SQ 8EH0 C9S6 ARB4 2N9J
3 5GG6 TTBC DCG6 2VK4 41T6 AR9E FQQ5
`
	if got, err := typed.Text(m); err != nil || got != page {
		t.Errorf("%v\n%s", err, got)
	}
	const code = "HB1.01/01.28000B88Q73F944DS9DAD9MR.AHM6JWS0D5SJ0R90EDM6YW3GD5Q6E83CD5SQ8EH0C9S6ARB45GG6TTBCDCG62VK441T6AR9E.6N19"
	if got := codesOf(t, m, typed.Screen{Columns: 80, Rows: 24})[0].Text; got != code {
		t.Errorf("%s", got)
	}
}

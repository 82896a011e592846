package bench

import (
	"context"
	"errors"
	"testing"
	"testing/synctest"
	"time"

	"handback/capability/portal"
)

// TestAPortalServesOneAtATime: who waits for its turn says so, and waits no longer than
// asked. Another portal is not waited for.
func TestAPortalServesOneAtATime(t *testing.T) {
	synctest.Test(t, func(t *testing.T) {
		b := New(Options{})
		at := func(address string) turn { return b.turnAt(portal.Target{Kind: "test", Address: address}) }
		if err := at("one").take(t.Context(), func() { t.Error("the first one waited") }); err != nil {
			t.Fatal(err)
		}
		if err := at("two").take(t.Context(), func() { t.Error("another portal was waited for") }); err != nil {
			t.Fatal(err)
		}
		told := 0
		short, cancel := context.WithTimeout(t.Context(), time.Second)
		defer cancel()
		if err := at("one").take(short, func() { told++ }); !errors.Is(err, context.DeadlineExceeded) || told != 1 {
			t.Errorf("two requests were in flight, or nobody said so %d times: %v", told, err)
		}
		at("one").give()
		if err := at("one").take(t.Context(), func() { t.Error("the free portal was waited for") }); err != nil {
			t.Error(err)
		}
	})
}

// TestCloseDuringAnAct: what only looks ends at once, any other act has its time.
func TestCloseDuringAnAct(t *testing.T) {
	for _, grace := range []time.Duration{0, toAnswer} {
		synctest.Test(t, func(t *testing.T) {
			b, begun := New(Options{}), time.Now()
			if err := b.begin(); err != nil {
				t.Fatal(err)
			}
			go func() {
				defer b.work.Done()
				ctx, cancel := b.while(context.Background(), grace)
				defer cancel()
				<-ctx.Done()
				if err := because(ctx, ctx.Err()); !errors.Is(err, ErrClosed) {
					t.Errorf("it ended with %v", err)
				}
			}()
			synctest.Wait()
			if err := b.Close(); err != nil || time.Since(begun) != grace {
				t.Errorf("closed after %v: %v", time.Since(begun), err)
			}
			if err := b.begin(); !errors.Is(err, ErrClosed) {
				t.Errorf("after it: %v", err)
			}
		})
	}
}

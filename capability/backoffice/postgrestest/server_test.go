package postgrestest

import (
	"errors"
	"testing"

	"github.com/jackc/pgx/v5"
)

func TestWhatIsCommittedSurvivesACrash(t *testing.T) {
	t.Parallel()
	if testing.Short() {
		t.Skip("a durable server takes its time")
	}
	server := Server{Durable: true}
	t.Cleanup(func() {
		if err := server.Stop(); err != nil {
			t.Error(err)
		}
	})
	address := server.Address(t)
	run := func(statement string) {
		t.Helper()
		conn, err := pgx.Connect(t.Context(), address)
		if err != nil {
			t.Fatal(err)
		}
		_, err = conn.Exec(t.Context(), statement)
		if err := errors.Join(err, conn.Close(t.Context())); err != nil {
			t.Fatal(err)
		}
	}
	run(`CREATE TABLE kept (n int); INSERT INTO kept VALUES (7)`)
	server.Crash(t)
	run(`DO $$ BEGIN ASSERT (SELECT n = 7 FROM kept), 'nothing was kept'; END $$`)
}

package importer_test

import (
	"bufio"
	"context"
	"fmt"
	"io"
	"math/rand/v2"
	"os"
	"os/exec"
	"path/filepath"
	"strconv"
	"strings"
	"testing"
	"time"

	"focalpoint/internal/importer"
	"focalpoint/internal/store"
	"focalpoint/internal/store/storetest"
)

// killRows is the length of the file that killed imports load, twenty rows to
// a transaction.
const killRows = 3000

// TestMain lets the test program play the importing process that is killed.
func TestMain(m *testing.M) {
	if db := os.Getenv("FOCALPOINT_TEST_IMPORT"); db != "" {
		if err := importAndTell(db, os.Getenv("FOCALPOINT_TEST_FILE")); err != nil {
			fmt.Fprintln(os.Stderr, err)
			os.Exit(1)
		}
		os.Exit(0)
	}
	os.Exit(m.Run())
}

// importAndTell imports a file and writes a line after every commit: what it
// told must never be lost.
func importAndTell(address, file string) error {
	ctx := context.Background()
	db, err := store.Open(ctx, address)
	if err != nil {
		return err
	}
	defer db.Close()
	if _, err := db.Migrate(ctx, time.Now(), schemas()); err != nil {
		return err
	}
	h := newHouse(nil, db)
	src, err := importer.FileSource(file)
	if err != nil {
		return err
	}
	fmt.Println("begun")
	_, err = h.im.WithBatch(20).Import(ctx, importer.Request{Target: "register", Source: src, Actor: actor, Progress: func(p importer.Progress) {
		if p.Stage == "store" {
			fmt.Println("stored", p.Read)
		}
	}})
	return err
}

// Killed at any instant, the importing process leaves a whole database: what
// it said was stored is there, no batch is there in part, the log verifies, and
// the next process goes on to the end.
func TestKilledImports(t *testing.T) {
	file := filepath.Join(t.TempDir(), "register.csv")
	content := "make,model,calibre,year,serial,country,keeper\n" + lines("GLOCK,17,9x19,2004,KL%d,Austria,Dealer", killRows)
	if err := os.WriteFile(file, []byte(content), 0o600); err != nil {
		t.Fatal(err)
	}
	t.Run("sqlite", func(t *testing.T) {
		killRepeatedly(t, file, 200, func() string { return filepath.Join(t.TempDir(), "focalpoint.db") })
	})
	t.Run("postgres", func(t *testing.T) {
		killRepeatedly(t, file, 25, func() string { return storetest.PostgresURL(t) })
	})
}

func killRepeatedly(t *testing.T, file string, kills int, fresh func() string) {
	rnd := rand.New(rand.NewPCG(7, uint64(kills)))
	address, finished := fresh(), 0
	for killed := 0; killed < kills; {
		told, dead := runAndKill(t, address, file, time.Duration(rnd.Int64N(int64(60*time.Millisecond))))
		if dead {
			killed++
		}
		if done := checkWhole(t, address, told); done {
			finished++
			address = fresh()
		}
	}
	// The last one goes to its end undisturbed.
	if told, dead := runAndKill(t, address, file, time.Hour); dead || told != killRows {
		t.Fatalf("the last import ended at row %d, killed %v", told, dead)
	}
	if !checkWhole(t, address, killRows) {
		t.Error("the last import is not finished")
	}
	t.Logf("%d kills, %d imports finished between them", kills, finished)
}

// runAndKill starts an importing process, kills it after a while and returns
// the last row it told of.
func runAndKill(t *testing.T, address, file string, after time.Duration) (told int64, killed bool) {
	t.Helper()
	cmd := exec.Command(os.Args[0])
	cmd.Env = append(os.Environ(), "FOCALPOINT_TEST_IMPORT="+address, "FOCALPOINT_TEST_FILE="+file)
	cmd.Stderr = os.Stderr
	out, err := cmd.StdoutPipe()
	if err != nil {
		t.Fatal(err)
	}
	if err := cmd.Start(); err != nil {
		t.Fatal(err)
	}
	timer := time.AfterFunc(time.Hour, func() {})
	scan := bufio.NewScanner(out)
	for scan.Scan() {
		switch word, n, _ := strings.Cut(scan.Text(), " "); word {
		case "begun":
			timer = time.AfterFunc(after, func() { cmd.Process.Kill() })
		case "stored":
			if told, err = strconv.ParseInt(n, 10, 64); err != nil {
				t.Fatal(err)
			}
		}
	}
	io.Copy(io.Discard, out)
	err = cmd.Wait()
	timer.Stop()
	if err != nil && cmd.ProcessState.Exited() {
		t.Fatalf("the importing process failed by itself: %v", err)
	}
	return told, err != nil
}

// checkWhole opens what a killed process left and says whether its import is finished.
func checkWhole(t *testing.T, address string, told int64) bool {
	t.Helper()
	ctx := context.Background()
	db, err := store.Open(ctx, address)
	if err != nil {
		t.Fatal(err)
	}
	defer db.Close()
	h := newHouse(t, db)
	runs, err := h.im.Runs(ctx)
	if err != nil {
		t.Fatal(err)
	}
	if len(runs) == 0 {
		if told > 0 {
			t.Fatalf("%d rows were told as stored and are lost", told)
		}
		return false
	}
	c := runs[0].Counts
	if len(runs) != 1 || c.Read < told {
		t.Fatalf("%d imports; %d rows stored, %d had been told", len(runs), c.Read, told)
	}
	for _, query := range []string{`SELECT COUNT(*) FROM event`, `SELECT COUNT(DISTINCT import_row) FROM event`, `SELECT COUNT(*) FROM item`, `SELECT COUNT(*) FROM mark`} {
		if n := h.count(query); n != c.Taken {
			t.Fatalf("%s: %d, but %d rows are recorded as taken", query, n, c.Taken)
		}
	}
	h.verify()
	return c.Final
}

package main

import (
	"bufio"
	"context"
	"encoding/json"
	"fmt"
	"io"
	"net/http"
	"net/http/httptest"
	"os"
	"os/exec"
	"strings"
	"sync"
	"testing"
	"time"

	"focalpoint/internal/access"
	"focalpoint/internal/store"
	"focalpoint/internal/store/storetest"
)

// TestTwoNodes serves one PostgreSQL database by two real processes: each sees
// the other's writes at once; one is killed at work, and nothing that was
// acknowledged is lost, nothing is half there, the log verifies.
func TestTwoNodes(t *testing.T) {
	url := storetest.PostgresURL(t)
	token := prepareNodes(t, url)
	a, b := startNode(t, url), startNode(t, url)
	a.token, b.token = token, token

	item := a.record(t, "NODE-1")
	status, text := b.get(t, "/api/v1/items/"+item)
	if status != http.StatusOK {
		t.Fatalf("the other node answers %d %s", status, text)
	}
	if status, text := b.get(t, "/api/v1/search?q=N0DE1&purpose=inspection"); status != http.StatusOK || !strings.Contains(text, item) {
		t.Errorf("the other node does not find it by its mark: %d %s", status, text)
	}

	acknowledged := writeWhileKilled(t, a, b)
	if len(acknowledged) < 20 {
		t.Fatalf("only %d writes were acknowledged", len(acknowledged))
	}
	for _, id := range acknowledged {
		if status, text := b.get(t, "/api/v1/items/"+id+"/life"); status != http.StatusOK {
			t.Errorf("item %s was acknowledged and is lost: %d %s", id, status, text)
		}
	}
	out, err := exec.Command("focalpoint", "verify", "--db", url, "--json").Output()
	if err != nil {
		t.Fatalf("the log does not verify: %v %s", err, out)
	}
	var report struct{ Rows map[string]int64 }
	if err := json.Unmarshal(out, &report); err != nil || report.Rows["event"] < int64(len(acknowledged)) {
		t.Errorf("verified rows %v, %v", report.Rows, err)
	}
}

// writeWhileKilled writes through both nodes at once and kills the first in
// the middle. It returns the items whose write was acknowledged.
func writeWhileKilled(t *testing.T, a, b *process) []string {
	t.Helper()
	var mu sync.Mutex
	var ids []string
	var wg sync.WaitGroup
	for w := range 4 {
		node := []*process{a, b}[w%2]
		wg.Go(func() {
			for i := range 25 {
				if id, ok := node.tryRecord(fmt.Sprintf("W%d-%03d", w, i)); ok {
					mu.Lock()
					ids = append(ids, id)
					if len(ids) == 20 {
						_ = a.cmd.Process.Kill() // SIGKILL: no chance to tidy up
					}
					mu.Unlock()
				}
			}
		})
	}
	wg.Wait()
	return ids
}

// prepareNodes lays the schema and makes a user; it returns a session's token.
func prepareNodes(t *testing.T, url string) string {
	t.Helper()
	if out, err := exec.Command("focalpoint", "migrate", "--db", url).CombinedOutput(); err != nil {
		t.Fatalf("migrate: %v %s", err, out)
	}
	db, err := store.Open(context.Background(), url)
	if err != nil {
		t.Fatal(err)
	}
	a, err := wire(context.Background(), &options{db: url}, db)
	if err != nil {
		t.Fatal(err)
	}
	defer a.Close()
	d := &door{t: t, app: a}
	return d.user("head", access.RoleFocalPoint)
}

// process is one serving focalpoint.
type process struct {
	cmd   *exec.Cmd
	url   string
	token string
}

func startNode(t *testing.T, url string) *process {
	t.Helper()
	cmd := exec.Command("focalpoint", "serve", "--db", url, "--listen", "127.0.0.1:0")
	cmd.Stderr = os.Stderr
	stdout, err := cmd.StdoutPipe()
	if err != nil {
		t.Fatal(err)
	}
	if err := cmd.Start(); err != nil {
		t.Fatal(err)
	}
	t.Cleanup(func() {
		_ = cmd.Process.Kill() // it may be gone already
		_ = cmd.Wait()
	})
	line, err := bufio.NewReader(stdout).ReadString('\n')
	if err != nil {
		t.Fatalf("the node says no address: %v", err)
	}
	fields := strings.Fields(line)
	return &process{cmd: cmd, url: strings.TrimSuffix(fields[len(fields)-1], "/")}
}

func (p *process) get(t *testing.T, path string) (int, string) {
	t.Helper()
	r := httptest.NewRequest(http.MethodGet, p.url+path, nil)
	r.RequestURI = ""
	r.Header.Set("Authorization", "Bearer "+p.token)
	answer, err := http.DefaultClient.Do(r)
	if err != nil {
		t.Fatal(err)
	}
	defer answer.Body.Close()
	text, err := io.ReadAll(answer.Body)
	if err != nil {
		t.Fatal(err)
	}
	return answer.StatusCode, string(text)
}

func (p *process) record(t *testing.T, serial string) string {
	t.Helper()
	id, ok := p.tryRecord(serial)
	if !ok {
		t.Fatal("the node did not take a record")
	}
	return id
}

// tryRecord records a firearm; ok is false when the node did not acknowledge it.
func (p *process) tryRecord(serial string) (id string, ok bool) {
	body := fmt.Sprintf(`{"events":[{"kind":"register","marks":[{"kind":"serial","text":%q}]}]}`, serial)
	r, err := http.NewRequest(http.MethodPost, p.url+"/api/v1/events", strings.NewReader(body))
	if err != nil {
		return "", false
	}
	r.Header.Set("Authorization", "Bearer "+p.token)
	r.Header.Set("Content-Type", "application/json")
	answer, err := (&http.Client{Timeout: time.Minute}).Do(r)
	if err != nil {
		return "", false // the node is dead
	}
	defer answer.Body.Close()
	var out struct{ Events []struct{ Item string } }
	if answer.StatusCode != http.StatusOK || json.NewDecoder(answer.Body).Decode(&out) != nil || len(out.Events) != 1 {
		return "", false
	}
	return out.Events[0].Item, true
}

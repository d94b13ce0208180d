package main

import (
	"bufio"
	"bytes"
	"context"
	"encoding/json"
	"fmt"
	"io"
	"net"
	"net/http"
	"strings"
	"testing"

	"focalpoint/internal/access"
	"focalpoint/internal/importer"
	"focalpoint/internal/ledger"
)

// handIn sends a file as it is and returns status and answer.
func (d *door) handIn(target, name, content string, header ...string) (int, http.Header, string) {
	d.t.Helper()
	r, err := http.NewRequest("POST", d.url+"/api/v1/import-files?target="+target+"&name="+name, strings.NewReader(content))
	if err != nil {
		d.t.Fatal(err)
	}
	r.Header.Set("Content-Type", "application/octet-stream")
	r.Header.Set("Authorization", "Bearer "+d.token)
	for i := 0; i+1 < len(header); i += 2 {
		r.Header.Set(header[i], header[i+1])
	}
	answer, err := http.DefaultClient.Do(r)
	if err != nil {
		d.t.Fatal(err)
	}
	defer answer.Body.Close()
	text, err := io.ReadAll(answer.Body)
	if err != nil {
		d.t.Fatal(err)
	}
	return answer.StatusCode, answer.Header, string(text)
}

// waiting is a file as the API tells of it.
type waiting struct {
	ID, State, Target, Name string
	Busy                    bool
	Mapping                 *struct{ Name string }
	Report                  *struct {
		DryRun bool
		Run    struct{ ID string }
		Added  struct{ Read, Taken, Refused, Items int64 }
	}
	Wrong []struct{ Msg string }
}

func (d *door) jobs() {
	d.t.Helper()
	for did := true; did; {
		var err error
		if did, err = d.app.Jobs.Step(context.Background()); err != nil {
			d.t.Fatal(err)
		}
	}
}

// TestAPIImport hands in a file with columns nobody knows, says what they mean,
// tries, imports, and reads what became of it, by HTTP alone.
func TestAPIImport(t *testing.T) {
	onBoth(t, func(t *testing.T, d *door) {
		d.app.Importer.Serve(d.app.Jobs)
		const file = "Que;Onde;Numero;Nota\nGlock 17;Lviv;AB1234;\n;;;a remark alone\nWalther PP;Kyiv;77812;\n"
		var u waiting
		status, _, text := d.handIn("register", "armas.csv", file, "Idempotency-Key", "hand-1")
		if status != 201 || json.Unmarshal([]byte(text), &u) != nil || u.State != "open" || u.Name != "armas.csv" {
			t.Fatalf("handed in: %d %s", status, text)
		}
		if status, h, again := d.handIn("register", "armas.csv", file, "Idempotency-Key", "hand-1"); status != 201 || again != text || h.Get("Idempotency-Replayed") != "true" {
			t.Errorf("the same again: %d %s", status, again)
		}
		if status, _, _ := d.handIn("lost", "armas.csv", file, "Idempotency-Key", "hand-1"); status != 422 {
			t.Errorf("another file under the same key: %d", status)
		}
		at := "/api/v1/import-files/" + u.ID
		var p struct {
			Header []string
			Rows   []struct{ Cells []string }
			Wrong  []struct{ Msg string }
		}
		d.want(200, "GET", at+"/preview", nil, &p)
		if len(p.Header) != 4 || len(p.Rows) == 0 || len(p.Wrong) == 0 {
			t.Errorf("preview of unknown columns: %+v", p)
		}
		d.want(422, "PUT", at+"/mapping", map[string]any{"mapping": map[string]any{"columns": []any{map[string]string{"column": "Que", "field": "colour"}}}}, nil)
		d.want(422, "PUT", at+"/mapping", map[string]any{"known": "rio-de-janeiro"}, nil)
		mapping := map[string]any{"name": "armas", "columns": []any{map[string]string{"column": "Que", "field": "model"}, map[string]string{"column": "Onde", "field": "place"}, map[string]string{"column": "Numero", "field": "serial"}}}
		d.want(200, "PUT", at+"/mapping", map[string]any{"mapping": mapping}, &u)
		d.want(200, "GET", at+"/preview", nil, &p)

		d.want(202, "POST", at+"/dry-run", nil, &u)
		if !u.Busy {
			t.Errorf("a dry run that was asked for: %+v", u)
		}
		d.want(409, "POST", at+"/start", nil, nil)
		d.want(409, "DELETE", at, nil, nil)
		d.jobs()
		d.want(200, "GET", at, nil, &u)
		if u.State != "open" || u.Report == nil || !u.Report.DryRun || u.Report.Added.Taken != 2 || u.Report.Added.Refused != 1 {
			t.Fatalf("after the dry run: %+v", u)
		}
		d.want(202, "POST", at+"/start", nil, &u, "Idempotency-Key", "start-1")
		d.want(202, "POST", at+"/start", nil, &u, "Idempotency-Key", "start-1")
		d.jobs()
		d.want(200, "GET", at, nil, &u)
		if u.State != "done" || u.Report.Added.Items != 2 {
			t.Fatalf("after the import: %+v", u)
		}
		d.imported(u)
	})
}

// imported looks at what became of the file.
func (d *door) imported(u waiting) {
	d.t.Helper()
	t, run := d.t, "/api/v1/imports/"+u.Report.Run.ID
	var answer struct {
		Run     struct{ Counts struct{ Read int64 } }
		Report  *struct{ Seconds float64 }
		Refused []struct{ Row int64 }
	}
	d.want(200, "GET", run, nil, &answer)
	if answer.Run.Counts.Read != 3 || answer.Report == nil || len(answer.Refused) != 1 || answer.Refused[0].Row != 3 {
		t.Errorf("the import: %+v", answer)
	}
	var page struct {
		Findings []struct{ Row int64 }
		After    int64
	}
	d.want(200, "GET", run+"/findings?refused=true&limit=1", nil, &page)
	if len(page.Findings) != 1 || page.After != 0 {
		t.Errorf("findings: %+v", page)
	}
	var found struct{ Candidates []struct{ Mark string } }
	d.want(200, "GET", "/api/v1/search?q=AB1234&purpose=inspection", nil, &found)
	if len(found.Candidates) == 0 || found.Candidates[0].Mark != "AB1234" {
		t.Errorf("search finds %+v", found)
	}
	var left []waiting
	d.want(200, "GET", "/api/v1/import-files", nil, &left)
	if len(left) != 0 {
		t.Errorf("still waiting: %+v", left)
	}
	d.want(200, "POST", "/api/v1/mappings", map[string]any{"mapping": map[string]any{"name": "armas", "target": "register", "match": []string{"Que"}, "columns": []any{map[string]string{"column": "Que", "field": "model"}}}}, nil)
	if _, err := ledger.Verify(context.Background(), d.app.DB, loggedTables(), nil); err != nil {
		t.Error(err)
	}
}

// TestAPIImportRefuses: what, where and how to mend, for each way to go wrong.
func TestAPIImportRefuses(t *testing.T) {
	onBoth(t, func(t *testing.T, d *door) {
		d.app.Importer.Serve(d.app.Jobs)
		for _, x := range []struct {
			target, name, content string
			status                int
			says                  string
		}{
			{"guns", "a.csv", "make\nx\n", 422, "register"},
			{"register", "a.csv", "", 422, "empty"},
			{"register", "", "make\nx\n", 422, "query.name"},
		} {
			if status, h, text := d.handIn(x.target, x.name, x.content); status != x.status || !strings.Contains(text, x.says) || !strings.HasPrefix(h.Get("Content-Type"), "application/problem+json") {
				t.Errorf("%s %s: %d %s, want %d with %q", x.target, x.name, status, text, x.status, x.says)
			}
		}
		var u waiting
		if status, _, text := d.handIn("register", "broken.xlsx", "PK\x03\x04 not a workbook"); status != 201 || json.Unmarshal([]byte(text), &u) != nil {
			t.Fatalf("%d %s", status, text)
		}
		status, _, text := d.do("GET", "/api/v1/import-files/"+u.ID+"/preview", nil)
		if status != 422 || !bytes.Contains(text, []byte("problem")) && !bytes.Contains(text, []byte("detail")) {
			t.Errorf("preview of a broken workbook: %d %s", status, text)
		}
		d.want(202, "POST", "/api/v1/import-files/"+u.ID+"/start", nil, nil)
		d.jobs()
		d.want(200, "GET", "/api/v1/import-files/"+u.ID, nil, &u)
		if u.State != "open" || len(u.Wrong) == 0 || u.Wrong[0].Msg == "" {
			t.Errorf("a broken workbook: %+v", u)
		}
		d.want(204, "DELETE", "/api/v1/import-files/"+u.ID, nil, nil)
		for _, path := range []string{"", "/preview"} {
			d.want(404, "GET", "/api/v1/import-files/"+u.ID+path, nil, nil)
		}
		d.want(404, "POST", "/api/v1/import-files/"+u.ID+"/start", nil, nil)
		d.tooLarge()
		d.token = d.user("intake", access.RoleIntake)
		if status, _, text := d.handIn("register", "a.csv", "make\nx\n"); status != 403 || !strings.Contains(text, "do not allow") {
			t.Errorf("without the permission: %d %s", status, text)
		}
		d.token = "x"
		if status, _, _ := d.handIn("register", "a.csv", "make\nx\n"); status != 401 {
			t.Errorf("without a session: %d", status)
		}
	})
}

// tooLarge announces a file beyond the limit: it is refused before a byte of it was read.
func (d *door) tooLarge() {
	d.t.Helper()
	conn, err := net.Dial("tcp", strings.TrimPrefix(d.url, "http://"))
	if err != nil {
		d.t.Fatal(err)
	}
	defer conn.Close()
	fmt.Fprintf(conn, "POST /api/v1/import-files?target=lost&name=big.csv HTTP/1.1\r\nHost: x\r\nAuthorization: Bearer %s\r\nContent-Type: application/octet-stream\r\nContent-Length: %d\r\n\r\n", d.token, int64(importer.MaxUpload)+1)
	answer, err := http.ReadResponse(bufio.NewReader(conn), nil)
	if err != nil {
		d.t.Fatal(err)
	}
	defer answer.Body.Close()
	text, err := io.ReadAll(answer.Body)
	if err != nil || answer.StatusCode != 413 || !strings.Contains(string(text), "1024 MiB") || !strings.Contains(string(text), "command line") {
		d.t.Errorf("a file too large: %d %s %v", answer.StatusCode, text, err)
	}
}

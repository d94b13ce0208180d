package main

import (
	"bufio"
	_ "embed" // the Java side
	"fmt"
	"io"
	"os"
	"os/exec"
	"path/filepath"
	"strconv"
	"strings"
	"time"
)

//go:embed Lucene.java
var luceneSource []byte

// lucene asks Debian's Lucene 8 (liblucene8-java) in a Java process of its own, compiled when it is needed: one
// merged segment, a string field, term, wildcard, regular expression and fuzzy queries with no limit on expansions
// that would cut them short.
type lucene struct {
	dir  string
	cmd  *exec.Cmd
	in   io.WriteCloser
	out  *bufio.Reader
	jars string
}

func (u *lucene) name() string { return "Lucene 8" }

func (u *lucene) load(rs *records) (l loaded, err error) {
	jars, err := filepath.Glob("/usr/share/java/lucene-core-8*.jar")
	if err != nil || len(jars) == 0 {
		return l, fmt.Errorf("no lucene-core-8 in /usr/share/java; install liblucene8-java")
	}
	u.jars = jars[0]
	source := filepath.Join(u.dir, "Lucene.java")
	if err := os.WriteFile(source, luceneSource, 0o600); err != nil {
		return l, err
	}
	if out, err := exec.Command("javac", "-cp", u.jars, "-d", u.dir, source).CombinedOutput(); err != nil {
		return l, fmt.Errorf("javac: %w: %s", err, out)
	}
	u.cmd = exec.Command("java", "-Xmx1500m", "-cp", u.jars+":"+u.dir, "Lucene", filepath.Join(u.dir, "lucene"))
	u.cmd.Stderr = os.Stderr
	if u.in, err = u.cmd.StdinPipe(); err != nil {
		return l, err
	}
	pipe, err := u.cmd.StdoutPipe()
	if err != nil {
		return l, err
	}
	u.out = bufio.NewReaderSize(pipe, 1<<20)
	if err := u.cmd.Start(); err != nil {
		return l, err
	}
	w := bufio.NewWriterSize(u.in, 1<<20)
	fmt.Fprintln(w, rs.len())
	for i := range rs.len() {
		fmt.Fprintln(w, rs.at(i))
	}
	if err := w.Flush(); err != nil {
		return l, err
	}
	n, ids, err := u.reply()
	if err != nil {
		return l, err
	}
	l.cpu, l.bytes, l.note = time.Duration(n), int64(ids[0]), "one thread, merged"
	return l, nil
}

// reply reads a time, a count and numbers.
func (u *lucene) reply() (ns int64, numbers []uint32, err error) {
	line, err := u.out.ReadString('\n')
	if err != nil {
		return 0, nil, err
	}
	for i, f := range strings.Fields(line) {
		n, err := strconv.ParseInt(f, 10, 64)
		if err != nil {
			return 0, nil, err
		}
		if i == 0 {
			ns = n
		} else {
			numbers = append(numbers, uint32(n))
		}
	}
	return ns, numbers, nil
}

func (u *lucene) ask(q *question, all bool) (a answer, ok bool, err error) {
	kind, text := "regexp", regex(q.pattern)
	plain := q.pattern.Text()
	switch {
	case q.errors > 0 && (plain == "" || q.errors > 2):
		return a, false, nil
	case q.errors > 0:
		kind, text = "fuzzy"+strconv.Itoa(q.errors), plain
	case plain != "":
		kind, text = "term", plain
	default:
		if t, ok := like(q.pattern, "?", "*", false); ok {
			kind, text = "wildcard", t
		}
	}
	most := 100
	if all {
		most = 1 << 30
	}
	if _, err := fmt.Fprintln(u.in, kind, text, most); err != nil {
		return a, true, err
	}
	ns, numbers, err := u.reply()
	if err != nil {
		return a, true, err
	}
	a.cpu, a.count, a.ids = time.Duration(ns), int(numbers[0]), numbers[1:]
	return a, true, nil
}

func (u *lucene) close() {
	if u.cmd != nil {
		u.in.Close()
		_ = u.cmd.Wait()
	}
	os.RemoveAll(filepath.Join(u.dir, "lucene"))
}

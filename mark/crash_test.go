package mark_test

import (
	"bufio"
	"fmt"
	"os"
	"os/exec"
	"path/filepath"
	"strconv"
	"testing"

	"focalpoint/mark"
)

// crashMarks is how many marks the index holds that is saved over and over.
const crashMarks = 20000

// TestKilledWhileSaving kills a program that saves an index over and over, its changes and the whole in turns: the
// file holds what was saved last, or what was being saved, whole.
func TestKilledWhileSaving(t *testing.T) {
	const variable = "FOCALPOINT_TEST_SAVES_TO"
	if path := os.Getenv(variable); path != "" {
		saveForEver(path)
	}
	path := filepath.Join(t.TempDir(), "marks")
	for round := range 6 {
		c := exec.Command(os.Args[0], "-test.run=^TestKilledWhileSaving$")
		c.Env = append(os.Environ(), variable+"="+path)
		out, err := c.StdoutPipe()
		if err != nil {
			t.Fatal(err)
		}
		if err := c.Start(); err != nil {
			t.Fatal(err)
		}
		lines := bufio.NewScanner(out)
		last := 0
		for n := 0; n < 5+9*round && lines.Scan(); n++ {
			if last, err = strconv.Atoi(lines.Text()); err != nil {
				t.Fatal(err)
			}
		}
		if err := c.Process.Kill(); err != nil {
			t.Fatal(err)
		}
		for lines.Scan() {
			if last, err = strconv.Atoi(lines.Text()); err != nil {
				t.Fatal(err)
			}
		}
		_ = c.Wait() // it was killed
		x, stamp, err := mark.OpenFile(path)
		if err != nil {
			t.Fatal(err)
		}
		if err := x.Check(); err != nil {
			t.Fatal(err)
		}
		saved, err := strconv.Atoi(string(stamp))
		if err != nil || saved < last || saved > last+1 {
			t.Fatalf("save %q is on the disk, the last one that returned was %d: %v", stamp, last, err)
		}
		a := x.Search(mark.Query{Pattern: mark.MustParse("KILLED*"), Limit: saved + 10})
		if a.Err != nil || len(a.Hits) != saved {
			t.Fatalf("%d of %d marks found, %v", len(a.Hits), saved, a.Err)
		}
	}
}

// saveForEver goes on from what is on the disk, one mark more with each save, and tells what it saved.
func saveForEver(path string) {
	x, stamp, err := mark.OpenFile(path)
	n := 0
	if err != nil {
		x = mark.NewIndex(generate(crashMarks, 4))
	} else if n, err = strconv.Atoi(string(stamp)); err != nil {
		panic(err)
	}
	for {
		n++
		x = x.With([]mark.Entry{{ID: uint64(crashMarks + n), Mark: fmt.Sprintf("KILLED%d", n)}}, nil)
		save := x.Save
		if n%7 == 0 {
			save = x.WriteFile
		}
		if err := save(path, []byte(strconv.Itoa(n))); err != nil {
			panic(err)
		}
		fmt.Println(n)
		if n%7 == 0 {
			if x, _, err = mark.OpenFile(path); err != nil {
				panic(err)
			}
		}
	}
}

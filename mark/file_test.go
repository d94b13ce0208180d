package mark_test

import (
	"errors"
	"io/fs"
	"os"
	"path/filepath"
	"testing"

	"github.com/google/go-cmp/cmp"

	"focalpoint/mark"
)

func TestFileGivesTheSameIndex(t *testing.T) {
	path := filepath.Join(t.TempDir(), "marks")
	for _, n := range []int{0, 1, 300, 20000} {
		entries := generate(n, 5)
		entries = append(entries, mark.Entry{ID: 9, Mark: "محو12"}, mark.Entry{ID: 10, Mark: "A"})
		x := mark.NewIndex(entries[:n/2]).With(entries[n/2:], []uint64{1})
		if err := x.WriteFile(path, []byte("from change 7")); err != nil {
			t.Fatal(err)
		}
		y, stamp, err := mark.OpenFile(path)
		if err != nil {
			t.Fatal(err)
		}
		if string(stamp) != "from change 7" {
			t.Errorf("stamp %q", stamp)
		}
		var a, b []mark.Entry
		for e := range x.Compact().Entries {
			a = append(a, e)
		}
		for e := range y.Entries {
			b = append(b, e)
		}
		if d := cmp.Diff(a, b); d != "" {
			t.Fatal(d)
		}
		for _, p := range []string{"*12", "محو12~1", "A?1*", "12345~2"} {
			q := mark.Query{Pattern: mark.MustParse(p)}
			if d := cmp.Diff(x.Compact().Search(q), y.Search(q)); d != "" {
				t.Fatal(d)
			}
		}
	}
	left, err := filepath.Glob(path + ".*")
	if err != nil || len(left) > 0 {
		t.Errorf("left behind: %v %v", left, err)
	}
}

func TestFileKnowsDamage(t *testing.T) {
	path := filepath.Join(t.TempDir(), "marks")
	if _, _, err := mark.OpenFile(path); !errors.Is(err, fs.ErrNotExist) {
		t.Errorf("no file: %v", err)
	}
	if err := mark.NewIndex(generate(200, 5)).WriteFile(path, []byte("s")); err != nil {
		t.Fatal(err)
	}
	good, err := os.ReadFile(path)
	if err != nil {
		t.Fatal(err)
	}
	write := func(data []byte) error {
		if err := os.WriteFile(path, data, 0o600); err != nil {
			t.Fatal(err)
		}
		_, _, err := mark.OpenFile(path)
		return err
	}
	for at := range good {
		bad := append([]byte(nil), good...)
		bad[at] ^= 4
		if err := write(bad); err == nil {
			// Only the padding between sections is not covered; it is not read either.
			if good[at] != 0 {
				t.Errorf("a changed byte %d goes unseen", at)
			}
		}
	}
	for _, n := range []int{0, 8, 100, len(good) - 8, len(good) - 1} {
		if err := write(good[:n]); !errors.Is(err, mark.ErrDamaged) {
			t.Errorf("cut to %d bytes: %v", n, err)
		}
	}
}

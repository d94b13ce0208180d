package mark_test

import (
	"bytes"
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
		one := mustCompact(t, x)
		if d := cmp.Diff(mustList(t, one), mustList(t, y)); d != "" {
			t.Fatal(d)
		}
		for _, p := range []string{"*12", "محو12~1", "A?1*", "12345~2"} {
			q := mark.Query{Pattern: mark.MustParse(p)}
			if d := cmp.Diff(one.Search(q), y.Search(q)); d != "" {
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
		x, _, err := mark.OpenFile(path)
		if err == nil {
			err = x.Check()
		}
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

// TestFileChangedUnderneath overwrites and cuts the file of an index while it is searched: the searches end with
// ErrDamaged or, where they do not touch what changed, with the right answer.
func TestFileChangedUnderneath(t *testing.T) {
	entries := generate(30000, 6)
	path := filepath.Join(t.TempDir(), "marks")
	queries := []mark.Query{{Pattern: mark.MustParse(entries[3].Mark)}, {Pattern: mark.MustParse("*3*5*"), Limit: 30000}, {Pattern: mark.MustParse("1234~2")}}
	harm := map[string]func() error{
		"cut":     func() error { return os.Truncate(path, 4096) },
		"zeroed":  func() error { return os.WriteFile(path, make([]byte, 600_000), 0o600) },
		"garbled": func() error { return os.WriteFile(path, bytes.Repeat([]byte{0xA7, 3, 0x91}, 300_000), 0o600) },
	}
	for _, touched := range []bool{false, true} {
		for name, do := range harm {
			x := mark.NewIndex(entries)
			if err := x.WriteFile(path, nil); err != nil {
				t.Fatal(err)
			}
			y, _, err := mark.OpenFile(path)
			if err != nil {
				t.Fatal(err)
			}
			if touched {
				if err := y.Check(); err != nil {
					t.Fatal(err)
				}
			}
			if err := do(); err != nil {
				t.Fatal(err)
			}
			for _, q := range queries {
				want, got := x.Search(q), y.Search(q)
				if touched && name != "cut" {
					continue // it was sound when it was checked; that it does not end the program is enough
				}
				if d := cmp.Diff(want.Hits, got.Hits); d != "" && !errors.Is(got.Err, mark.ErrDamaged) {
					t.Errorf("%s, touched %v, %s: neither right nor ErrDamaged: %s", name, touched, q.Pattern, d)
				}
			}
		}
	}
}

// TestSaveKeepsChangesBeside: what changed since the file was written is kept in a small file beside it.
func TestSaveKeepsChangesBeside(t *testing.T) {
	entries := generate(20000, 8)
	path := filepath.Join(t.TempDir(), "marks")
	if err := mark.NewIndex(entries[:19000]).Save(path, []byte("a")); err != nil {
		t.Fatal(err)
	}
	whole, err := os.ReadFile(path)
	if err != nil {
		t.Fatal(err)
	}
	x, _, err := mark.OpenFile(path)
	if err != nil {
		t.Fatal(err)
	}
	x = x.With(entries[19000:], []uint64{5, 6, 19999}).With(entries[5:6], []uint64{19998})
	if err := x.Save(path, []byte("b")); err != nil {
		t.Fatal(err)
	}
	if now, err := os.ReadFile(path); err != nil || !bytes.Equal(whole, now) {
		t.Errorf("the file itself was written again: %v", err)
	}
	y, stamp, err := mark.OpenFile(path)
	if err != nil || string(stamp) != "b" {
		t.Fatalf("stamp %q, %v", stamp, err)
	}
	if d := cmp.Diff(mustList(t, mustCompact(t, x)), mustList(t, mustCompact(t, y))); d != "" {
		t.Fatal(d)
	}
	// Another whole file makes the changes of the first meaningless.
	if err := mark.NewIndex(entries[:500]).WriteFile(path+"2", []byte("c")); err != nil {
		t.Fatal(err)
	}
	if err := os.Rename(path+"2", path); err != nil {
		t.Fatal(err)
	}
	if z, stamp, err := mark.OpenFile(path); err != nil || string(stamp) != "c" || z.Len() > 500 {
		t.Errorf("stamp %q, %d marks, %v", stamp, z.Len(), err)
	}
	// Many changes are a reason to write the whole.
	if err := y.With(generate(9000, 9), nil).Save(path, []byte("d")); err != nil {
		t.Fatal(err)
	}
	if _, err := os.Stat(path + ".new"); !errors.Is(err, fs.ErrNotExist) {
		t.Errorf("changes are left beside: %v", err)
	}
	if _, stamp, err := mark.OpenFile(path); err != nil || string(stamp) != "d" {
		t.Errorf("stamp %q, %v", stamp, err)
	}
}

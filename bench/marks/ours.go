package main

import (
	"os"
	"path/filepath"
	"runtime"
	"time"

	"golang.org/x/sys/unix"

	"focalpoint/mark"
)

// answer is what an engine gives: the first of the answers, and how many there are.
type answer struct {
	ids   []uint32
	count int
	cpu   time.Duration
}

// loaded is what it took to make an engine ready.
type loaded struct {
	cpu   time.Duration
	bytes int64
	note  string
}

// An engine answers questions.
type engine interface {
	name() string
	load(rs *records) (loaded, error)
	// ask answers; with all, every answer is given and the time does not matter. ok is false when the engine has no
	// way to ask this.
	ask(q *question, all bool) (a answer, ok bool, err error)
	close()
}

// thread is the processor time of this thread.
func thread() time.Duration {
	var t unix.Timespec
	if unix.ClockGettime(unix.CLOCK_THREAD_CPUTIME_ID, &t) != nil {
		return 0
	}
	return time.Duration(t.Nano())
}

// process is the processor time of this program.
func process() time.Duration {
	var t unix.Timespec
	if unix.ClockGettime(unix.CLOCK_PROCESS_CPUTIME_ID, &t) != nil {
		return 0
	}
	return time.Duration(t.Nano())
}

// timed runs a question often enough for the clock and gives the time of one.
func timed(run func()) time.Duration {
	runtime.LockOSThread()
	defer runtime.UnlockOSThread()
	start := thread()
	run()
	took := thread() - start
	times := 1
	if took < 50*time.Microsecond {
		times = int(50*time.Microsecond/(took+1)) + 1
		start = thread()
		for range times {
			run()
		}
		took = (thread() - start) / time.Duration(times)
	}
	return took
}

// ours is the index of package mark, mapped from its file.
type ours struct {
	dir string
	x   *mark.Index
}

func (o *ours) name() string { return "focalpoint" }

func (o *ours) path() string { return filepath.Join(o.dir, "marks.index") }

func (o *ours) load(rs *records) (l loaded, err error) {
	start := process()
	b := mark.NewBuilder(rs.len())
	for i := range rs.len() {
		b.Add(mark.Entry{ID: uint64(i), Mark: rs.at(i)})
	}
	x := b.Index()
	l.cpu = process() - start
	if err := x.WriteFile(o.path(), nil); err != nil {
		return l, err
	}
	l.note = "written in " + (process() - start - l.cpu).Round(time.Millisecond).String()
	info, err := os.Stat(o.path())
	if err != nil {
		return l, err
	}
	l.bytes = info.Size()
	o.x, _, err = mark.OpenFile(o.path())
	return l, err
}

func (o *ours) query(q *question) mark.Query {
	return mark.Query{Pattern: q.pattern, Errors: q.errors, Limit: q.limit, Cut: mark.Cost(q.cut)}
}

func (o *ours) ask(q *question, all bool) (a answer, ok bool, err error) {
	query := o.query(q)
	if all && !q.best {
		for h, err := range o.x.All(query) {
			if err != nil {
				return a, true, err
			}
			a.ids = append(a.ids, uint32(h.ID))
		}
		return a, true, nil
	}
	var got mark.Answer
	a.cpu = timed(func() { got = o.x.Search(query) })
	for _, h := range got.Hits {
		a.ids = append(a.ids, uint32(h.ID))
	}
	a.count = got.Total
	return a, true, got.Err
}

func (o *ours) close() { os.Remove(o.path()) }

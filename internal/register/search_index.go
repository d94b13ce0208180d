package register

import (
	"bytes"
	"context"
	"encoding/json"
	"errors"
	"fmt"
	"io/fs"
	"os"
	"sync"
	"sync/atomic"

	"focalpoint"
	"focalpoint/internal/store"
	"focalpoint/mark"
)

// The mark index is derived from the tables mark and item. It holds each
// folded text once; the items that bear it are read from the database, which
// stays the only truth. So a text that no longer stands on any item is
// harmless, and only additions have to be followed: they are the rows of mark
// whose leaf of the log is beyond the last one the index has seen.

// finder keeps the index of one register in step.
type finder struct {
	path string // of the file; empty for none
	mu   sync.Mutex
	now  atomic.Pointer[snapshot]
}

// snapshot is the index as of one leaf of the log.
type snapshot struct {
	stamp
	x *mark.Index
}

// stamp says what an index was built from. It stands in the index file.
type stamp struct {
	Format int    `json:"format"`
	High   int64  `json:"high"` // last leaf seen; -1 for none
	Salt   []byte `json:"salt"` // of that leaf: tells one database from another, and a restored one from its future
	Saved  int    `json:"-"`    // marks in the file
	// Aliases are what the numbers of index entries mean: entry n is a form of a mark of Aliases[n-1].
	Aliases []alias `json:"aliases,omitempty"`
	// Doubts are the marks recorded with more left open than can be indexed.
	Doubts []doubt `json:"doubts,omitempty"`
	Items  int64   `json:"items"`
	// How often each make, calibre and type stood behind a mark when the index was built.
	Makes   map[string]int64 `json:"makes"`
	Calibre map[string]int64 `json:"calibres"`
	Types   map[string]int64 `json:"types"`
	// Population is what marks looked like then, by kind of firearm.
	Population *mark.Population `json:"population,omitempty"`
	Sampled    int              `json:"sampled"` // marks in the index when Population was made
}

// alias leads from a form to the item that bears the mark.
type alias struct {
	Item    focalpoint.ItemID `json:"i"`
	Why     string            `json:"w"`
	Penalty mark.Cost         `json:"p"`
}

// doubt is a mark recorded in doubt and the item that bears it.
type doubt struct {
	Item    focalpoint.ItemID `json:"i"`
	Reading string            `json:"r"`
}

// indexFormat numbers what the stamp means and which forms are indexed.
const indexFormat = 2

// KeepIndex names the file the mark index is kept in. Without it the index is
// built in memory at the first search of each process. The file may be deleted
// at any time. Call it before the first search.
func (r *Register) KeepIndex(path string) { r.finder.path = path }

// IndexInfo says what the mark index holds.
type IndexInfo struct {
	Marks int    `json:"marks"` // texts, other forms included
	Items int64  `json:"items"`
	High  int64  `json:"leaf"` // last entry of the log it has seen
	File  string `json:"file,omitempty"`
}

// BuildIndex makes the mark index anew from the database and writes its file.
func (r *Register) BuildIndex(ctx context.Context) (IndexInfo, error) {
	r.finder.mu.Lock()
	defer r.finder.mu.Unlock()
	s, err := buildIndex(ctx, r.db)
	if err != nil {
		return IndexInfo{}, err
	}
	if r.finder.path != "" {
		if err := s.save(r.finder.path); err != nil {
			return IndexInfo{}, err
		}
	}
	r.finder.now.Store(s)
	return IndexInfo{Marks: s.x.Len(), Items: s.Items, High: s.High, File: r.finder.path}, nil
}

// FollowIndex brings the mark index in step with what is committed, so that the
// next search need not: after a large import, or while a server is idle.
func (r *Register) FollowIndex(ctx context.Context) error {
	_, err := r.index(ctx)
	return err
}

// index returns the mark index, in step with what is committed.
func (r *Register) index(ctx context.Context) (*snapshot, error) {
	high, err := lastMark(ctx, r.db)
	if err != nil {
		return nil, err
	}
	if s := r.finder.now.Load(); s != nil && s.High >= high {
		return s, nil
	}
	r.finder.mu.Lock()
	defer r.finder.mu.Unlock()
	s := r.finder.now.Load()
	if s == nil {
		s = r.finder.open(ctx, r.db)
	}
	if s == nil {
		if s, err = buildIndex(ctx, r.db); err != nil {
			return nil, err
		}
	} else if s.High < high {
		if s, err = s.follow(ctx, r.db); err != nil {
			return nil, err
		}
	}
	r.finder.keep(s)
	r.finder.now.Store(s)
	return s, nil
}

// open reads the file, if there is one that fits this database.
func (f *finder) open(ctx context.Context, db *store.DB) *snapshot {
	if f.path == "" {
		return nil
	}
	x, text, err := mark.OpenFile(f.path)
	if err != nil {
		return nil // none, damaged or of another format: it is built again
	}
	s := &snapshot{x: x}
	if json.Unmarshal(text, &s.stamp) != nil || s.Format != indexFormat {
		return nil
	}
	s.Saved = x.Len()
	salt, err := saltOf(ctx, db, s.High)
	if err != nil || !bytes.Equal(salt, s.Salt) {
		return nil
	}
	return s
}

// keep writes the file when enough is new. That it cannot be written (a
// read-only medium, a full disk) is no reason to refuse a search; BuildIndex
// tells.
func (f *finder) keep(s *snapshot) {
	const worth = 5000
	if n := s.x.Len(); f.path == "" || n-s.Saved < max(worth, s.Saved/16) {
		return
	}
	if err := s.save(f.path); err == nil {
		s.Saved = s.x.Len()
	}
}

func (s *snapshot) save(path string) error {
	text, err := json.Marshal(s.stamp)
	if err != nil {
		return err
	}
	if err := s.x.Save(path, text); err != nil {
		return &focalpoint.Error{Op: "register.BuildIndex", Kind: focalpoint.KindInvalid, Msg: "the mark index cannot be written; searches still work, but each program start builds it again", Err: err}
	}
	// From here on the file is searched, which the system keeps in memory once for all programs.
	if x, _, err := mark.OpenFile(path); err == nil && x.Len() == s.x.Len() {
		s.x = x
	}
	return nil
}

// RemoveIndex deletes the index file and forgets the index.
func (r *Register) RemoveIndex() error {
	r.finder.mu.Lock()
	defer r.finder.mu.Unlock()
	r.finder.now.Store(nil)
	if r.finder.path == "" {
		return nil
	}
	if err := os.Remove(r.finder.path); err != nil && !errors.Is(err, fs.ErrNotExist) {
		return err
	}
	return nil
}

func lastMark(ctx context.Context, q store.Queryer) (int64, error) {
	var high int64
	err := q.QueryRowContext(ctx, `SELECT COALESCE(MAX(changed), -1) FROM mark`).Scan(&high)
	return high, err
}

// saltOf reads the salt of a leaf, nil when there is no such leaf.
func saltOf(ctx context.Context, q store.Queryer, leaf int64) ([]byte, error) {
	var salt []byte
	err := q.QueryRowContext(ctx, `SELECT salt FROM ledger_leaf WHERE seq = $1`, leaf).Scan(&salt)
	if store.Missing(err) {
		return nil, nil
	}
	return salt, err
}

func buildIndex(ctx context.Context, db *store.DB) (*snapshot, error) {
	s := &snapshot{stamp: stamp{Format: indexFormat, High: -1, Makes: map[string]int64{}, Calibre: map[string]int64{}, Types: map[string]int64{}}}
	var sample mark.Sampler
	entries, err := s.read(ctx, db, func(maker, calibre, class, fold string) {
		s.Makes[maker]++
		s.Calibre[calibre]++
		s.Types[class]++
		sample.Add(kindOf(maker, calibre, class), fold)
	})
	if err != nil {
		return nil, err
	}
	s.x = mark.NewIndex(entries)
	s.Population, s.Sampled = sample.Population(), s.x.Len()
	return s, db.QueryRowContext(ctx, `SELECT COUNT(*) FROM item`).Scan(&s.Items)
}

// follow adds what was committed since.
func (s *snapshot) follow(ctx context.Context, db *store.DB) (*snapshot, error) {
	next := &snapshot{stamp: s.stamp, x: s.x}
	next.Aliases = s.Aliases[:len(s.Aliases):len(s.Aliases)]
	next.Doubts = s.Doubts[:len(s.Doubts):len(s.Doubts)]
	entries, err := next.read(ctx, db, nil)
	if err != nil {
		return nil, err
	}
	for _, e := range entries {
		if e.ID == 0 {
			next.Items++ // near enough: counting them all takes longer than the search
		}
	}
	next.x = s.x.With(entries, nil)
	if next.x.Len() > next.Sampled+next.Sampled/8+20 {
		err = next.sample(ctx, db)
	}
	return next, err
}

// sample learns anew what marks look like, and how common makes, calibres and
// types are, once there is an eighth more of them.
func (s *snapshot) sample(ctx context.Context, db *store.DB) error {
	rows, err := db.QueryContext(ctx, `SELECT i.make, i.calibre, i.type_class, m.fold FROM mark m JOIN item i ON i.id = m.item WHERE m.fold <> '' ORDER BY m.item, m.n`)
	if err != nil {
		return err
	}
	defer rows.Close()
	var marks mark.Sampler
	makes, calibres, types := map[string]int64{}, map[string]int64{}, map[string]int64{}
	for rows.Next() {
		var maker, calibre, class, fold string
		if err := rows.Scan(&maker, &calibre, &class, &fold); err != nil {
			return err
		}
		makes[maker]++
		calibres[calibre]++
		types[class]++
		marks.Add(kindOf(maker, calibre, class), fold)
	}
	if err := rows.Err(); err != nil {
		return err
	}
	s.Makes, s.Calibre, s.Types = makes, calibres, types
	s.Population, s.Sampled = marks.Population(), s.x.Len()
	return db.QueryRowContext(ctx, `SELECT COUNT(*) FROM item`).Scan(&s.Items)
}

// holds reports whether the index has a text already: as itself for the empty
// alias, else as a form of the alias's mark. Items derived anew come again.
func (s *snapshot) holds(fold string, a alias) bool {
	if s.x == nil {
		return false
	}
	for id := range s.x.IDs(fold) {
		if id == 0 && a == (alias{}) || id > 0 && s.Aliases[id-1] == a {
			return true
		}
	}
	return false
}

// read gathers the forms of all marks beyond the stamp and moves it forward. It
// tells count, which may be nil, the make, calibre and type of each mark's item, and the mark.
func (s *snapshot) read(ctx context.Context, q store.Queryer, count func(maker, calibre, class, fold string)) ([]mark.Entry, error) {
	rows, err := q.QueryContext(ctx, `SELECT m.item, m.text, m.reading, m.fold, m.changed, i.model_raw, i.make, i.calibre, i.type_class FROM mark m JOIN item i ON i.id = m.item WHERE m.changed > $1`, s.High)
	if err != nil {
		return nil, err
	}
	defer rows.Close()
	var entries []mark.Entry
	high := s.High
	known := make(map[doubt]bool, len(s.Doubts))
	for _, d := range s.Doubts {
		known[d] = true
	}
	for rows.Next() {
		var item focalpoint.ItemID
		var text, reading, fold, model, maker, calibre, class string
		var changed int64
		if err := rows.Scan(&item, &text, &reading, &fold, &changed, &model, &maker, &calibre, &class); err != nil {
			return nil, err
		}
		if count != nil {
			count(maker, calibre, class, fold)
		}
		high = max(high, changed)
		if fold != "" && plainText(text, reading) && !s.holds(fold, alias{}) {
			entries = append(entries, mark.Entry{Mark: fold})
		}
		if _, ok := leftOpen(reading); ok {
			if d := (doubt{item, reading}); !known[d] { // items derived anew come again
				s.Doubts, known[d] = append(s.Doubts, d), true
			}
		}
		for _, f := range formsOf(text, reading, model) {
			if a := (alias{item, f.why, f.penalty}); !s.holds(f.fold, a) {
				s.Aliases = append(s.Aliases, a)
				entries = append(entries, mark.Entry{ID: uint64(len(s.Aliases)), Mark: f.fold})
			}
		}
	}
	if err := rows.Err(); err != nil {
		return nil, fmt.Errorf("the marks cannot be read: %w", err)
	}
	if high != s.High {
		if s.Salt, err = saltOf(ctx, q, high); err != nil {
			return nil, err
		}
		s.High = high
	}
	return entries, nil
}

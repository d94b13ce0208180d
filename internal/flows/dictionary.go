package flows

import (
	"context"
	"strings"

	"focalpoint/internal/store"
)

// shapes numbers the profiles that records show. Numbers are given in the order
// in which profiles first appear and never change.
type shapes struct {
	codes Codes
	ids   map[string]int64
	raws  map[raw]int64
	fresh [][]any
}

func readShapes(ctx context.Context, q store.Queryer, codes Codes) (*shapes, error) {
	s := &shapes{codes: codes, ids: map[string]int64{}, raws: map[raw]int64{}}
	rows, err := q.QueryContext(ctx, `SELECT id, profile FROM figure_shape`)
	if err != nil {
		return nil, err
	}
	defer rows.Close()
	for rows.Next() {
		var id int64
		var key string
		if err := rows.Scan(&id, &key); err != nil {
			return nil, err
		}
		s.ids[key] = id
	}
	return s, rows.Err()
}

// ofRaw numbers what the register's codes count as.
func (s *shapes) ofRaw(r raw) int64 {
	id, ok := s.raws[r]
	if !ok {
		id = s.of(r.profile(s.codes))
		s.raws[r] = id
	}
	return id
}

func (s *shapes) of(p Profile) int64 {
	key := p.Key()
	id, ok := s.ids[key]
	if !ok {
		id = int64(len(s.ids) + 1)
		s.ids[key] = id
		s.fresh = append(s.fresh, []any{id, key})
	}
	return id
}

type placeNames struct{ region, unit string }

// places numbers regions and units.
type places struct {
	ids   map[placeNames]int64
	fresh [][]any
}

func readPlaces(ctx context.Context, q store.Queryer) (*places, error) {
	s := &places{ids: map[placeNames]int64{}}
	rows, err := q.QueryContext(ctx, `SELECT id, region, unit FROM figure_place`)
	if err != nil {
		return nil, err
	}
	defer rows.Close()
	for rows.Next() {
		var id int64
		var p placeNames
		if err := rows.Scan(&id, &p.region, &p.unit); err != nil {
			return nil, err
		}
		s.ids[p] = id
	}
	return s, rows.Err()
}

func (s *places) find(region, unit string) int64 {
	const most = 400 // bytes; an index of the database holds no more, and no office has such a name
	if len(unit) > most {
		unit = strings.ToValidUTF8(unit[:most], "")
	}
	if len(region) > most {
		region = strings.ToValidUTF8(region[:most], "")
	}
	p := placeNames{region, unit}
	id, ok := s.ids[p]
	if !ok {
		id = int64(len(s.ids) + 1)
		s.ids[p] = id
		s.fresh = append(s.fresh, []any{id, region, unit})
	}
	return id
}

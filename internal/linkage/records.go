package linkage

import (
	"context"
	"database/sql"
	"strings"

	"focalpoint"
	"focalpoint/internal/register"
	"focalpoint/mark/link"
)

// records is what is compared: one entry for each firearm on record whose number was read without doubt.
type records struct {
	list     []link.Record
	ids      []focalpoint.ItemID
	notable  []bool // statuses that what comes later may contradict
	makes    codes
	calibres codes
	// compatible are pairs of makes that stand on one firearm: its maker and its importer.
	compatible map[[2]uint32]bool
	joined     clusters
	separate   []focalpoint.PartyID // registers that may not be merged, in the order of their offices
}

// codes numbers codes of a list, from 1; 0 is not known.
type codes struct {
	number map[string]uint32
	words  []string
}

func newCodes() codes { return codes{number: map[string]uint32{}} }

func (c *codes) of(word string) uint32 {
	if word == "" || focalpoint.Absent(word) {
		return 0
	}
	n, ok := c.number[word]
	if !ok {
		c.words = append(c.words, word)
		n = uint32(len(c.words))
		c.number[word] = n
	}
	return n
}

func (c *codes) word(n uint32) string {
	if n == 0 {
		return ""
	}
	return c.words[n-1]
}

// clusters are the items held to be one: each item's first, by item.
type clusters map[focalpoint.ItemID]focalpoint.ItemID

func clustersOf(list []register.Identified) clusters {
	c := clusters{}
	for _, t := range list {
		a, b := c.first(t.Item), c.first(t.Other)
		c[max(a, b)] = min(a, b)
	}
	return c
}

func (c clusters) first(id focalpoint.ItemID) focalpoint.ItemID {
	for {
		next, ok := c[id]
		if !ok || next == id {
			return id
		}
		id = next
	}
}

// read takes the records out of the register, in order of their numbers.
func (r *Room) read(ctx context.Context, tell func(done int64) error) (*records, error) {
	known, err := register.IdentifiedAll(ctx, r.log.DB)
	if err != nil {
		return nil, err
	}
	out := &records{makes: newCodes(), calibres: newCodes(), compatible: map[[2]uint32]bool{}, joined: clustersOf(known)}
	joined := map[focalpoint.ItemID]bool{}
	for _, t := range known {
		joined[t.Item], joined[t.Other] = true, true
	}
	rows, err := r.log.DB.QueryContext(ctx, `SELECT i.id, i.make, i.calibre, i.importer, i.made, i.status, i.role, i.last_legal, i.state, m.fold
		FROM item i JOIN mark m ON m.item = i.id WHERE i.kind = 'firearm' AND m.kind = 'serial' AND m.fold <> '' AND m.reading = '' ORDER BY i.id, m.n`)
	if err != nil {
		return nil, err
	}
	defer rows.Close()
	var unsure []int // places of records whose office their events must tell
	for rows.Next() {
		var id focalpoint.ItemID
		var maker, calibre, importer, status, role, legal, state, fold string
		var made sql.NullInt64
		if err := rows.Scan(&id, &maker, &calibre, &importer, &made, &status, &role, &legal, &state, &fold); err != nil {
			return nil, err
		}
		if n := len(out.ids); n > 0 && out.ids[n-1] == id {
			continue // the first number stands for the firearm
		}
		rec := link.Record{Mark: strings.Clone(fold), Make: out.makes.of(maker), Calibre: out.calibres.of(calibre), Office: uint8(Registry.rank())}
		if by := out.makes.of(importer); by != 0 && rec.Make != 0 {
			out.compatible[[2]uint32{rec.Make, by}], out.compatible[[2]uint32{by, rec.Make}] = true, true
		}
		if made.Int64 > 1500 && made.Int64 < 3000 {
			rec.Year = int16(made.Int64)
		}
		if status == string(focalpoint.StatusStateStock) {
			rec.Office = uint8(Stock.rank())
		}
		if legal == "" || focalpoint.Country(state) != r.home || role != "" && role != string(focalpoint.RoleRegistered) || joined[id] {
			unsure = append(unsure, len(out.ids))
		}
		out.list, out.ids = append(out.list, rec), append(out.ids, id)
		out.notable = append(out.notable, notable(focalpoint.Status(status)))
		if len(out.ids)%50000 == 0 {
			if err := tell(int64(len(out.ids))); err != nil {
				return nil, err
			}
		}
	}
	if err := rows.Err(); err != nil {
		return nil, err
	}
	rows.Close()
	if err := r.placeOffices(ctx, out, unsure); err != nil {
		return nil, err
	}
	return out, r.readSeparate(ctx, out)
}

// notable says whether a record of this status is contradicted by one of a firearm that is about.
func notable(s focalpoint.Status) bool {
	switch s {
	case focalpoint.StatusDestroyed, focalpoint.StatusDeactivated, focalpoint.StatusExported, focalpoint.StatusStateStock, focalpoint.StatusStolen, focalpoint.StatusLost:
		return true
	}
	return false
}

// placeOffices reads the events of records whose columns do not tell whose they are.
func (r *Room) placeOffices(ctx context.Context, out *records, unsure []int) error {
	const step = 400
	known := parties{}
	for from := 0; from < len(unsure); from += step {
		part := unsure[from:min(from+step, len(unsure))]
		ids := make([]focalpoint.ItemID, len(part))
		for i, at := range part {
			ids[i] = out.ids[at]
		}
		lives, err := r.reg.EventsOf(ctx, ids)
		if err != nil {
			return err
		}
		for i, at := range part {
			own := lives[ids[i]]
			if len(own) == 0 {
				continue // items are never deleted, so this one was not there yet when its events were read
			}
			office, err := r.officeOf(ctx, known, own)
			if err != nil {
				return err
			}
			out.list[at].Office = uint8(office.rank())
		}
	}
	return nil
}

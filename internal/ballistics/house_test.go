package ballistics_test

import (
	"bytes"
	"context"
	"math"
	"math/rand/v2"
	"slices"
	"testing"
	"time"

	"focalpoint"
	"focalpoint/internal/attachment"
	"focalpoint/internal/ballistics"
	"focalpoint/internal/catalogue"
	"focalpoint/internal/jobs"
	"focalpoint/internal/ledger"
	"focalpoint/internal/register"
	"focalpoint/internal/store"
	"focalpoint/internal/store/storetest"
	"focalpoint/x3p"
)

// house is the laboratory and what it stands on, with a clock that moves by itself.
type house struct {
	testing.TB
	log    *ledger.Log
	reg    *register.Register
	queue  *jobs.Queue
	room   *ballistics.Room
	linked []ballistics.Hit
	refuse error // what Linked answers
}

func onBoth(t *testing.T, fn func(h *house)) {
	schemas := []store.Schema{ledger.Schema(), jobs.Schema(), attachment.Schema(), register.Schema(), ballistics.Schema()}
	storetest.Run(t, schemas, func(t *testing.T, db *store.DB) {
		codes, err := catalogue.New()
		if err != nil {
			t.Fatal(err)
		}
		now := storetest.Epoch
		tick := func() time.Time { now = now.Add(time.Second); return now }
		h := &house{TB: t, log: &ledger.Log{DB: db, Now: tick, Rand: rand.NewChaCha8([32]byte{5})}}
		h.reg = register.New(db, codes)
		h.queue = &jobs.Queue{DB: db, Now: tick, Rand: rand.NewChaCha8([32]byte{6}), Node: "one"}
		h.room = h.open(h.queue)
		fn(h)
		tables := slices.Concat(attachment.Tables(), register.Tables(), ballistics.Tables())
		if _, err := ledger.Verify(t.Context(), db, tables, nil); err != nil {
			t.Error(err)
		}
	})
}

// open makes a laboratory on the house's database that takes jobs from a queue.
func (h *house) open(q *jobs.Queue) *ballistics.Room {
	return ballistics.New(ballistics.Options{Log: h.log, Register: h.reg, Files: attachment.New(h.log), Jobs: q, Version: "test",
		Linked: func(_ context.Context, _ *ledger.Tx, _ ballistics.HitID, hit ballistics.Hit) error {
			h.linked = append(h.linked, hit)
			return h.refuse
		}})
}

func (h *house) ctx() context.Context { return context.Background() }

func (h *house) must(err error) {
	h.Helper()
	if err != nil {
		h.Fatal(err)
	}
}

// want fails unless err is of a kind and, where a field is named, about it.
func (h *house) want(err error, kind focalpoint.Kind, field string) {
	h.Helper()
	if focalpoint.KindOf(err) != kind || err == nil || focalpoint.FieldOf(err) != field {
		h.Errorf("got %v (%s, field %q), want kind %s and field %q", err, focalpoint.KindOf(err), focalpoint.FieldOf(err), kind, field)
	}
}

// item puts a pistol on the register.
func (h *house) item() focalpoint.ItemID {
	h.Helper()
	var id focalpoint.ItemID
	_, err := h.log.Write(h.ctx(), ledger.Entry{Actor: "us1", Action: "test"}, func(tx *ledger.Tx) error {
		id = focalpoint.ItemID(tx.NewID(focalpoint.PrefixItem))
		_, err := h.reg.Record(h.ctx(), tx, focalpoint.Event{Item: id, Kind: focalpoint.EventSeizure, Happened: "2025-11-01", Describes: &focalpoint.Description{}})
		return err
	})
	h.must(err)
	return id
}

// exhibit takes one in.
func (h *house) exhibit(number string, fill func(*ballistics.Exhibit)) ballistics.ExhibitID {
	h.Helper()
	e := ballistics.Exhibit{Number: number, Kind: ballistics.CartridgeCase, Class: ballistics.Class{Calibre: "9x19", Ammunition: "Meadow", Manufacturer: "Testov T9"}}
	if fill != nil {
		fill(&e)
	}
	v, err := h.room.SaveExhibit(h.ctx(), "us1", "", 0, e, "")
	h.must(err)
	return ballistics.ExhibitID(v.ID)
}

// scan adds a breech face marked by a firearm: shots of one firearm share their marks.
func (h *house) scan(id ballistics.ExhibitID, gun, shot uint64) ballistics.ScanID {
	h.Helper()
	v, err := h.room.AddScan(h.ctx(), "us1", ballistics.NewScan{Exhibit: id, Region: ballistics.BreechFace, Name: "face.x3p", Content: breechFace(gun, shot)})
	h.must(err)
	return ballistics.ScanID(v.ID)
}

// work does all jobs that are ready.
func (h *house) work(q *jobs.Queue) {
	h.Helper()
	for {
		did, err := q.Step(h.ctx())
		h.must(err)
		if !did {
			return
		}
	}
}

// breechFace is a made-up surface: bumps of the firearm, noise of the shot, and a
// hole in the middle.
func breechFace(gun, shot uint64) []byte {
	const n, pitch = 300, 12.5e-6
	marks, noise := rand.New(rand.NewPCG(gun, 1)), rand.New(rand.NewPCG(gun, 2+shot))
	z := make([]float64, n*n)
	for range 700 {
		cx, cy, s, h := marks.Float64()*n, marks.Float64()*n, 2+4*marks.Float64(), marks.NormFloat64()
		for y := max(0, int(cy-4*s)); y < min(n, int(cy+4*s)); y++ {
			for x := max(0, int(cx-4*s)); x < min(n, int(cx+4*s)); x++ {
				dx, dy := (float64(x)-cx)/s, (float64(y)-cy)/s
				z[y*n+x] += h * math.Exp(-(dx*dx+dy*dy)/2) * 1e-6
			}
		}
	}
	for i := range z {
		x, y := float64(i%n)-n/2, float64(i/n)-n/2
		if r := math.Hypot(x, y); r > n/2-2 || r < n/9 {
			z[i] = math.NaN()
		} else {
			z[i] += 0.1e-6 * noise.NormFloat64()
		}
	}
	return encoded(n, n, pitch, z)
}

// encoded is an x3p file of heights in metres.
func encoded(width, height int, pitch float64, z []float64) []byte {
	f := &x3p.File{Header: x3p.Header{SizeX: width, SizeY: height, SizeZ: 1,
		X: x3p.Axis{Incremental: true, Increment: pitch}, Y: x3p.Axis{Incremental: true, Increment: pitch}, Z: x3p.Axis{Type: x3p.Float32},
		Measurement: &x3p.Measurement{Date: "2026-01-10T09:00:00"}}, ZM: z}
	var b bytes.Buffer
	if err := x3p.Encode(&b, f); err != nil {
		panic(err)
	}
	return b.Bytes()
}

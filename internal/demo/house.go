package demo

import (
	"context"
	"fmt"
	"io"
	"math/rand/v2"
	"sync"
	"time"

	"focalpoint"
	"focalpoint/internal/attachment"
	"focalpoint/internal/casework"
	"focalpoint/internal/catalogue"
	"focalpoint/internal/directory"
	"focalpoint/internal/ledger"
	"focalpoint/internal/linkage"
	"focalpoint/internal/person"
	"focalpoint/internal/register"
	"focalpoint/internal/seizure"
	"focalpoint/internal/trace"
)

// House is the rooms the country is loaded into, as the front door wired them.
type House struct {
	Log       *ledger.Log
	Codes     *catalogue.Catalogue
	Lists     *catalogue.Store // keeps what the exercise adds to the code lists
	Directory *directory.Directory
	Persons   *person.Store
	Files     *attachment.Store
	Register  *register.Register
	Seizures  *seizure.Room
	Traces    *trace.Service
	Cases     *casework.Room
	Links     *linkage.Room
}

// Teach adds the States, makers and models of the exercise to the code lists.
func (h House) Teach(ctx context.Context) error {
	_, err := h.Log.Write(ctx, ledger.Entry{Actor: Actor, Action: "catalogue.add"}, func(tx *ledger.Tx) error { return h.Lists.AddAll(ctx, tx, h.Codes, Addition()) })
	if err == nil {
		_, err = h.Lists.Refresh(ctx, h.Codes)
	}
	return err
}

// Clock is a clock that is set by hand: while the country is loaded, the log shows the days of the exercise. It is
// safe for concurrent use.
type Clock struct {
	mu sync.Mutex
	at time.Time
}

// Now returns the instant and lets a millisecond pass, so that what is written later has a later number.
func (c *Clock) Now() time.Time {
	c.mu.Lock()
	defer c.mu.Unlock()
	c.at = c.at.Add(time.Millisecond)
	return c.at
}

// Set puts the clock forward; it never goes back.
func (c *Clock) Set(t time.Time) {
	c.mu.Lock()
	defer c.mu.Unlock()
	if t.After(c.at) {
		c.at = t
	}
}

// chance is randomness that a seed repeats. It is for the exercise alone: whoever knows the seed knows the salts.
type chance struct {
	mu sync.Mutex
	*rand.ChaCha8
}

// Read fills p.
func (c *chance) Read(p []byte) (int, error) {
	c.mu.Lock()
	defer c.mu.Unlock()
	return c.ChaCha8.Read(p)
}

// Chance returns the randomness of a seed.
func Chance(seed uint64) io.Reader {
	var key [32]byte
	copy(key[:], fmt.Sprintf("focalpoint exercise %d", seed))
	return &chance{ChaCha8: rand.NewChaCha8(key)}
}

// Actor makes the writes of the loader; its name stands in the log.
const Actor = focalpoint.UserID("exercise")

// markerParty is the first party of every demonstration country.
const markerParty = focalpoint.PartyID("pa0exercise000000000")

// Loaded says whether a database holds a demonstration country.
func Loaded(ctx context.Context, d *directory.Directory) (bool, error) {
	_, err := d.Get(ctx, markerParty)
	if focalpoint.KindOf(err) == focalpoint.KindNotFound {
		return false, nil
	}
	return err == nil, err
}

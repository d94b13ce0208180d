// Package focalpoint is the vocabulary of the house: typed identifiers and
// values for items, marks, events, places, dates and parties, and the one
// Error type that travels from the database to the screen.
//
// It imports the standard library only and is imported by everything else.
// It holds no storage, no rules of law and no text for users; those live in
// the rooms (see doc/arch.md). Values here are plain data: they can be
// compared, copied and written as JSON without loss.
package focalpoint

import (
	"encoding/base32"
	"io"
	"strings"
	"time"
)

// Identifiers of ours, for life. Each is a short prefix and a time-ordered
// random part in lower-case base 32, for example "it0r3k9v2mq8d7x1c4hn". A
// serial number is never a key.
type (
	// ItemID names one thing under control: a firearm, a part, an ammunition lot.
	ItemID string
	// EventID names one event in the life of an item.
	EventID string
	// SeizureID names one occurrence in which items were seized, found or surrendered.
	SeizureID string
	// TraceID names the work of following one item.
	TraceID string
	// HopID names one question to one record keeper or State inside a trace.
	HopID string
	// CaseID names what an investigation holds together.
	CaseID string
	// PersonID names a natural person whose data is read only with a purpose.
	PersonID string
	// GroupID names an organized criminal group.
	GroupID string
	// PartyID names an authority, organization, State focal point or record keeper of the directory.
	PartyID string
	// ImportID names one import of one file.
	ImportID string
	// UserID names a person who works with focalpoint.
	UserID string
)

// Prefixes of identifiers, two letters each, so that a number copied out of a
// report says by itself what it is.
const (
	PrefixItem    = "it"
	PrefixEvent   = "ev"
	PrefixSeizure = "sz"
	PrefixTrace   = "tr"
	PrefixHop     = "hp"
	PrefixCase    = "cs"
	PrefixPerson  = "pe"
	PrefixGroup   = "gr"
	PrefixParty   = "pa"
	PrefixImport  = "im"
	PrefixUser    = "us"
	PrefixTask    = "tk"
)

// idEncoding is Crockford's base 32 in lower case: no i, l, o, u, so that an
// identifier read out over a bad line is not misheard.
var idEncoding = base32.NewEncoding("0123456789abcdefghjkmnpqrstvwxyz").WithPadding(base32.NoPadding)

// NewID returns a fresh identifier: prefix, then 48 bits of milliseconds since
// 1970 and 52 bits of randomness, so that identifiers made later sort later.
// It panics only when rnd fails, which for crypto/rand.Reader does not happen.
func NewID(prefix string, now time.Time, rnd io.Reader) string {
	var b [13]byte
	ms := uint64(now.UnixMilli())
	for i := range 6 {
		b[i] = byte(ms >> (40 - 8*i))
	}
	if _, err := io.ReadFull(rnd, b[6:]); err != nil {
		panic("focalpoint: no randomness for an identifier: " + err.Error())
	}
	return prefix + idEncoding.EncodeToString(b[:])[:20]
}

// IDPrefix returns the two-letter prefix of an identifier, or "" when the text
// cannot be an identifier of ours.
func IDPrefix(id string) string {
	if len(id) < 4 || strings.ContainsAny(id, " \t\n/?#") {
		return ""
	}
	return id[:2]
}

// IDTime returns the instant, to the millisecond, at which an identifier of
// ours was made; ok is false for a text that is none.
func IDTime(id string) (at time.Time, ok bool) {
	if len(id) != 22 {
		return time.Time{}, false
	}
	b, err := idEncoding.DecodeString(id[2:12] + "000000") // 48 bits stand in the first ten letters
	if err != nil {
		return time.Time{}, false
	}
	ms := uint64(0)
	for _, x := range b[:6] {
		ms = ms<<8 | uint64(x)
	}
	return time.UnixMilli(int64(ms)).UTC(), true
}

// FirstID returns the smallest identifier that can be made at an instant:
// identifiers made earlier sort before it, later ones after.
func FirstID(prefix string, at time.Time) string {
	return NewID(prefix, at, zeros{})
}

type zeros struct{}

func (zeros) Read(p []byte) (int, error) {
	clear(p)
	return len(p), nil
}

// Country is an ISO 3166-1 alpha-3 code in capitals ("BRA"). The empty Country
// means that none was reported.
type Country string

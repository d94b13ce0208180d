// Package register keeps the record of every firearm's life: items, their
// marks and the events that happened to them, as record keepers and officers
// reported them.
//
// The one logged table is event. Everything else here — the item as it stands,
// its marks folded for searching, its occurrences (seized, found, surrendered,
// lost, stolen), alarms — is derived by Project from the item's events and
// the catalogue's coders, in the same transaction, and can be made again at
// any time (Rebuild). Nothing is changed in place: a correction is an event
// that names the event it replaces.
//
// Two items held to be the same thing are joined by an event of kind identify,
// which can be withdrawn; Life reads the events of both.
//
// It does not decide what a trace means, how a seizure is taken in or what is
// counted; those are rooms of their own.
package register

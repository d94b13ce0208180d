// Package seizure takes in occurrences in which items were seized, found or
// surrendered: where, when, by whom, on what legal ground, on what route, with
// whom and with what else, and each item with its marks as seen.
//
// Saving is one write: a version of the seizure (Book), an event in the
// register for each item by its role, the stages of persons, and a row for
// lists. A later edit never changes an event: what differs becomes a
// correction, an item taken out a withdrawn event. Before a seizure is saved,
// those that may be the same incident or hold the same item are shown, and the
// officer says that they are not (NotDuplicateOf). Drafts are saved as they are
// typed; they are no record and not in the log.
//
// The chain of custody of an item (evidence in and out, forfeiture, return,
// destruction) is kept as events too, with witnesses and method (custody.go).
//
// It does not decide what an item is (register, catalogue), how it is traced or
// what is counted.
package seizure

// Package directory holds who can be asked: authorities of this State and of
// others, focal points, organizations, and the record keepers (makers,
// importers, dealers, brokers, registries, forces, court stores, museums,
// archives of closed businesses), with roles, contacts, languages, working
// hours and the dates between which they exist. Beside them stand the tasks
// given to an agency, the treaty status of each State at a date, and the score
// card of a keeper.
//
// A party is a logged document with versions; a task too. Tables for lists are
// derived from them in the same write. The treaty status is dated data with a
// pure function over it (Status); nothing here asks the network.
//
// It does not decide whom to ask about an item: that is the room of traces,
// which brings what a keeper was asked and answered to Score.
package directory

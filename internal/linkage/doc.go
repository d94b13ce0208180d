// Package linkage keeps the links between records of one firearm: that a record of the registry, of the police, of a
// laboratory, of customs, of the file of lost and stolen arms or of another State speaks of the same thing as one of
// another office.
//
// A link is proposed, with its probability and the evidence field by field, by comparing all records at once (Find,
// which asks package mark/link). It joins nothing by itself: an officer confirms or rejects it, with a reason, and may
// undo that later. A confirmed link is an event of kind identify in the register, undoing it withdraws the event, so
// that lives are joined and parted in the one way there is. What was decided is a logged row; what was decided once is
// not proposed again.
//
// It holds no rule of how alike records are (package mark/link does) and none of what a life means (the register
// does). What may be relied on: two runs over the same records propose the same links and the second changes nothing;
// a run that was cut off can be run again; a link's state follows the register, also where the event was withdrawn
// elsewhere.
package linkage

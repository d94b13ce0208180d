// Package catalogue holds the code lists of the house and turns reported words
// into codes.
//
// A list is versioned data: a name, an edition, dates, a source and a licence,
// and entries with a code, a parent (its class) and names in six languages.
// The axes of classification are lists of their own and never mixed: kind,
// type, action, origin, previous status, mark status, role. A coder turns one
// reported cell into a code with a confidence and a reason, and says what else
// it may have meant; the raw cell stays as it was.
//
// What may be relied on: a Catalogue never changes after it is made and may be
// used by many goroutines at once; the same input gives the same answer in the
// same order; a coder that is unsure says so by a confidence below
// ReviewThreshold instead of guessing. What a State adds (own codes, own
// synonyms, decisions of its review queue) makes a new Catalogue; histories
// are recoded by asking the new one.
//
// The package does not hold items, does not search marks, and knows no rules
// of counting.
package catalogue

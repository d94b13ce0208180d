// Package importer takes files into the house: registers, lost and stolen
// files, seizure bases, as CSV, workbooks or JSON Lines.
//
// It finds out by which mapping a file of its source is read (shipped with the
// program, saved by a State, or proposed from the header), shows what it would
// do (Preview, dry run), and loads the file in batches: one transaction and
// one log entry each, in which the rows and the position reached are stored
// together. What may be relied on: an import that was cut off at any instant
// goes on where it stood; the key of a row is the SHA-256 of its file and its
// number, so equal rows are kept and a second import of the same file adds
// nothing; a broken file is refused before its first row is stored; every row
// that was not taken is named with the reason, and a cell that could not be
// understood stays beside the row as it was written.
//
// What the rows become is decided by a Target: this package holds the targets
// "register" and "lost"; rooms bring their own. It does not code cells (the
// catalogue does) and does not read bytes (package sheet does).
package importer

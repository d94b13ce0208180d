// Package sheet reads and writes tabular files as people really send them.
//
// It reads CSV in any usual separator, line end and encoding, XLSX workbooks,
// JSON Lines, and gzip of these, row by row in bounded memory. It finds out
// separator, encoding and header row by looking at the file and lets the
// caller overrule each. Cells are handed over as stored: a number keeps the
// digits the file holds ("848045.0"), a spreadsheet date stays its serial
// number, a formula gives the value saved beside it and is flagged. Helpers
// (Serial, Whole, Unquote) turn such cells into what was meant; nothing is
// converted behind the caller's back.
//
// It also writes CSV (RFC 4180, UTF-8) and XLSX, streaming.
//
// What may be relied on: nothing in a workbook is ever run (macros, ActiveX
// controls, external links and formulas are left alone and noted); a hostile
// file (archive bomb, endless line, quotation mark never closed, broken text)
// ends in an Error that names the row and says how to mend it, with memory
// bounded by Options.MaxCell and Options.MaxStrings; text that cannot be
// decoded is replaced only with a Note that names the row.
//
// The package knows no word of any trade: it does not code, split or check
// what cells mean.
package sheet

// Package mark reads, compares and finds the marks that stand on a firearm: a serial number half ground off,
// a number copied by hand between two alphabets, a laboratory's restored characters with their certainty.
//
// It holds the mark notation (Parse, Pattern), the folded form under which marks are compared (Fold), the
// model of how one symbol is taken for another (Channel), the comparison of one pattern with one mark and its
// explanation (Match), an index that answers a pattern over millions of marks (Index), the probability of each
// candidate with "none of these" among them (Posterior), and the test of a text that cannot be a number at all
// (Nonsense).
//
// It holds no database, no firearm, no rule of any register. The caller keeps the mark as struck; this package
// derives from it and its results may be thrown away and computed again.
//
// What may be relied on. The same input gives the same answer in the same order. An answer of Index.Search is
// complete: it holds what comparing every mark one by one would find. 0 and O are never the same symbol here,
// only cheap to confuse. Values are immutable after construction and safe for concurrent use. A file written
// by Index.WriteFile or Index.Save names its format and the version of the folded form, and is refused when either
// differs; it is mapped when opened, and damage in it ends the search that meets it with ErrDamaged.
package mark

// Package trial measures how well marks are identified: a generator of firearms on record with known truth, readers
// and laboratories who err at published rates, an oracle to compare with, and the rules other systems use.
//
// The generator (World) strikes numbers in makers' formats, several scripts among them, and lets clerks record them:
// 3.8 % of records hold one copying error. A question (see Classes) is what an officer or a laboratory reports of one
// of these firearms, or of a firearm that is not on record, with the maker named rightly in 90 % of cases.
//
// The oracle looks at every record and knows how the generator errs: the table of confusions, every rate, how
// often the maker is named wrongly. Nobody can rank better on average. The search under trial knows a channel estimated from
// another table, its own opinion of the rates, and the records; its figures stand beside the oracle's on the very
// same questions.
//
// What may be relied on: the same Options give the same result. Records that tie share their credit.
//
// It holds no real number and no real share of any maker.
package trial

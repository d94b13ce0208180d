// Package ballistics is the ballistic laboratory: exhibits and test fires with
// their custody, the scans of their surfaces, requests to the laboratory, comparisons
// against the open case file, and what examiners conclude.
//
// A comparison is a lead. It becomes a hit only when two examiners, the second
// without knowing what the first concluded or how the program ranked the pair, both
// identify the physical exhibits (Examination). A disagreement is kept and a third
// examiner decides. A hit is written together with an event in the life of each
// firearm concerned; whoever put the house together is told in the same write
// (Options.Linked), to join cases.
//
// What may be relied on: a scan is a stored file named by its digest, with the
// instrument that took it and the calibration that held on that day; a comparison
// keeps its method, parameters and code version, so that any score can be computed
// again (Recompute); its work is shared out as jobs that any node may take and that
// survive a restart; every version of everything is in the log. Scales of
// conclusions and verbal scales are dated data with their source. A likelihood ratio
// is given only within a stated reference population.
//
// It does not measure surfaces or compare them itself (x3p, toolmark), does not
// decide what an item is (register), and knows no case or seizure but by its id.
package ballistics

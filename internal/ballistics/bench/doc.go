// Package bench judges the comparison of measured surfaces on scans whose sources are known, without a database.
//
// It holds how a scan is read from a file (ReadScan: its digest, what was odd about it, its surface), how two are
// compared under a named method with frozen parameters (Method, Compare), how a method does on a folder of scans
// (Evaluate), what its controls do that see no mark (Controls), and how a file of descriptors is searched (Search).
//
// It holds no exhibit, no custody and no conclusion of an examiner, and it stores nothing. A score is a lead: it says
// how alike two surfaces are under one method and one set of parameters, never that one firearm made both marks.
//
// What may be relied on. Every result carries the method, its parameters and the digests of the scans, so that it can
// be computed again; the same scans give the same result on any number of cores. Nothing is tuned while running.
package bench

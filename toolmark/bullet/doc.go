// Package bullet compares the lands engraved on bullets: from the scan of each land
// to a score for two bullets.
//
// It holds the preparation of a scanned land (Prepare: which way it lies, the lean of
// its striae, the most stable cross-section, its grooves, its signature), the
// comparison of two lands (correlation at the best shift, congruent matching
// profile segments, consecutive matching striae) and of two bullets (CompareBullets:
// the phase at which their lands meet, and how far it stands out).
//
//	land, err := bullet.Prepare(surface, bullet.Defaults())
//	match, err := bullet.CompareBullets(first, second, bullet.Defaults())
//	fmt.Println(match.Phase, match.Score)
//
// It does not read files (package x3p does) and gives no likelihood ratio (package
// likelihood does, for scores of a stated population).
//
// What may be relied on: functions are pure and safe for concurrent use; lengths
// are micrometres and parameters are in Params, so that a score can be recomputed;
// the same input gives the same answer to the bit with one build. A scan is turned,
// never mirrored: a mirror image of a land matches nothing. A score is a lead for an
// examiner, never that two bullets have one barrel.
package bullet

// Package jobs is the work queue: work that must happen once, later, on
// whichever node is free. A job is a row; a node claims it with a lease, renews
// the lease while it works, and another node takes it over when the lease runs
// out because the first was killed. Work is put in by the transaction that
// needs it done, so neither happens without the other.
//
// Handlers must be able to run again after they were cut off half-way: each
// step commits its own progress. What a handler does is the rooms' business.
package jobs

// Package casework holds what an investigation holds together: cases with their
// incidents, items, traces, persons, groups and evidence; organized criminal
// groups with members, leaders and links; and the register of follow-ups, the
// investigations opened where the last legal record of an item is
// (recommendation 13).
//
// A case names things by their ids and copies nothing: its timeline, its link
// graph and its table of persons are read from the records at the time of
// asking. Seizures and traces are rooms of their own; what the case shows of
// them comes through Sources, which the wiring hands in. Persons appear by id
// only; their names are read elsewhere, for a purpose.
//
// Cases, groups and follow-ups are versioned documents in the log: nothing is
// deleted, two cases that turn out to be one are merged and both stay readable.
package casework

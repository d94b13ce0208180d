// Package person keeps natural persons once: holders of items, suspects,
// convicted persons, witnesses, members of groups. Every other record names a
// person by id only.
//
// What is personal (names, birth, sex, nationality, addresses, documents) is
// read through Read, ReadMany and Search alone, for a purpose, and each reading
// leaves an access entry that an inspector can list. Retention (retention.go)
// is a dated table of rules of law; a job seals what is past its time. Sealed
// data cannot be read or searched until an inspector or the focal point unseals
// it with a reason; the id, and with it the life of every firearm, stays.
// Sealing governs what this program shows: the logged versions stay in the
// database, as they must for the log to verify.
//
// Stages (suspected, prosecuted, convicted, with the offences) are kept here
// too, because the figures count each person once for each stage and year.
//
// It does not know seizures, cases or firearms. What ties a person to those is
// told to the retention job through Tie functions that the wiring hands in.
package person

// Package link finds the records of several offices that speak of the same firearm: the register's, the police's,
// the laboratory's, the customs' and other States', each with its own errors.
//
// Find takes records with a mark and what else is known (make, calibre, year) and returns links with their
// probability and the evidence for it, field by field, and the clusters they make. It follows Fellegi and Sunter
// (1969): each field's agreement has a chance among records of the same firearm (m) and among records of two (u);
// the product of the ratios, times the odds that any two records match, are the odds of a link. The m are
// estimated from the records themselves by expectation and maximisation; the u follow from how common the very
// values are (Winkler's term frequencies), for a mark from what marks of that make look like. Two offices' records
// compete: a firearm stands once in an office, so the chance that a record belongs to one candidate is taken from
// the others.
//
// It holds no database and decides nothing. A link is a proposal that an officer may confirm or refuse; a cluster
// never holds two records of one office, and where the evidence says so all the same it is told as a Conflict: two
// lives at once.
//
// What may be relied on: the same records give the same links in the same order. Candidates are all pairs whose
// marks are equal or one edit apart, all that differ in look-alikes only or where one mark stands glued to a year,
// a model or a prefix in the other and the makes agree; in groups of marks so common that they would give more
// than a bounded number of pairs, only those that agree in make and calibre as well.
package link

// Package trace is the room of following one item: from the occurrence in
// which it turned up back through the record of its life to the last legal
// record, and on to those who know more.
//
// Its core is pure: Walk takes the events of a life and facts about parties
// and gives a Finding — the timeline with the gaps named and who should have
// reported, the last legal record, the status before diversion, the point of
// diversion, time-to-crime, a result code and exactly one of the eleven
// tracing leaves of the illicit arms flows questionnaire, each with reasons as
// message keys. Complete says what a request lacks before it may leave. The
// rules they apply are dated data with their source (rules/*.json).
//
// Around it, Service keeps traces as logged documents with versions, runs the
// home trace, identifies an item with one of the register, puts hops to
// partners who have no focalpoint (a printed request out, a letter in), keeps
// their clocks, and writes the outcome that the figures count.
//
// It does not take in seizures, does not count for the figures and does not
// speak to people: doors turn reasons into sentences. Searching the register
// is the register's work, reached through Finder.
package trace

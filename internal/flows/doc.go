// Package flows turns records into figures: the blocks of the illicit arms
// flows questionnaire, indicator 16.4.2 and national counts, each computed by
// a named, versioned, readable counting rule.
//
// It holds the rules (embedded JSON under rules/, each with its legal source),
// the code that applies them to values, the derived table of what each record
// counts as, and the exports. It does not hold items, seizures, traces or
// persons: it reads the register, and through the small interfaces of Sources
// what other rooms say about items and persons.
//
// What may be relied on: every figure is the number of the records its
// drill-down lists, because both ask the same predicate; a record names
// exactly the cells that list it; zero, none, unknown, not collected and not
// applicable stay apart to the last export; a percentage never travels without
// its numerator, denominator, interval and the name of its method.
//
// It also reads the country tables that UNODC publishes (with their defects),
// compares editions, recomputes the published indicator and the studies'
// shares, so that our figures can be held against those of others.
package flows

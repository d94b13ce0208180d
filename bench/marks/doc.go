// Command marks measures the index of package mark beside its peers: PostgreSQL with a B-tree and pg_trgm, SQLite
// with the FTS5 trigram tokenizer, vellum (the automata of Bleve) and Lucene, all over the same records and the
// same questions in one run.
//
// Records are drawn from the makers' formats of package mark, with the clerks' errors of a register; questions are
// records as an officer or a laboratory would report them. Every figure is processor time of the thread or process
// that answers, for the first hundred answers and their count (of a mark with certainties the best twenty within
// twelve nats of a perfect reading), best of three warm runs. Beside it stands the share of the right answers found; right is what an exhaustive look at
// every record finds, by a comparison that shares no code with package mark. After the classes come fuzzed
// questions, whose cost is held against the cheapest exhaustive scan known here that answers them.
//
//	go run ./marks -marks 1000000
//	go run ./marks -marks 10000000 -peers postgres,sqlite,vellum,lucene -postgres postgres://…
//
// It is a module of its own, so that the peers are no dependencies of the program. It holds nothing the program needs.
package main

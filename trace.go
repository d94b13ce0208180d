package focalpoint

// ResultCode says how a trace ended (tracing.md section 4, item 6). One list
// serves quality statistics and indicator 16.4.2.
type ResultCode string

// Result codes of a trace.
const (
	ResultHolder     ResultCode = "T1" // last legal record found, with its holder
	ResultHolderGone ResultCode = "T2" // found; the holder is closed or dead
	ResultExported   ResultCode = "T3" // exported to another State: ask there
	ResultLostStolen ResultCode = "T4" // had been reported lost or stolen
	ResultReentered  ResultCode = "T5" // destroyed or deactivated on record, and yet here
	ResultStateStock ResultCode = "T6" // State stock
	ResultNoSerial   ResultCode = "F1" // serial missing or erased
	ResultNotFit     ResultCode = "F2" // serial does not fit the maker
	ResultWrongMaker ResultCode = "F3" // maker or importer wrong or unknown
	ResultSeveral    ResultCode = "F4" // several candidates
	ResultExpired    ResultCode = "F5" // record not kept or expired
	ResultSilent     ResultCode = "F6" // keeper did not answer
	ResultTooOld     ResultCode = "F7" // older than records
	ResultUnmarked   ResultCode = "F8" // home-made or never marked
	ResultRefused    ResultCode = "F9" // refused, with a reason of the International Tracing Instrument
	ResultDuplicate  ResultCode = "D"  // the same question as another trace
	ResultUndecided  ResultCode = ""   // still under way
)

// TracingLeaf is one of the eleven leaves of the tracing table of the illicit
// arms flows questionnaire (statistics.md 2.3). Every counted item ends in
// exactly one.
type TracingLeaf string

// The eleven leaves.
const (
	LeafLegitimateOwner TracingLeaf = "1.1" // uniquely identifiable: legitimate owner in national registry
	LeafNational        TracingLeaf = "1.2" // illegitimate owner, in national registry
	LeafForeign         TracingLeaf = "1.3" // illegitimate owner, in foreign registry
	LeafOtherwise       TracingLeaf = "1.4" // point of diversion otherwise identified
	LeafNoDiversion     TracingLeaf = "1.5" // tracing attempted, no point of diversion
	LeafPending         TracingLeaf = "1.6" // tracing pending
	LeafNotInitiated    TracingLeaf = "1.7" // no tracing procedure initiated
	LeafErased          TracingLeaf = "2.1" // not uniquely identifiable: erased or altered marking
	LeafIllicitlyMade   TracingLeaf = "2.2" // not uniquely identifiable: illicitly manufactured
	LeafNoInformation   TracingLeaf = "2.3" // not uniquely identifiable: no further information
	LeafUnknown         TracingLeaf = "3"   // unknown status regarding marking
)

// TracingLeaves returns the eleven leaves in the order of the table.
func TracingLeaves() []TracingLeaf {
	return []TracingLeaf{LeafLegitimateOwner, LeafNational, LeafForeign, LeafOtherwise, LeafNoDiversion,
		LeafPending, LeafNotInitiated, LeafErased, LeafIllicitlyMade, LeafNoInformation, LeafUnknown}
}

package focalpoint

// MarkKind says what a mark on an item is for.
type MarkKind string

// Kinds of mark (tracing.md section 4, item 4; Firearms Protocol art. 8).
const (
	MarkSerial        MarkKind = "serial"
	MarkManufacture   MarkKind = "manufacture"
	MarkModel         MarkKind = "model"
	MarkCalibre       MarkKind = "calibre"
	MarkImport        MarkKind = "import"
	MarkDealer        MarkKind = "dealer"
	MarkProof         MarkKind = "proof"
	MarkYear          MarkKind = "year"
	MarkState         MarkKind = "state-property"
	MarkStockTransfer MarkKind = "stock-transfer"
	MarkConfiscation  MarkKind = "confiscation"
	MarkDeactivation  MarkKind = "deactivation"
	MarkLot           MarkKind = "lot"
	MarkHeadstamp     MarkKind = "headstamp"
	MarkTag           MarkKind = "tag" // RFID, UII, two-dimensional code: a claim, never the identity
	MarkPatent        MarkKind = "patent"
	MarkOther         MarkKind = "other"
)

// MarkCondition says in which state a mark was found.
type MarkCondition string

// Conditions of a mark.
const (
	ConditionLegible     MarkCondition = "legible"
	ConditionWorn        MarkCondition = "worn"
	ConditionPartial     MarkCondition = "partly-erased"
	ConditionErased      MarkCondition = "erased"
	ConditionAltered     MarkCondition = "altered"
	ConditionRestored    MarkCondition = "restored"
	ConditionNever       MarkCondition = "never-marked"
	ConditionCounterfeit MarkCondition = "counterfeit"
)

// Mark is what is struck, engraved, cast or attached on an item, as one
// observer saw it. Text is verbatim; doubt is written in Reading.
type Mark struct {
	Kind      MarkKind      `json:"kind"`
	Text      string        `json:"text,omitempty"`      // as seen, or as the record keeper wrote it
	Reading   string        `json:"reading,omitempty"`   // in the mark notation, when characters are in doubt
	Read      string        `json:"read,omitempty"`      // method: eye, polish, magnetic, etching, electrolytic, x-ray …
	Position  string        `json:"position,omitempty"`  // where on the item
	Method    string        `json:"method,omitempty"`    // stamped, engraved, laser, cast, dot-peen, printed
	Condition MarkCondition `json:"condition,omitempty"` //
	Photo     string        `json:"photo,omitempty"`     // hexadecimal SHA-256 of the stored photograph
}

// Pattern returns what to search by: the reading when there is one, else the text.
func (m Mark) Pattern() string {
	if m.Reading != "" {
		return m.Reading
	}
	return m.Text
}

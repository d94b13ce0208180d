package mark

import "fmt"

// A SyntaxError says where a text in the mark notation cannot be read, and how to mend it.
type SyntaxError struct {
	Code  SyntaxCode // stable, for translation
	Place int        // the character, counted from 0, where the trouble was seen
	Near  string     // the text there; empty at the end
	What  string     // what is wrong, in English
	Mend  string     // how to mend it, in English
}

// Error gives one sentence: where, what, how to mend.
func (e *SyntaxError) Error() string {
	if e.Near == "" {
		return fmt.Sprintf("the mark cannot be read after character %d: %s; %s", e.Place, e.What, e.Mend)
	}
	return fmt.Sprintf("the mark cannot be read at character %d (%s): %s; %s", e.Place+1, e.Near, e.What, e.Mend)
}

// SyntaxCode names a kind of syntax error. The values do not change.
type SyntaxCode string

// Kinds of syntax error.
const (
	Empty           SyntaxCode = "empty"
	TooLong         SyntaxCode = "too-long"
	NotUTF8         SyntaxCode = "not-text"
	SetOpen         SyntaxCode = "set-open"
	SetEmpty        SyntaxCode = "set-empty"
	SetSymbol       SyntaxCode = "set-symbol"
	SetRange        SyntaxCode = "set-range"
	WeightsOpen     SyntaxCode = "weights-open"
	WeightsEmpty    SyntaxCode = "weights-empty"
	WeightsSymbol   SyntaxCode = "weights-symbol"
	WeightsTwice    SyntaxCode = "weights-twice"
	WeightsColon    SyntaxCode = "weights-colon"
	WeightsNumber   SyntaxCode = "weights-number"
	WeightsSum      SyntaxCode = "weights-sum"
	Stray           SyntaxCode = "stray-bracket"
	ErrorsNumber    SyntaxCode = "errors-number"
	ErrorsLast      SyntaxCode = "errors-last"
	HintUnknown     SyntaxCode = "hint-unknown"
	HintLast        SyntaxCode = "hint-last"
	MethodUnknown   SyntaxCode = "method-unknown"
	MisplacedEquals SyntaxCode = "misplaced-equals"
)

var syntaxTexts = map[SyntaxCode][2]string{
	Empty:           {"there is no symbol in it", "write at least one letter or digit, or ? for one unknown symbol"},
	TooLong:         {fmt.Sprintf("it has more than %d places", MaxPlaces), "write the number alone, and * for what does not matter"},
	NotUTF8:         {"this is not text in UTF-8", "save the file as UTF-8 or type the mark again"},
	SetOpen:         {"the list of possible symbols is not closed", "put ] after it, as in AB[38]1"},
	SetEmpty:        {"the list of possible symbols is empty", "name the symbols, as in [38], or write ? for any"},
	SetSymbol:       {"this cannot stand in a list of possible symbols", "list letters and digits alone, as in [38]"},
	SetRange:        {"this range has no order", "write digits or Latin letters from low to high, as in [0-9]"},
	WeightsOpen:     {"the certainties are not closed", "put } after them, as in {8:.7,B:.2}"},
	WeightsEmpty:    {"no certainty is given", "name symbols with their certainty, as in {8:.7,B:.2}"},
	WeightsSymbol:   {"a letter or digit is expected here", "write one symbol, a colon and its certainty, as in {8:.7,B:.2}"},
	WeightsTwice:    {"this symbol has a certainty already", "give each symbol one certainty"},
	WeightsColon:    {"a colon and the certainty are missing", "write them after the symbol, as in 8:.7"},
	WeightsNumber:   {"this is not a certainty", "write a number above 0 and at most 1 with a point, as in .7, or a percentage, as in 70%"},
	WeightsSum:      {"the certainties add up to more than 1", "lower them; what is left to 1 counts for all other symbols"},
	Stray:           {"a bracket is closed that was not opened", "take it away, or open it before the possible symbols"},
	ErrorsNumber:    {"the number of reading errors is missing or too high", fmt.Sprintf("write ~0 to ~%d", MaxErrors)},
	ErrorsLast:      {"something follows the number of reading errors", "put ~ and its number at the end of the mark"},
	HintUnknown:     {"this script is not known", "write script:latn, script:cyrl, script:grek or script:arab"},
	HintLast:        {"something follows the hint", "put the hint at the end"},
	MethodUnknown:   {"this way of reading is not known", "write by:eye, by:etched, by:magnetic or another of the methods"},
	MisplacedEquals: {"= means exactly as struck and stands first", "put it before the mark, as in =AB-1234, or take it away"},
}

func syntaxError(code SyntaxCode, at int, near string) *SyntaxError {
	t := syntaxTexts[code]
	return &SyntaxError{Code: code, Place: at, Near: near, What: t[0], Mend: t[1]}
}

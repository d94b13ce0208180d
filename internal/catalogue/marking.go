package catalogue

import (
	"regexp"
	"strings"
	"unicode"

	"focalpoint"
)

// Marking is what a serial-number cell says: how the item is marked, which
// characters can be read, and in which state the mark is.
type Marking struct {
	Status     focalpoint.MarkStatus
	Condition  focalpoint.MarkCondition // "" when the cell does not say
	Text       string                   // the number alone, as written; "" when there is none
	Reading    string                   // in the mark notation, when characters are in doubt or only some are left
	Others     []string                 // further numbers in the cell (barrel, bolt)
	Confidence float64
	Reason     string
}

func (c *snapshot) Marking(raw string) Marking {
	if plainNumber(raw) { // nearly every cell, and never worth remembering
		return c.marks.read(raw)
	}
	if len(raw) > maxCell {
		return Marking{Status: focalpoint.MarkedUnknown, Confidence: 0.5, Reason: "the cell is too long for a number or a remark about one"}
	}
	m, ok := c.marked.get(raw)
	if !ok {
		m = c.marks.read(raw)
		if len(raw) <= maxKept {
			c.marked.put(raw, m)
		}
	}
	return m
}

func (c *snapshot) codeMarking(raw string, _ Hints) Result {
	if c.lists["mark-status"].Has(raw) {
		return Result{Code: raw, Confidence: 1, Reason: "is a code of the list"}
	}
	if code, ok := c.names[synKey{"mark-status", fold(raw), ""}]; ok {
		return Result{Code: code, Confidence: 0.98, Reason: "is a name in the list"}
	}
	m := c.Marking(raw)
	return Result{Code: string(m.Status), Confidence: m.Confidence, Reason: m.Reason}
}

// wordClass says what a word in a serial cell tells.
type wordClass string

const (
	wordAltered    wordClass = "altered"
	wordMechanical wordClass = "mechanical"
	wordNature     wordClass = "nature"
	wordWorn       wordClass = "worn"
	wordNone       wordClass = "none"
	wordCraft      wordClass = "craft"
	wordUnseen     wordClass = "unseen"
	wordElsewhere  wordClass = "elsewhere"
	wordPartial    wordClass = "partial"
	wordRestored   wordClass = "restored"
	wordVestige    wordClass = "vestige"
	wordLikely     wordClass = "likely"
	wordInvisible  wordClass = "invisible" // without a visible number: not seen, which is not the same as none
)

type markWord struct {
	class  wordClass
	tokens []string // consecutive words; the last may be a beginning
	prefix bool
	inside bool
	near   bool // misspellings are recognised too
}

type markIndex struct{ words []markWord }

func newMarkIndex(rows []record, reject *List) (*markIndex, error) {
	ix := &markIndex{}
	for _, r := range rows {
		w := r["word"]
		m := markWord{class: wordClass(r["class"])}
		w, m.inside = strings.CutPrefix(w, "~")
		w, m.near = strings.CutSuffix(w, "+")
		w, m.prefix = strings.CutSuffix(w, "*")
		if m.inside {
			m.tokens = []string{fold(w)}
		} else {
			for _, t := range strings.Split(w, "+") {
				m.tokens = append(m.tokens, fold(t))
			}
		}
		ix.words = append(ix.words, m)
	}
	for _, e := range reject.Entries { // words of the German register for numbers that are none
		v := fold(e.Attr["value"])
		if e.Attr["rule"] == "contains" && len(v) >= 5 && v != "nummer" && v != "kaliber" && v != "brauch" && v != "waffe" {
			ix.words = append(ix.words, markWord{class: wordUnseen, tokens: []string{v}, inside: true})
		}
	}
	return ix, nil
}

// signals collects which classes of words stand in a folded text.
func (ix *markIndex) signals(folded string) map[wordClass]bool {
	tokens := strings.Fields(folded)
	out := map[wordClass]bool{}
	for i := range ix.words {
		w := &ix.words[i]
		if out[w.class] {
			continue
		}
		if w.inside {
			out[w.class] = w.class != "" && strings.Contains(folded, w.tokens[0])
			if !out[w.class] {
				delete(out, w.class)
			}
			continue
		}
		for at := range tokens {
			if w.at(tokens[at:]) {
				out[w.class] = true
				break
			}
		}
	}
	return out
}

func (w *markWord) at(tokens []string) bool {
	if len(tokens) < len(w.tokens) {
		return false
	}
	last := len(w.tokens) - 1
	for i, want := range w.tokens {
		got := tokens[i]
		switch {
		case got == want:
		case i == last && w.prefix && strings.HasPrefix(got, want):
		case i == last && w.near && near(got, want):
		default:
			return false
		}
	}
	return true
}

// near says whether got is a misspelling of want: one error in a word of six
// or seven letters, two in a longer one, endings of gender and number aside.
func near(got, want string) bool {
	if len(want) < 6 || got == "" || isNumber(got) {
		return false
	}
	limit := 1
	if len(want) >= 8 {
		limit = 2
	}
	got, want = strings.TrimRight(got, "aos"), strings.TrimRight(want, "aos")
	if d := len(got) - len(want); d > limit || d < -limit {
		return false
	}
	return distance(got, want) <= limit
}

func isNumber(s string) bool { return strings.ContainsAny(s, "0123456789") }

// distance counts insertions, deletions, substitutions and swaps of neighbours
// between two short ASCII words (Damerau and Levenshtein, restricted).
func distance(a, b string) int {
	prev2, prev, cur := make([]int, len(b)+1), make([]int, len(b)+1), make([]int, len(b)+1)
	for j := range prev {
		prev[j] = j
	}
	for i := 1; i <= len(a); i++ {
		cur[0] = i
		for j := 1; j <= len(b); j++ {
			cost := 1
			if a[i-1] == b[j-1] {
				cost = 0
			}
			cur[j] = min(prev[j]+1, cur[j-1]+1, prev[j-1]+cost)
			if i > 1 && j > 1 && a[i-1] == b[j-2] && a[i-2] == b[j-1] {
				cur[j] = min(cur[j], prev2[j-2]+1)
			}
		}
		prev2, prev, cur = prev, cur, prev2
	}
	return prev[len(b)]
}

var (
	ordinal   = regexp.MustCompile(`(?i)\b\d+\s*[ºª°]|n[º°o]\.?\s|\bn[º°]`)
	numberish = regexp.MustCompile(`[\p{Lu}\p{Ll}0-9?*#_][\p{Lu}\p{Ll}0-9?*#_/.\-]*`)
	slashes   = regexp.MustCompile(`/{2,}|-{3,}|\.{3,}|…`)
	zeros     = regexp.MustCompile(`^[0\s.\-_/]*$`)
	filler    = regexp.MustCompile(`^[xX?*\s.\-_/]+$`)
)

func (ix *markIndex) read(raw string) Marking {
	text := strings.TrimSpace(raw)
	if text == "" {
		return Marking{Status: focalpoint.MarkedUnknown, Confidence: 0.9, Reason: "the cell is empty"}
	}
	if plainNumber(text) {
		return Marking{Status: focalpoint.MarkedUniquely, Text: text, Confidence: 0.97, Reason: "a number"}
	}
	if zeros.MatchString(text) || filler.MatchString(text) && !strings.Contains(text, "?") || !hasSign(text) {
		return Marking{Status: focalpoint.MarkedUnknown, Confidence: 0.9, Reason: "only punctuation, zeros or filler"}
	}
	if spelt.MatchString(text) {
		text = strings.NewReplacer(",", "", " ", "").Replace(text)
	}
	has := ix.signals(fold(text))
	numbers := findNumbers(text, len(has) > 0)
	m := decide(has, numbers, text)
	m.fill(numbers, has)
	return m
}

// spelt is a number written character by character ("1,?,1,8,8,0").
var spelt = regexp.MustCompile(`^[A-Z0-9?](?:\s*,\s*[A-Z0-9?]){3,}\.?$`)

func hasSign(s string) bool {
	return strings.ContainsFunc(s, func(r rune) bool { return unicode.IsLetter(r) || unicode.IsDigit(r) || r == '?' || r == '#' })
}

// decide weighs words and numbers of a cell.
func decide(has map[wordClass]bool, numbers []string, text string) Marking {
	doubt := len(numbers) > 0 && doubtful(numbers[0])
	natural := has[wordNature] && !has[wordMechanical]
	unaltered := has[wordVestige] && (has[wordNone] || has[wordUnseen]) && strings.Contains(fold(text), "sem vestigio") || noTrace.MatchString(fold(text))
	switch {
	case unaltered:
		return Marking{Status: focalpoint.MarkedNot, Condition: focalpoint.ConditionNever, Confidence: 0.85, Reason: "no number, and no trace that one was removed"}
	case has[wordRestored] && len(numbers) > 0 && !doubt:
		return Marking{Status: focalpoint.MarkedUniquely, Condition: focalpoint.ConditionRestored, Confidence: 0.9, Reason: "a number that was restored or found on another part"}
	case has[wordAltered] && !natural:
		return altered(has, numbers)
	case has[wordVestige] && has[wordMechanical]:
		return Marking{Status: focalpoint.MarkedErased, Condition: focalpoint.ConditionErased, Confidence: 0.85, Reason: "traces of a tool where the number stands"}
	case has[wordMechanical] && (has[wordUnseen] || has[wordNone] || has[wordWorn] || has[wordNature]):
		return Marking{Status: focalpoint.MarkedErased, Condition: focalpoint.ConditionErased, Confidence: 0.9, Reason: "not there any more, by a tool"}
	case strings.Contains(fold(text), "original") && !strings.Contains(fold(text), "laudo original"):
		return Marking{Status: focalpoint.MarkedErased, Condition: focalpoint.ConditionCounterfeit, Confidence: 0.8, Reason: "the mark is said not to be original"}
	case natural || has[wordWorn] && len(numbers) == 0:
		return Marking{Status: focalpoint.MarkedUnknown, Condition: focalpoint.ConditionWorn, Confidence: 0.9, Reason: "not legible by wear or rust, or no cause is named"}
	case doubt || len(numbers) > 0 && (has[wordPartial] || has[wordWorn]):
		return Marking{Status: focalpoint.MarkedUnknown, Confidence: 0.8, Reason: "characters are missing, no cause is named"}
	case len(numbers) > 0:
		return numbered(has, numbers, text)
	case has[wordNone] && !has[wordInvisible]:
		return Marking{Status: focalpoint.MarkedNot, Condition: focalpoint.ConditionNever, Confidence: 0.93, Reason: "said to carry no number"}
	case has[wordUnseen] && !has[wordCraft] || has[wordElsewhere] || has[wordInvisible]:
		return Marking{Status: focalpoint.MarkedUnknown, Confidence: 0.93, Reason: "not seen, not identified, or told elsewhere"}
	case has[wordCraft]:
		return Marking{Status: focalpoint.MarkedNot, Condition: focalpoint.ConditionNever, Confidence: 0.85, Reason: "a home-made arm without a number"}
	case has[wordPartial] || has[wordLikely]:
		return Marking{Status: focalpoint.MarkedUnknown, Confidence: 0.8, Reason: "only partly legible"}
	}
	return bare(text)
}

var noTrace = regexp.MustCompile(`(sem|nao havendo|nao ha|no) (vestigios?|sinais|indicios?) de (ter sido|que|remocao|supressao|aposicao)|sem vestigios`)

func altered(has map[wordClass]bool, numbers []string) Marking {
	m := Marking{Status: focalpoint.MarkedErased, Condition: focalpoint.ConditionErased, Confidence: 0.95, Reason: "said to be removed, altered or over-stamped"}
	if has[wordPartial] {
		m.Condition, m.Reason = focalpoint.ConditionPartial, "said to be removed or altered in part"
	}
	if len(numbers) > 0 {
		m.Confidence = 0.9
		m.Condition = focalpoint.ConditionPartial
		if !doubtful(numbers[0]) && !has[wordPartial] {
			m.Condition = focalpoint.ConditionAltered
		}
	}
	return m
}

// numbered answers for a cell that holds at least one whole number.
func numbered(has map[wordClass]bool, numbers []string, text string) Marking {
	m := Marking{Status: focalpoint.MarkedUniquely, Confidence: 0.97, Reason: "a number"}
	n := countSigns(numbers[0])
	switch {
	case has[wordElsewhere] && n < 3 || has[wordUnseen] && n < 4:
		return Marking{Status: focalpoint.MarkedUnknown, Confidence: 0.85, Reason: "told elsewhere or not identified"}
	case n < 2:
		return Marking{Status: focalpoint.MarkedUnknown, Confidence: 0.6, Reason: "one character is hardly a number"}
	case has[wordLikely] || has[wordUnseen]:
		m.Confidence, m.Reason = 0.75, "a number, said to be likely"
	case has[wordNone]:
		m.Confidence, m.Reason = 0.7, "a number beside words that deny one"
	case n < 4:
		m.Confidence, m.Reason = 0.85, "a short number"
	case len(numbers) > 1:
		m.Confidence, m.Reason = 0.92, "several numbers"
	case len(strings.Fields(text)) > 4:
		m.Confidence, m.Reason = 0.85, "a number among other words"
	}
	return m
}

// bare answers for words nobody taught and for letters without a digit.
func bare(text string) Marking {
	letters := strings.TrimRight(text, ".;, -_")
	if fold(letters) == "sem" || fold(letters) == "sin" {
		return Marking{Status: focalpoint.MarkedNot, Confidence: 0.75, Reason: "\"without\""}
	}
	if n := len([]rune(letters)); !strings.Contains(letters, " ") && n <= 5 && strings.ToUpper(letters) == letters {
		switch squeeze(fold(letters)) {
		case "sn", "sno", "sn0":
			return Marking{Status: focalpoint.MarkedNot, Confidence: 0.75, Reason: "abbreviation of \"without number\""}
		case "ni", "na", "nl", "nd", "nc", "ne":
			return Marking{Status: focalpoint.MarkedUnknown, Confidence: 0.85, Reason: "abbreviation of \"not identified\" or \"not available\""}
		}
		return Marking{Status: focalpoint.MarkedUnknown, Confidence: 0.7, Text: letters, Reading: letters + "*", Reason: "letters without a number: only the beginning"}
	}
	return Marking{Status: focalpoint.MarkedUnknown, Confidence: 0.5, Reason: "words that are not understood"}
}

func (m *Marking) fill(numbers []string, has map[wordClass]bool) {
	if len(numbers) == 0 || m.Text != "" {
		return
	}
	if m.Status == focalpoint.MarkedUnknown && !doubtful(numbers[0]) && !has[wordPartial] && !has[wordWorn] {
		return
	}
	m.Text = numbers[0]
	m.Others = numbers[1:]
	switch {
	case has[wordPartial] && !doubtful(numbers[0]):
		m.Reading = "*" + strings.Join(numbers, "*") + "*"
		m.Others = nil
	case doubtful(numbers[0]):
		m.Reading = notation(numbers[0])
	}
}

func doubtful(s string) bool { return strings.ContainsAny(s, "?*#_") || crossed.MatchString(s) }

// crossed are small x in place of characters ("T6472-16 AI 029xx").
var crossed = regexp.MustCompile(`[0-9]x{2,}$`)

// notation writes a number with doubtful places in the mark notation: every
// sign for "not legible" becomes "?".
func notation(s string) string {
	if x := crossed.FindString(s); x != "" {
		s = strings.TrimSuffix(s, x[1:]) + strings.Repeat("?", len(x)-1)
	}
	return strings.Map(func(r rune) rune {
		switch r {
		case '*', '#', '_', '?':
			return '?'
		case ' ':
			return -1
		}
		return r
	}, s)
}

func countSigns(s string) int {
	n := 0
	for _, r := range s {
		if unicode.IsLetter(r) || unicode.IsDigit(r) {
			n++
		}
	}
	return n
}

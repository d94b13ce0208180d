package mark

import (
	"slices"
	"strconv"
	"strings"
	"unicode"
	"unicode/utf8"
)

const (
	scriptHint = "script:"
	methodHint = "by:"
)

// Parse reads a text in the mark notation. The error, when there is one, is a *SyntaxError.
//
//	AB1234         these symbols; case, separators and look-alike alphabets do not matter
//	AB?234         one unknown symbol
//	AB12*          any number of unknown symbols, none included; at either end or between
//	AB[38]4        one of these; [0-9] a range; [^38] none of these
//	AB{8:.7,B:.2}  these with their certainty; the rest counts for all other symbols
//	AB1234~1       at most so many reading errors (0 to 3) anywhere
//	=AB-1234       exactly as struck, nothing folded
//	AB1234 script:cyrl   the letters are Cyrillic (latn, cyrl, grek, arab)
//	A{8:.7,B:.2} by:etched   how it was read (see Methods)
func Parse(text string) (Pattern, error) {
	if !utf8.ValidString(text) {
		at := 0
		for _, r := range text {
			if r == utf8.RuneError {
				break
			}
			at++
		}
		return Pattern{}, syntaxError(NotUTF8, at, "�")
	}
	p := parser{text: []rune(text)}
	p.skipSpace()
	if p.peek() == '=' {
		return p.struck()
	}
	if err := p.places(); err != nil {
		return Pattern{}, err
	}
	if len(p.out.Reading) == 0 {
		return Pattern{}, syntaxError(Empty, 0, "")
	}
	return p.out, nil
}

// MustParse is Parse for a notation known to be right; it panics otherwise.
func MustParse(text string) Pattern {
	p, err := Parse(text)
	if err != nil {
		panic(err)
	}
	return p
}

// A parser reads runes from the left. At the end peek gives 0, which no notation uses.
type parser struct {
	text []rune
	at   int
	out  Pattern
}

func (p *parser) peek() rune {
	if p.at >= len(p.text) {
		return 0
	}
	return p.text[p.at]
}

func (p *parser) skipSpace() {
	for p.at < len(p.text) && unicode.IsSpace(p.text[p.at]) {
		p.at++
	}
}

func (p *parser) fail(code SyntaxCode, at int) error {
	near := ""
	if at < len(p.text) {
		near = string(p.text[at])
	}
	return syntaxError(code, at, near)
}

func (p *parser) struck() (Pattern, error) {
	rest := strings.TrimSpace(string(p.text[p.at+1:]))
	out := Exactly(rest)
	out.Struck = rest
	switch {
	case len(out.Reading) == 0:
		return Pattern{}, p.fail(Empty, p.at)
	case len(out.Reading) > MaxPlaces:
		return Pattern{}, p.fail(TooLong, p.at)
	}
	return out, nil
}

func (p *parser) places() error {
	for p.at < len(p.text) {
		start := p.at
		if done, err := p.end(); done || err != nil {
			return err
		}
		var err error
		switch r := p.text[p.at]; r {
		case '?', '？', '؟':
			p.add(Place{Kind: Any})
		case '*', '＊', '٭':
			if n := len(p.out.Reading); n == 0 || p.out.Reading[n-1].Kind != Run {
				p.add(Place{Kind: Run})
			}
		case '[':
			err = p.set()
		case '{':
			err = p.weights()
		case ']', '}':
			err = p.fail(Stray, p.at)
		case '=':
			err = p.fail(MisplacedEquals, p.at)
		default:
			for _, s := range foldRune(r) {
				p.add(Place{Kind: One, Choices: []Choice{{Symbol: s}}})
			}
		}
		if err != nil {
			return err
		}
		p.at++
		if len(p.out.Reading) > MaxPlaces {
			return p.fail(TooLong, start)
		}
	}
	return nil
}

func (p *parser) add(pl Place) { p.out.Reading = append(p.out.Reading, pl) }

// end reads what may close a pattern: the number of errors, the hint. It reports whether the text is used up.
func (p *parser) end() (bool, error) {
	errors := p.peek() == '~'
	if errors {
		if err := p.errors(); err != nil {
			return false, err
		}
	}
	hinted, err := p.hint()
	if err != nil || hinted {
		return hinted, err
	}
	if errors {
		p.skipSpace()
		if p.at < len(p.text) {
			return false, p.fail(ErrorsLast, p.at)
		}
	}
	return errors, nil
}

func (p *parser) errors() error {
	p.at++
	d := p.peek()
	if f := foldRune(d); d != 0 && len(f) == 1 {
		d = f[0]
	}
	if d < '0' || d > '0'+MaxErrors {
		return p.fail(ErrorsNumber, p.at)
	}
	p.at++
	if next := p.peek(); unicode.IsDigit(next) {
		return p.fail(ErrorsNumber, p.at)
	}
	p.out.Stated, p.out.Errors = true, int(d-'0')
	return nil
}

// hint reads " script:xxxx" and " by:xxxx", in any order, at the end of a pattern.
func (p *parser) hint() (bool, error) {
	at := p.at
	if at < len(p.text) && !unicode.IsSpace(p.text[at]) && at > 0 {
		return false, nil
	}
	found := false
	for {
		for at < len(p.text) && unicode.IsSpace(p.text[at]) {
			at++
		}
		end := at
		for end < len(p.text) && !unicode.IsSpace(p.text[end]) {
			end++
		}
		word := strings.ToLower(string(p.text[at:end]))
		switch name, script, method := hintName(word); {
		case script && !slices.Contains(Scripts(), Script(name)):
			return false, p.fail(HintUnknown, at+len(scriptHint))
		case method && !slices.Contains(Methods(), Method(name)):
			return false, p.fail(MethodUnknown, at+len(methodHint))
		case script:
			p.out.Script = Script(name)
		case method:
			p.out.Method = Method(name)
		case found && at < len(p.text):
			return false, p.fail(HintLast, at)
		case found:
			p.at = len(p.text)
			return true, nil
		default:
			return false, nil
		}
		found, at = true, end
	}
}

// hintName takes a hint apart and says which of the two it is.
func hintName(word string) (name string, script, method bool) {
	if name, ok := strings.CutPrefix(word, scriptHint); ok {
		return name, true, false
	}
	name, ok := strings.CutPrefix(word, methodHint)
	return name, false, ok
}

// symbol folds the character under the cursor to exactly one symbol.
func (p *parser) symbol() (rune, bool) {
	r := p.peek()
	if r == 0 {
		return 0, false
	}
	f := foldRune(r)
	if len(f) != 1 {
		return 0, false
	}
	return f[0], true
}

// set reads [38], [0-9] or [^38]; on return the cursor stands on the closing bracket.
func (p *parser) set() error {
	open := p.at
	pl := Place{Kind: Set}
	p.at++
	if p.peek() == '^' {
		pl.Kind = Not
		p.at++
	}
	for ; p.peek() != ']'; p.at++ {
		r := p.peek()
		switch {
		case p.at >= len(p.text):
			return syntaxError(SetOpen, open, "[")
		case unicode.IsSpace(r) || r == ',' || r == '/' || r == '|':
			continue
		case r == '-':
			if err := p.setRange(&pl); err != nil {
				return err
			}
			continue
		}
		s, ok := p.symbol()
		if !ok {
			return p.fail(SetSymbol, p.at)
		}
		pl.Choices = append(pl.Choices, Choice{Symbol: s})
	}
	if len(pl.Choices) == 0 {
		return syntaxError(SetEmpty, open, "[")
	}
	p.add(pl.tidy())
	return nil
}

// setRange reads "-9" after a symbol of a set.
func (p *parser) setRange(pl *Place) error {
	at := p.at
	p.at++
	to, ok := p.symbol()
	if !ok || len(pl.Choices) == 0 {
		return p.fail(SetRange, at)
	}
	from := pl.Choices[len(pl.Choices)-1].Symbol
	if !rangeable(from) || !rangeable(to) || from > to || isDigitCode(codeOf(from)) != isDigitCode(codeOf(to)) {
		return p.fail(SetRange, at)
	}
	for r := from + 1; r <= to; r++ {
		pl.Choices = append(pl.Choices, Choice{Symbol: r})
	}
	return nil
}

// weights reads {8:.7,B:.2}; on return the cursor stands on the closing brace.
func (p *parser) weights() error {
	open := p.at
	pl := Place{Kind: Weighted}
	p.at++
	for {
		for unicode.IsSpace(p.peek()) || p.peek() == ',' || p.peek() == ';' {
			p.at++
		}
		if p.at >= len(p.text) {
			return syntaxError(WeightsOpen, open, "{")
		}
		if p.peek() == '}' {
			break
		}
		s, ok := p.symbol()
		if !ok {
			return p.fail(WeightsSymbol, p.at)
		}
		if slices.ContainsFunc(pl.Choices, func(c Choice) bool { return c.Symbol == s }) {
			return p.fail(WeightsTwice, p.at)
		}
		p.at++
		w, err := p.weight(open)
		if err != nil {
			return err
		}
		pl.Choices = append(pl.Choices, Choice{Symbol: s, P: w})
	}
	if len(pl.Choices) == 0 {
		return syntaxError(WeightsEmpty, open, "{")
	}
	sum := 0.0
	for _, c := range pl.Choices {
		sum += c.P
	}
	if sum > 1+1e-9 {
		return syntaxError(WeightsSum, open, "{")
	}
	p.add(pl.tidy())
	return nil
}

// weight reads ":.7" or ":70%".
func (p *parser) weight(open int) (float64, error) {
	p.skipSpace()
	if p.at >= len(p.text) {
		return 0, syntaxError(WeightsOpen, open, "{")
	}
	if p.peek() != ':' {
		return 0, p.fail(WeightsColon, p.at)
	}
	p.at++
	p.skipSpace()
	start := p.at
	for p.peek() >= '0' && p.peek() <= '9' || p.peek() == '.' {
		p.at++
	}
	w, err := strconv.ParseFloat(string(p.text[start:p.at]), 64)
	if p.peek() == '%' {
		w /= 100
		p.at++
	}
	if err != nil || !(w > 0) || w > 1 {
		return 0, p.fail(WeightsNumber, start)
	}
	return w, nil
}

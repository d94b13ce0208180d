package mark_test

import (
	"fmt"

	"focalpoint/mark"
)

// A number was typed with the letter O for the zero. The index gives the number as recorded.
func ExampleIndex_Search() {
	x := mark.NewIndex([]mark.Entry{{ID: 1, Mark: mark.Fold("AB 1204")}, {ID: 2, Mark: mark.Fold("AB 1284")}, {ID: 3, Mark: mark.Fold("KX 77")}})
	q := mark.Query{Pattern: mark.MustParse("AB12O4~1")}
	answer := x.Search(q)
	p, none := x.Rank(q, answer, 0.5)
	for i, h := range answer.Hits {
		fmt.Printf("%s with %d error, %.3f\n", h.Mark, h.Errors, p[i])
	}
	fmt.Printf("none of these, %.3f\n", none)
	// Output:
	// AB1204 with 1 error, 0.951
	// AB1284 with 1 error, 0.048
	// none of these, 0.001
}

// Each symbol of an answer is explained.
func ExampleMatch() {
	c := mark.Match(mark.MustParse("A8?2[34]~1"), "AB123", nil)
	for _, s := range c.Steps {
		fmt.Printf("%c %s\n", s.Recorded, s.Op)
	}
	// Output:
	// A same
	// B misread
	// 1 unknown
	// 2 same
	// 3 allowed
}

// An error says where, what and how to mend it.
func ExampleParse() {
	_, err := mark.Parse("AB[38")
	fmt.Println(err)
	// Output:
	// the mark cannot be read at character 3 ([): the list of possible symbols is not closed; put ] after it, as in AB[38]1
}

// Look-alike alphabets, digits of other scripts and separators do not matter.
func ExampleFold() {
	fmt.Println(mark.Fold("АВ-۱۲ ٣"), mark.Fold("ab 123"))
	// Output:
	// AB123 AB123
}

// A register's clerk wrote a word where a number belongs.
func ExampleNonsense() {
	doubt, _ := mark.Nonsense("nicht lesbar")
	fmt.Println(doubt)
	// Output:
	// "nicht" is a word, not a number
}

// A laboratory restored a number and says how sure it is of each symbol.
func ExampleRestored() {
	p := mark.Restored(mark.Etched, []mark.Choice{{Symbol: '8', P: .7}, {Symbol: 'B', P: .2}}, nil, []mark.Choice{{Symbol: '4', P: 1}})
	fmt.Println(p)
	// Output:
	// {8:.7,B:.2}?4 by:etched
}

// A number does not fit its maker; with one look-alike symbol it would.
func ExampleFormats_Judge() {
	f := mark.NewFormats(mark.BuiltinFormats())
	v := f.Judge("ruger", mark.MustParse("32I-48190"), 1985)
	fmt.Println(v.Result, v.Reason)
	fmt.Println(f.Mend("ruger", mark.Fold("32I-48190"), 1985, mark.DefaultChannel())[0])
	// Output:
	// unusual form
	// 32148190
}

// How a mark was read decides what it may be misread from.
func ExampleChannelNamed() {
	for _, name := range []string{"ocr", "handwritten"} {
		c, err := mark.ChannelNamed(name)
		if err != nil {
			panic(err)
		}
		fmt.Printf("%s: %v\n", name, c.Seen('I', 'J') > c.Seen('1', '7'))
	}
	// Output:
	// ocr: true
	// handwritten: false
}

// A maker's fixed letters say nothing: of numbers that all begin with M92PV, one in ten ends in 7, whoever looks.
func ExamplePopulation_Chance() {
	var s mark.Sampler
	for i := range 1000 {
		s.Add("zastava", fmt.Sprintf("M92PV%05d", 7919*i%100000))
	}
	fmt.Printf("%.2f\n", s.Population().Chance(mark.MustParse("M92PV????7"), nil, nil))
	// Output:
	// 0.08
}

// The maker told agrees with the record; Glock is one firearm in fifty.
func ExampleFieldRate() {
	maker := mark.FieldRate{Same: .9, Related: .05}
	fmt.Printf("%+.2f %+.2f\n", maker.Log10LR(mark.AgreeSame, .02), maker.Log10LR(mark.AgreeDifferent, .02))
	// Output:
	// +1.65 -1.30
}

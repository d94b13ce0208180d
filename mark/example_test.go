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

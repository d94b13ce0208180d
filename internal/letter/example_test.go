package letter_test

import (
	"fmt"
	"strings"

	"focalpoint/internal/letter"
)

func Example() {
	l := letter.Letter{Lang: "en", Dir: "ltr", Title: "A question"}
	l.Fields(letter.Field{Name: "Number", Value: letter.AsIs("AB 123")})
	page, err := l.HTML()
	if err != nil {
		fmt.Println(err)
	}
	fmt.Println(strings.Contains(string(page), "AB 123"))
	// Output: true
}

package tag_test

import (
	"fmt"

	"focalpoint/tag"
)

// The same firearm, read from its radio tag and from the code on its frame.
func ExampleDecode() {
	radio, _ := tag.Decode("3074257BF7194E4000001A85")
	code, _ := tag.Decode("]d20180614141123458216789")
	fmt.Println(radio.Key)
	fmt.Println(radio.Key == code.Key, radio.URI)
	// Output:
	// 01:80614141123458/21:6789
	// true urn:epc:tag:sgtin-96:3.0614141.812345.6789
}

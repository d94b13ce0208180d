package mark

// twins maps a capital of another alphabet to the symbol it cannot be told from on metal. Only shapes that are
// the same in a plain stamp are here; shapes that are merely alike (З and 3, Ч and 4) belong to the channel.
var twins = map[rune]rune{
	// Cyrillic
	'А': 'A', 'В': 'B', 'Е': 'E', 'К': 'K', 'М': 'M', 'Н': 'H', 'О': 'O', 'Р': 'P', 'С': 'C', 'Т': 'T', 'У': 'Y',
	'Х': 'X', 'І': 'I', 'Ј': 'J', 'Ѕ': 'S', 'Ԛ': 'Q', 'Ԝ': 'W', 'Ү': 'Y', 'Һ': 'H', 'Ғ': 'F', 'Ӏ': 'I', 'Ґ': 'Г', 'Қ': 'K',
	'Ң': 'H', 'Ө': 'O',
	// Greek
	'Α': 'A', 'Β': 'B', 'Ε': 'E', 'Ζ': 'Z', 'Η': 'H', 'Ι': 'I', 'Κ': 'K', 'Μ': 'M', 'Ν': 'N', 'Ο': 'O', 'Ρ': 'P',
	'Τ': 'T', 'Υ': 'Y', 'Χ': 'X', 'Γ': 'Г', 'Π': 'П', 'Φ': 'Ф',
	// Latin letters with a stroke, and the slashed zero of typed lists
	'Ł': 'L', 'Đ': 'D', 'Ð': 'D', 'Ø': '0',
	// the ideographic zero
	'〇': '0',
}

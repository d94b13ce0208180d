package tag

import "fmt"

// chipMakers are the makers of chips by the number ISO/IEC 7816-6 gives them (from memory; only those met in
// tags of ISO/IEC 15693 and 14443).
var chipMakers = map[byte]string{0x01: "Motorola", 0x02: "STMicroelectronics", 0x03: "Hitachi", 0x04: "NXP", 0x05: "Infineon", 0x07: "Texas Instruments",
	0x08: "Fujitsu", 0x16: "EM Microelectronic", 0x2B: "Maxim", 0x39: "Silicon Craft"}

// decodeChip reads the unique identifier of a chip. ISO/IEC 15693 numbers have eight bytes and begin with E0;
// many readers send them with the last byte first, which is seen by where the E0 stands. ISO/IEC 14443 numbers
// have four, seven or ten; a number of four that begins with 08 is drawn anew at each reading.
func decodeChip(raw []byte) (Tag, error) {
	if len(raw) == 8 {
		switch {
		case raw[0] == 0xE0:
		case raw[7] == 0xE0:
			turned := make([]byte, 8)
			for i, b := range raw {
				turned[7-i] = b
			}
			raw = turned
		default:
			return Tag{}, fail(0, "eight bytes that neither begin nor end with E0 are no identifier of ISO 15693")
		}
		return Tag{Scheme: ChipISO15693, Key: fmt.Sprintf("uid:%X", raw), Maker: chipMakers[raw[1]]}, nil
	}
	t := Tag{Scheme: ChipISO14443}
	switch {
	case len(raw) == 4 && raw[0] == 0x08:
		t.Changeable = true
		return t, nil
	case len(raw) == 4 && raw[0] == 0x88, len(raw) > 4 && raw[0] == 0x88:
		return Tag{}, fail(0, "88 begins a part of a longer identifier; read the tag again")
	case len(raw) > 4:
		t.Maker = chipMakers[raw[0]]
	}
	t.Key = fmt.Sprintf("uid:%X", raw)
	return t, nil
}

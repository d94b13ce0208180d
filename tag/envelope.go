package tag

import (
	"errors"
	"strings"
)

// The signs of an ISO/IEC 15434 envelope: it begins with [)> and RS, each format begins with its number and GS,
// fields end with GS, a format ends with RS and the whole with EOT.
const (
	envelopeHead = "[)>\x1e"
	recordSign   = '\x1e'
	endSign      = '\x04'
)

// decodeEnvelope reads an envelope. With several formats inside, all fields are kept in order, and the scheme
// is that of the first.
func decodeEnvelope(s string) (Tag, error) {
	body, ended := strings.CutSuffix(strings.TrimRight(s[len(envelopeHead):], "\r\n"), string(endSign))
	var t Tag
	at := len(envelopeHead)
	for _, record := range strings.Split(strings.TrimSuffix(body, string(recordSign)), string(recordSign)) {
		if len(record) < 3 || record[2] != groupSign {
			return Tag{}, fail(at, "a format of ISO 15434 begins with two signs and a group separator, and %q does not", clip(record, 6))
		}
		one, err := decodeFormat(record[:2], record[3:], at+3)
		if err != nil {
			return Tag{}, err
		}
		if t.Scheme == "" {
			t = one
		} else {
			t.Elements, t.Faults = append(t.Elements, one.Elements...), append(t.Faults, one.Faults...)
		}
		at += len(record) + 1
	}
	if !ended {
		t.Faults = append(t.Faults, Fault{Code: FaultUnended})
	}
	return t, nil
}

func decodeFormat(format, fields string, at int) (Tag, error) {
	switch format {
	case "05":
		t, err := decodeElements(fields, Envelope05)
		if e, ok := errors.AsType[*Error](err); ok {
			e.At += at
		}
		return t, err
	case "06":
		return decodeFields(Envelope06, fields, at, cutDataID)
	case "12", "DD":
		return decodeFields(Envelope12, fields, at, cutTextID)
	}
	return Tag{}, fail(at-3, "the format %s of ISO 15434 is not read; 05, 06, 12 and DD are", format)
}

func decodeFields(scheme Scheme, fields string, at int, cut func(string) (id, value string, ok bool)) (Tag, error) {
	t := Tag{Scheme: scheme}
	for _, f := range strings.Split(strings.TrimSuffix(fields, string(groupSign)), string(groupSign)) {
		id, value, ok := cut(f)
		if !ok || value == "" {
			return Tag{}, fail(at, "the field %q has no identifier before its value", clip(f, 8))
		}
		t.add(id, value)
		at += len(f) + 1
	}
	if scheme == Envelope06 {
		t.fromDataIDs()
	} else {
		t.fromTextIDs()
	}
	if t.UII != "" {
		t.Key = "uii:" + t.UII
	}
	return t, nil
}

// cutDataID takes a data identifier off a field: up to three digits and a capital letter (ANSI MH10.8.2).
func cutDataID(f string) (id, value string, ok bool) {
	n := 0
	for n < len(f) && n < 3 && f[n] >= '0' && f[n] <= '9' {
		n++
	}
	if n >= len(f) || f[n] < 'A' || f[n] > 'Z' {
		return "", "", false
	}
	return f[:n+1], f[n+1:], true
}

// cutTextID takes a text element identifier off a field: three capital letters, with or without a blank behind
// (ATA Spec 2000 chapter 9, from memory: both are met).
func cutTextID(f string) (id, value string, ok bool) {
	if len(f) < 4 {
		return "", "", false
	}
	for i := range 3 {
		if f[i] < 'A' || f[i] > 'Z' {
			return "", "", false
		}
	}
	return f[:3], strings.TrimLeft(f[3:], " "), true
}

// enterprise names the issuing agency that a data identifier of an enterprise stands for (MIL-STD-130N change
// 1, table A-II); a GS1 prefix and the identifier 18V hold it already.
var enterprise = []struct{ id, agency string }{{"17V", "D"}, {"12V", "UN"}, {"3V", ""}, {"7L", "LD"}, {"18V", ""}}

// fromDataIDs derives the UII by MIL-STD-130N change 1, table A-II.
func (t *Tag) fromDataIDs() {
	t.Serial, t.Part, t.Lot = t.value("S"), t.value("1P"), t.value("1T")
	for _, e := range enterprise {
		if v := t.value(e.id); v != "" && t.Company == "" {
			t.Company = e.agency + v
		}
	}
	batch := t.Part
	if batch == "" {
		batch = t.Lot
	}
	switch whole, inCage := t.value("25S"), t.value("18S"); {
	case whole != "":
		t.UII = whole
		if t.Serial == "" && t.Company != "" { // construct 1 said in full: what follows the enterprise is the serial
			t.Serial, _ = strings.CutPrefix(whole, t.Company)
		}
	case inCage != "":
		t.UII = "D" + inCage
		if len(inCage) > 5 { // a CAGE code has five signs
			t.Company, t.Serial = "D"+inCage[:5], inCage[5:]
		}
	case t.Company != "" && batch != "" && t.Serial != "":
		t.UII = t.Company + batch + t.Serial
	}
}

// fromTextIDs derives the UII from text element identifiers (MIL-STD-130N, table for format 12, from memory:
// MFR, SPL or CAG is a CAGE code, DUN a DUNS number, EUC a GS1 prefix; SER counts within the enterprise, SEQ
// within the part number; UID and UCN are whole).
func (t *Tag) fromTextIDs() {
	t.Part, t.Lot = t.value("PNO"), t.value("LOT")
	for _, e := range []struct{ id, agency string }{{"MFR", "D"}, {"SPL", "D"}, {"CAG", "D"}, {"DUN", "UN"}, {"EUC", ""}} {
		if v := t.value(e.id); v != "" && t.Company == "" {
			t.Company = e.agency + v
		}
	}
	within, sequence := t.value("SER"), t.value("SEQ")
	switch whole, inCage := t.value("UID"), t.value("UCN"); {
	case whole != "":
		t.UII, t.Serial = whole, within+sequence
	case inCage != "":
		t.UII = "D" + inCage
		if len(inCage) > 5 {
			t.Company, t.Serial = "D"+inCage[:5], inCage[5:]
		}
	case within != "" && t.Company != "":
		t.UII, t.Serial = t.Company+within, within
	case sequence != "" && t.Company != "" && t.Part != "":
		t.UII, t.Serial = t.Company+t.Part+sequence, sequence
	}
	if t.Serial == "" {
		t.Serial = within + sequence
	}
}

package mark

import "slices"

// Method is how a mark was read: by what a symbol can have been misread.
type Method string

// The methods. NoMethod says nothing and counts as Eye. The methods by which laboratories restore what was erased
// share one channel: no published figures tell them apart.
const (
	NoMethod       Method = ""
	Eye            Method = "eye"          // on the metal, by eye
	Photo          Method = "photo"        // from a picture
	Etched         Method = "etched"       // restored by chemical etching
	Electrolytic   Method = "electrolytic" // restored by electrolytic etching
	Magnetic       Method = "magnetic"     // magnetic particles
	MagnetoOptical Method = "magneto-optical"
	Polished       Method = "polished"
	Ultrasonic     Method = "ultrasonic"
	Backscatter    Method = "backscatter" // electron backscatter diffraction
	XRay           Method = "x-ray"
	Stamped        Method = "stamped"     // a legible stamped number
	Engraved       Method = "engraved"    // a legible engraved or laser-cut number
	DotPeen        Method = "dot-peen"    // a legible number of dots
	Handwritten    Method = "handwritten" // from a handwritten document
	OCR            Method = "ocr"         // by optical character recognition
	Keyed          Method = "keyed"       // typed from a legible document
)

// Methods lists the methods.
func Methods() []Method {
	return []Method{Eye, Photo, Etched, Electrolytic, Magnetic, MagnetoOptical, Polished, Ultrasonic, Backscatter, XRay, Stamped, Engraved, DotPeen, Handwritten, OCR, Keyed}
}

// Restores reports whether the method brings back what was erased.
func (m Method) Restores() bool {
	switch m {
	case Etched, Electrolytic, Magnetic, MagnetoOptical, Polished, Ultrasonic, Backscatter, XRay:
		return true
	}
	return false
}

// Channel is the channel of a method: how its readers err.
func (m Method) Channel() *Channel {
	name := string(m)
	switch {
	case m == NoMethod || m == Eye:
		return DefaultChannel()
	case m == Photo:
		return DefaultChannel()
	case m.Restores():
		name = string(Etched)
	}
	if c, err := ChannelNamed(name); err == nil {
		return c
	}
	return DefaultChannel()
}

// Restored makes the pattern of a laboratory's report: for each place the possible symbols with their certainty,
// likeliest first, and the method. A place without choices is one unknown symbol. Certainties that add up to more
// than 1 are scaled to 1.
func Restored(method Method, places ...[]Choice) Pattern {
	p := Pattern{Method: method}
	for _, choices := range places {
		pl := Place{Kind: Weighted}
		sum := 0.0
		for _, c := range choices {
			s := Fold1(c.Symbol)
			if s == 0 || !(c.P > 0) {
				continue
			}
			sum += c.P
			if i := slices.IndexFunc(pl.Choices, func(h Choice) bool { return h.Symbol == s }); i >= 0 {
				pl.Choices[i].P += c.P
			} else {
				pl.Choices = append(pl.Choices, Choice{Symbol: s, P: c.P})
			}
		}
		if len(pl.Choices) == 0 {
			p.Reading = append(p.Reading, Place{Kind: Any})
			continue
		}
		for i := range pl.Choices {
			pl.Choices[i].P /= max(1, sum)
		}
		p.Reading = append(p.Reading, pl.tidy())
	}
	return p
}

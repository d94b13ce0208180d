package catalogue

import "focalpoint"

// TypeReading is what the words for a type say on all axes at once: "arma de
// fabricação caseira" names no type but an origin, "silenciador" a part.
type TypeReading struct {
	Kind   focalpoint.ItemKind
	Part   focalpoint.PartKind
	Type   Result
	Action string
	Origin string
}

func (c *snapshot) ReadType(raw string, h Hints) TypeReading {
	if e, ok := c.lists["type"].Entry(raw); ok {
		return TypeReading{Type: Result{Code: e.Code, Confidence: 1, Reason: "is a code of the list"}}
	}
	ru := firstRule(c.rules["type"], raw)
	if ru == nil {
		if r, ok := noValue(raw); ok {
			r.Code = string(focalpoint.TypeUnknown)
			return TypeReading{Type: r}
		}
		return TypeReading{Type: c.lookup("type", raw)}
	}
	t := TypeReading{Kind: focalpoint.ItemKind(ru.out["kind"]), Part: focalpoint.PartKind(ru.out["part"]),
		Type:   Result{Code: ru.out["code"], Confidence: ru.confidence, Reason: ru.reason},
		Action: ru.out["action"], Origin: ru.out["origin"]}
	t.bore(h.Bore)
	return t
}

// bore corrects a long gun by the column that says smooth or rifled.
func (t *TypeReading) bore(word string) {
	smooth, rifled := isSmooth(word), isRifled(word)
	switch {
	case t.Type.Code == "shotgun" && rifled:
		t.Type.Code, t.Type.Confidence = "rifle", 0.9
		t.Type.Reason += "; the bore is said to be rifled"
	case (t.Type.Code == "rifle" || t.Type.Code == "carbine") && smooth:
		t.Type.Code, t.Type.Confidence = "shotgun", 0.85
		t.Type.Reason += "; the bore is said to be smooth"
	}
}

func isSmooth(word string) bool {
	return boreRule(word, "гладк", "smooth", "lisa", "liso", "lisse")
}
func isRifled(word string) bool {
	return boreRule(word, "нарізн", "нарезн", "rifled", "raiad", "estriad", "raye")
}

func boreRule(word string, stems ...string) bool {
	f := fold(word)
	for _, s := range stems {
		if s = fold(s); len(f) >= len(s) && f[:len(s)] == s {
			return true
		}
	}
	return false
}

func (c *snapshot) codeType(raw string, h Hints) Result { return c.ReadType(raw, h).Type }

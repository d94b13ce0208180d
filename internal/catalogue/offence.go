package catalogue

import "focalpoint"

// Offence is what one offence name means on the axes of the questionnaire.
type Offence struct {
	Result                        // Code is of the list "offence", its class in ICCS
	ICCS          string          // code of the International Classification of Crime
	Justification string          // of the list "legal-justification", "" when the offence says nothing about the arm
	Other         string          // of the list "other-offence", or ""
	Role          focalpoint.Role // a role the offence gives the item (voluntary surrender), or ""
}

func (c *snapshot) ReadOffence(raw string) Offence {
	r := c.Code("offence", raw, Hints{})
	return c.offenceOf(r)
}

func (c *snapshot) offenceOf(r Result) Offence {
	o := Offence{Result: r}
	e, ok := c.lists["offence"].Entry(r.Code)
	if !ok {
		return o
	}
	o.ICCS, o.Justification, o.Other, o.Role = e.Parent, e.Attr["justification"], e.Attr["other"], focalpoint.Role(e.Attr["role"])
	return o
}

func (c *snapshot) codeOffence(raw string, _ Hints) Result {
	if c.lists["offence"].Has(raw) {
		return Result{Code: raw, Confidence: 1, Reason: "is a code of the list"}
	}
	if ru := firstRule(c.rules["offence"], raw); ru != nil {
		return Result{Code: ru.out["code"], Confidence: ru.confidence, Reason: ru.reason}
	}
	if code, ok := c.iccsOffence(raw); ok {
		return Result{Code: code, Confidence: 0.9, Reason: "an ICCS code"}
	}
	return c.lookup("offence", raw)
}

// iccsOffence takes an ICCS code for the first offence of the list under it.
func (c *snapshot) iccsOffence(raw string) (string, bool) {
	if !c.lists["iccs"].Has(raw) {
		return "", false
	}
	for _, e := range c.lists["offence"].Entries {
		if e.Parent == raw {
			return e.Code, true
		}
	}
	return "", false
}

func (c *snapshot) Offence(o focalpoint.Coded) focalpoint.Coded {
	return c.fill("offence", o, Hints{})
}

// Legal is the legal context of a seizure in the questionnaire's terms.
type Legal struct {
	Justification string   // of the list "legal-justification"
	Other         []string // of the list "other-offence", in list order, without repeats
	Role          focalpoint.Role
}

func (c *snapshot) LegalContext(offences []focalpoint.Coded) Legal {
	just, other := map[string]bool{}, map[string]bool{}
	var out Legal
	for _, o := range offences {
		r := c.offenceOf(Result{Code: c.Offence(o).Code})
		just[r.Justification] = true
		other[r.Other] = true
		if r.Role == focalpoint.RoleSurrendered || out.Role == "" {
			out.Role = r.Role
		}
	}
	out.Justification = "unknown"
	for _, e := range c.lists["legal-justification"].Entries {
		if just[e.Code] {
			out.Justification = e.Code
			break
		}
	}
	for _, e := range c.lists["other-offence"].Entries {
		if other[e.Code] {
			out.Other = append(out.Other, e.Code)
		}
	}
	return out
}

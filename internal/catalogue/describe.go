package catalogue

import (
	"slices"
	"strings"

	"focalpoint"
)

// boreColumns are names under which a source row may carry smooth or rifled.
var boreColumns = []string{"bore", "weapontype", "barrel-type"}

func (c *snapshot) Describe(d focalpoint.Description) focalpoint.Description {
	bore := boreOf(d.Extra)
	var buf [256]byte
	key := describeKey(buf[:0], &d, bore)
	// the marking cell is mostly a number and would fill the memory with rows seen once
	out, ok := c.whole.get(key)
	if !ok {
		out = c.describe(d, bore)
		if len(key) <= 4*maxKept {
			c.whole.put(key, out)
		}
	}
	out.Marking = c.fill("mark-status", d.Marking, Hints{})
	out.Year, out.Quantity, out.Unit, out.Extra = d.Year, d.Quantity, d.Unit, d.Extra
	return out
}

func boreOf(extra map[string]string) string {
	for _, k := range boreColumns {
		if v := extra[k]; v != "" {
			return v
		}
	}
	return ""
}

func (c *snapshot) describe(d focalpoint.Description, bore string) focalpoint.Description {
	h := Hints{Kind: d.Kind, Bore: bore}
	out := focalpoint.Description{Kind: d.Kind, Part: d.Part, Make: d.Make, Model: d.Model, Calibre: d.Calibre, Type: d.Type,
		Action: d.Action, Origin: d.Origin, Country: d.Country, Importer: d.Importer}
	t := c.describeType(&out, &h)
	c.describeMaker(&out, &h)
	out.Calibre = c.fill("calibre", d.Calibre, h)
	h.Calibre = out.Calibre.Code
	c.fromModel(&out, t, h)
	out.Country = c.fill("country", d.Country, h)
	c.describeOrigin(&out, t)
	return out
}

// fill codes one cell unless a person chose the code or there is nothing to code.
func (c *snapshot) fill(list string, v focalpoint.Coded, h Hints) focalpoint.Coded {
	if v.Raw == "" || v.Confidence == 1 && v.Reason == "chosen" {
		return v
	}
	return c.Code(list, v.Raw, h).Coded(v.Raw)
}

func chosen(v focalpoint.Coded) bool { return v.Code != "" && (v.Raw == "" || v.Reason == "chosen") }

// describeType codes the type and lets it name kind and part.
func (c *snapshot) describeType(out *focalpoint.Description, h *Hints) TypeReading {
	var t TypeReading
	if !chosen(out.Type) && out.Type.Raw != "" {
		t = c.ReadType(out.Type.Raw, *h)
		out.Type = c.fill("type", out.Type, *h)
		if out.Type.Code != t.Type.Code { // the State taught another meaning
			t = TypeReading{Type: Result{Code: out.Type.Code}}
		}
	}
	if out.Kind == "" {
		out.Kind = t.Kind
	}
	if out.Kind == focalpoint.Part && out.Part == "" {
		out.Part = t.Part
	}
	h.Kind, h.Type = out.Kind, out.Type.Code
	return t
}

// describeMaker codes make, importer and model, each helping the other.
func (c *snapshot) describeMaker(out *focalpoint.Description, h *Hints) {
	out.Make = c.fill("make", out.Make, *h)
	out.Importer = c.fill("make", out.Importer, *h)
	h.Make = out.Make.Code
	out.Model = c.fill("model", out.Model, *h)
	h.Model = out.Model.Code
	e, ok := c.models.entry[out.Model.Code]
	if !ok || chosen(out.Make) || !focalpoint.Absent(out.Make.Code) || c.makes.entry[e.Parent].Attr["role"] == "pattern" {
		return
	}
	if out.Make.Raw == "" || out.Make.Code == focalpoint.CodeUnknown || out.Make.Code == "" {
		// the model names its maker; a cell that names another stays as it is
		out.Make.Code, out.Make.Confidence = e.Parent, 0.75
		out.Make.Reason = "maker of the model " + e.Names["en"]
		h.Make = e.Parent
	}
}

// fromModel lets a known model fill or sharpen type, action and calibre.
func (c *snapshot) fromModel(out *focalpoint.Description, t TypeReading, h Hints) {
	if t.Action != "" && out.Action.IsZero() {
		out.Action = focalpoint.Coded{Code: t.Action, Confidence: 0.85, Reason: "from the words for the type"}
	} else {
		out.Action = c.fill("action", out.Action, Hints{})
	}
	e, ok := c.models.entry[out.Model.Code]
	if !ok {
		return
	}
	why := "of the model " + e.Names["en"]
	if out.Type.IsZero() && e.Attr["type"] != "" {
		out.Type = focalpoint.Coded{Code: e.Attr["type"], Confidence: 0.85, Reason: why}
		if out.Kind == "" {
			out.Kind = c.kindOfType(e.Attr["type"])
		}
	}
	if out.Action.IsZero() && e.Attr["action"] != "" {
		out.Action = focalpoint.Coded{Code: e.Attr["action"], Confidence: 0.85, Reason: why}
	}
	c.sharpenCalibre(out, e, why, h)
}

// sharpenCalibre replaces a bore by the one cartridge of the model that the
// cell may mean, and notes a calibre in which the model is not known.
func (c *snapshot) sharpenCalibre(out *focalpoint.Description, model Entry, why string, h Hints) {
	cals := splitList(model.Attr["calibre"])
	if out.Calibre.IsZero() {
		if len(cals) == 1 {
			out.Calibre = focalpoint.Coded{Code: cals[0], Confidence: 0.75, Reason: "calibre " + why}
		}
		return
	}
	if chosen(out.Calibre) || focalpoint.Absent(out.Calibre.Code) || len(cals) == 0 || slices.Contains(cals, out.Calibre.Code) {
		return
	}
	means := c.Code("calibre", out.Calibre.Raw, h)
	exact := c.calibres.entry[out.Calibre.Code].Attr["level"] == "exact"
	var fit []string
	for _, code := range cals {
		near := c.calibres.entry[code].Parent == c.Class("calibre", out.Calibre.Code)
		if near || slices.ContainsFunc(means.Alternatives, func(a Candidate) bool { return a.Code == code }) {
			fit = append(fit, code)
		}
	}
	switch {
	case len(fit) == 1 && !exact:
		out.Calibre.Code, out.Calibre.Confidence = fit[0], 0.9
		out.Calibre.Reason += "; the model " + model.Names["en"] + " takes " + c.calibres.entry[fit[0]].Names["en"]
	case len(fit) == 0: // shown beside the item; no text in general is in question
		out.Calibre.Confidence = min(out.Calibre.Confidence, 0.72)
		out.Calibre.Reason += "; the model " + model.Names["en"] + " is not known in this calibre"
	}
}

// kindOfType says which kind of item a type code describes.
func (c *snapshot) kindOfType(code string) focalpoint.ItemKind {
	for _, ru := range c.rules["type"] {
		if ru.out["code"] == code {
			return focalpoint.ItemKind(ru.out["kind"])
		}
	}
	return focalpoint.Firearm
}

// describeOrigin codes the origin: as reported, else as the type words say,
// else industrial for a known maker. A converted or reactivated blank-firing
// arm is a firearm and counts as the type it was made into.
func (c *snapshot) describeOrigin(out *focalpoint.Description, t TypeReading) {
	if out.Origin.Raw != "" {
		out.Origin = c.fill("origin", out.Origin, Hints{})
	}
	if t.Origin != "" && (out.Origin.IsZero() || out.Origin.Code == "" || out.Origin.Code == focalpoint.CodeUnknown) {
		out.Origin.Code, out.Origin.Confidence, out.Origin.Reason = t.Origin, 0.9, "from the words for the type"
	}
	if out.Origin.IsZero() && out.Kind == focalpoint.Firearm {
		if e, ok := c.makes.entry[out.Make.Code]; ok && slices.Contains([]string{"maker", "brand", "importer"}, e.Attr["role"]) {
			out.Origin = focalpoint.Coded{Code: string(focalpoint.OriginIndustrial), Confidence: 0.8, Reason: "made by " + e.Names["en"]}
		}
	}
	switch focalpoint.Origin(out.Origin.Code) {
	case focalpoint.OriginConverted, focalpoint.OriginReactivated:
	default:
		return
	}
	if out.Kind != focalpoint.Replica {
		return
	}
	becomes := ""
	switch {
	case strings.HasSuffix(out.Type.Code, "-revolver"):
		becomes = "revolver"
	case strings.HasSuffix(out.Type.Code, "-pistol"):
		becomes = "pistol"
	case out.Type.Code == "air-rifle":
		becomes = "rifle"
	default:
		return
	}
	out.Kind = focalpoint.Firearm
	if !chosen(out.Type) {
		out.Type.Reason += "; " + out.Origin.Code + ", so it counts as " + becomes
		out.Type.Code = becomes
	}
}

package seizure

import (
	"errors"
	"fmt"
	"slices"
	"strings"

	"focalpoint"
	"focalpoint/internal/attachment"
	"focalpoint/internal/i18n"
	"focalpoint/mark"
	"focalpoint/tag"
)

func (it *Item) clean() {
	d := &it.Describes
	for _, c := range []*focalpoint.Coded{&d.Make, &d.Model, &d.Calibre, &d.Type, &d.Action, &d.Origin, &d.Country, &d.Importer, &d.Marking, &it.Ownership, &it.Previous} {
		c.Raw = strings.TrimSpace(c.Raw)
	}
	d.Year, d.Unit = strings.TrimSpace(d.Year), strings.TrimSpace(d.Unit)
	it.Note, it.Exhibit = strings.TrimSpace(it.Note), strings.TrimSpace(it.Exhibit)
	it.Offences = cleanCoded(it.Offences)
	it.Photos = without(it.Photos, func(p Photo) bool { return p.SHA == "" })
	it.Marks = without(it.Marks, func(m focalpoint.Mark) bool {
		return strings.TrimSpace(m.Text+m.Reading) == "" && m.Condition == "" && m.Photo == ""
	})
	for i := range it.Marks {
		m := &it.Marks[i]
		m.Text, m.Reading, m.Position = strings.TrimSpace(m.Text), strings.TrimSpace(m.Reading), strings.TrimSpace(m.Position)
		if m.Kind == "" {
			m.Kind = focalpoint.MarkSerial
		}
		if m.Kind == focalpoint.MarkSerial && tag.Looks(m.Text) {
			m.Kind = focalpoint.MarkTag // a scanner was used in the box of the number
		}
		if m.Kind != focalpoint.MarkTag && m.Reading == "" && (strings.ContainsAny(m.Text, "?[]{}~") || strings.Contains(m.Text, " by:")) {
			m.Reading = m.Text
		}
		if p, err := mark.Parse(m.Reading); err == nil && m.Read == "" {
			m.Read = string(p.Method) // the notation says how it was read
		}
	}
	if it.empty() {
		return
	}
	if it.Role == "" {
		it.Role = focalpoint.RoleSeized
	}
	if d.Kind == "" && d.Type.IsZero() && d.Part == "" {
		d.Kind = focalpoint.Firearm
	}
	if d.Kind == "" && d.Part != "" {
		d.Kind = focalpoint.Part
	}
	if d.Quantity == 0 && d.Kind != focalpoint.Ammunition {
		d.Quantity = 1
	}
	if d.Kind == focalpoint.Ammunition && d.Unit == "" {
		d.Unit = "rounds"
	}
}

// empty says whether a row of the form was left blank.
func (it Item) empty() bool {
	d := it.Describes
	return it.ID == "" && len(it.Marks) == 0 && len(it.Photos) == 0 && it.Note == "" && it.Exhibit == "" && it.Known == "" && it.Ownership.IsZero() &&
		d.Make.IsZero() && d.Model.IsZero() && d.Calibre.IsZero() && d.Type.IsZero() && d.Part == "" && d.Kind == "" && d.Quantity <= 1
}

func (f *findings) item(path string, it Item) {
	if !slices.Contains(Roles(), it.Role) {
		f.add(path+"role", "choice", "value", string(it.Role))
	}
	f.described(path+"describes.", it.Describes)
	f.coded(path+"ownership", "ownership", it.Ownership)
	f.coded(path+"previous", "previous-status", it.Previous)
	f.offences(path+"offences", it.Offences)
	f.photos(path+"photos", it.Photos)
	f.text(path+"note", it.Note, maxText)
	f.cell(path+"exhibit", it.Exhibit)
	if it.Known != "" && (focalpoint.IDPrefix(string(it.Known)) != focalpoint.PrefixItem || it.Known == it.ID) {
		f.add(path+"known", "known", "id", string(it.Known))
	}
	if it.From != "" && focalpoint.IDPrefix(string(it.From)) != focalpoint.PrefixPerson {
		f.add(path+"from", "person-id", "id", string(it.From))
	}
	for i, m := range it.Marks {
		f.mark(fmt.Sprintf("%smarks[%d].", path, i), m)
	}
}

func (f *findings) described(path string, d focalpoint.Description) {
	switch d.Kind {
	case focalpoint.Firearm, focalpoint.Part, focalpoint.Replica:
		if d.Quantity != 1 {
			f.add(path+"quantity", "one-each", "n", max(2, d.Quantity))
		}
	case focalpoint.Ammunition:
		if d.Quantity < 1 {
			f.add(path+"quantity", "rounds")
		}
	case "": // the type, as reported, will tell
	default:
		f.add(path+"kind", "choice", "value", string(d.Kind))
	}
	if d.Part != "" && !f.has("part", string(d.Part)) {
		f.add(path+"part", "choice", "value", string(d.Part))
	}
	if d.Kind == focalpoint.Part && d.Part == "" && d.Type.IsZero() {
		f.add(path+"part", "part")
	}
	for _, c := range []struct {
		name, list string
		value      focalpoint.Coded
	}{{"make", "make", d.Make}, {"calibre", "calibre", d.Calibre}, {"type", "type", d.Type}, {"action", "action", d.Action},
		{"origin", "origin", d.Origin}, {"importer", "make", d.Importer}, {"marking", "mark-status", d.Marking}} {
		f.coded(path+c.name, c.list, c.value)
	}
	f.cell(path+"model", d.Model.Raw)
	f.country(path+"country", focalpoint.Country(d.Country.Code))
	if d.Year != "" {
		if y, ok := focalpoint.ParseYear(d.Year); ok && y > f.today.Year() {
			f.add(path+"year", "future", "value", d.Year)
		}
	}
	f.cell(path+"year", d.Year)
	f.cell(path+"unit", d.Unit)
}

// textless are conditions in which a mark shows nothing that could be written down.
func textless(c focalpoint.MarkCondition) bool {
	return c == focalpoint.ConditionErased || c == focalpoint.ConditionNever
}

func (f *findings) mark(path string, m focalpoint.Mark) {
	if !f.has("mark-kind", string(m.Kind)) {
		f.add(path+"kind", "choice", "value", string(m.Kind))
	}
	if m.Condition != "" && !f.has("mark-condition", string(m.Condition)) {
		f.add(path+"condition", "choice", "value", string(m.Condition))
	}
	if m.Text == "" && m.Reading == "" && !textless(m.Condition) {
		f.add(path+"text", "mark")
	}
	if m.Condition == focalpoint.ConditionNever && m.Text+m.Reading != "" {
		f.add(path+"condition", "never-marked")
	}
	if len(m.Text) > 400 {
		f.add(path+"text", "long", "most", 400)
	}
	if strings.ContainsRune(m.Text+m.Reading, 0) {
		f.add(path+"text", "sign")
	}
	f.cell(path+"position", m.Position)
	if m.Photo != "" && !attachment.ValidDigest(m.Photo) {
		f.add(path+"photo", "photo")
	}
	if m.Reading != "" {
		f.reading(path, m)
	}
}

// reading checks the mark notation and names the character where it breaks.
// Doubt that was written into the text is told there.
func (f *findings) reading(path string, m focalpoint.Mark) {
	_, err := mark.Parse(m.Reading)
	var syntax *mark.SyntaxError
	switch {
	case err == nil:
		return
	case m.Reading == m.Text:
		path += "text"
	default:
		path += "reading"
	}
	if !errors.As(err, &syntax) {
		f.add(path, "mark")
		return
	}
	key := "mark.err." + string(syntax.Code)
	args := []any{"place", syntax.Place + 1}
	f.list = append(f.list, &focalpoint.Error{Kind: focalpoint.KindInvalid, Field: path, Msg: i18n.For(i18n.English).T(key, args...), Key: key, Args: args})
}

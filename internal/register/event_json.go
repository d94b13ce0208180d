package register

import (
	"encoding/json"
	"maps"
	"slices"
	"strconv"
	"time"
	"unicode/utf8"

	"focalpoint"
)

// eventJSON writes an event as encoding/json does, byte for byte, but without
// looking at its type field by field again: a bulk import writes millions.
func eventJSON(e *focalpoint.Event) ([]byte, error) {
	if len(e.Witnesses) > 0 || e.Recorded.Location() != time.UTC || e.Recorded.Year() < 0 || e.Recorded.Year() > 9999 {
		return json.Marshal(e)
	}
	w := jsonWriter{b: make([]byte, 0, 768)}
	w.open()
	w.always("id", string(e.ID))
	w.always("item", string(e.Item))
	w.always("kind", string(e.Kind))
	w.text("happened", string(e.Happened))
	w.key("recorded")
	w.b = append(e.Recorded.AppendFormat(append(w.b, '"'), time.RFC3339Nano), '"')
	w.place(e.Place)
	w.text("state", string(e.State))
	w.ref("from", e.From)
	w.ref("to", e.To)
	w.ref("keeper", e.Keeper)
	w.ref("authority", e.Authority)
	w.text("method", e.Method)
	w.text("document", e.Document)
	w.text("control", e.Control)
	w.text("other", string(e.Other))
	w.text("seizure", string(e.Seizure))
	w.text("role", string(e.Role))
	w.description(e.Describes)
	w.marks(e.Marks)
	if len(e.Offences) > 0 {
		w.key("offences")
		w.b = append(w.b, '[')
		for i, o := range e.Offences {
			w.next(i)
			w.codedFields(o)
		}
		w.b = append(w.b, ']')
	}
	w.text("context", string(e.Context))
	w.text("corrects", string(e.Corrects))
	w.text("correctedKind", string(e.CorrectedKind))
	w.text("reason", e.Reason)
	w.text("note", e.Note)
	w.text("import", string(e.Import))
	w.number("row", e.Row)
	w.close()
	return w.b, w.err
}

// jsonWriter appends JSON. The writers of members leave out what is empty.
type jsonWriter struct {
	b   []byte
	err error
}

func (w *jsonWriter) open()  { w.b = append(w.b, '{') }
func (w *jsonWriter) close() { w.b = append(w.b, '}') }

func (w *jsonWriter) next(i int) {
	if i > 0 {
		w.b = append(w.b, ',')
	}
}

// key begins a member; the names are plain.
func (w *jsonWriter) key(name string) {
	if w.b[len(w.b)-1] != '{' {
		w.b = append(w.b, ',')
	}
	w.b = append(append(append(w.b, '"'), name...), '"', ':')
}

func (w *jsonWriter) always(name, v string) {
	w.key(name)
	w.string(v)
}

func (w *jsonWriter) text(name, v string) {
	if v != "" {
		w.always(name, v)
	}
}

func (w *jsonWriter) number(name string, n int64) {
	if n != 0 {
		w.key(name)
		w.b = strconv.AppendInt(w.b, n, 10)
	}
}

func (w *jsonWriter) float(name string, f float64) {
	if f == 0 {
		return
	}
	w.key(name)
	if f == 1 {
		w.b = append(w.b, '1')
		return
	}
	w.other(f)
}

// other leaves what is rare to encoding/json.
func (w *jsonWriter) other(v any) {
	text, err := json.Marshal(v)
	if err != nil && w.err == nil {
		w.err = err
	}
	w.b = append(w.b, text...)
}

func (w *jsonWriter) string(s string) {
	plain := true
	for i := range len(s) {
		if c := s[i]; c < ' ' || c == '"' || c == '\\' || c == '<' || c == '>' || c == '&' || c == 0xE2 {
			plain = false // 0xE2 begins the two separators that are escaped
			break
		}
	}
	if !plain || !utf8.ValidString(s) {
		w.other(s)
		return
	}
	w.b = append(append(append(w.b, '"'), s...), '"')
}

func (w *jsonWriter) place(p focalpoint.Place) {
	if p.IsZero() {
		return
	}
	w.key("place")
	w.open()
	w.text("text", p.Text)
	w.text("country", string(p.Country))
	w.text("region", p.Region)
	w.text("unit", p.Unit)
	w.text("location", string(p.Location))
	w.float("lat", p.Lat)
	w.float("lon", p.Lon)
	if p.HasPoint {
		w.key("point")
		w.b = append(w.b, "true"...)
	}
	w.close()
}

func (w *jsonWriter) ref(name string, r focalpoint.Ref) {
	if r.IsZero() {
		return
	}
	w.key(name)
	w.open()
	w.text("party", string(r.Party))
	w.text("person", string(r.Person))
	w.text("name", r.Name)
	w.text("country", string(r.Country))
	w.close()
}

func (w *jsonWriter) coded(name string, c focalpoint.Coded) {
	if !c.IsZero() {
		w.key(name)
		w.codedFields(c)
	}
}

func (w *jsonWriter) codedFields(c focalpoint.Coded) {
	w.open()
	w.text("raw", c.Raw)
	w.text("code", c.Code)
	w.float("confidence", c.Confidence)
	w.text("reason", c.Reason)
	w.close()
}

func (w *jsonWriter) description(d *focalpoint.Description) {
	if d == nil {
		return
	}
	w.key("describes")
	w.open()
	w.text("kind", string(d.Kind))
	w.text("part", string(d.Part))
	w.coded("make", d.Make)
	w.coded("model", d.Model)
	w.coded("calibre", d.Calibre)
	w.coded("type", d.Type)
	w.coded("action", d.Action)
	w.coded("origin", d.Origin)
	w.coded("country", d.Country)
	w.coded("importer", d.Importer)
	w.coded("marking", d.Marking)
	w.text("year", d.Year)
	w.number("quantity", d.Quantity)
	w.text("unit", d.Unit)
	if len(d.Extra) > 0 {
		w.key("extra")
		w.open()
		for i, k := range slices.Sorted(maps.Keys(d.Extra)) {
			w.next(i)
			w.string(k)
			w.b = append(w.b, ':')
			w.string(d.Extra[k])
		}
		w.close()
	}
	w.close()
}

func (w *jsonWriter) marks(list []focalpoint.Mark) {
	if len(list) == 0 {
		return
	}
	w.key("marks")
	w.b = append(w.b, '[')
	for i, m := range list {
		w.next(i)
		w.open()
		w.always("kind", string(m.Kind))
		w.text("text", m.Text)
		w.text("reading", m.Reading)
		w.text("read", m.Read)
		w.text("position", m.Position)
		w.text("method", m.Method)
		w.text("condition", string(m.Condition))
		w.text("photo", m.Photo)
		w.close()
	}
	w.b = append(w.b, ']')
}

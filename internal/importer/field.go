package importer

import "slices"

// Field is something a column can mean. Pages show its name by the message
// catalogue (key "import.field." and the name); About is for the command line.
type Field struct {
	Name     string
	List     string // code list its cells are coded by; "" for none
	Many     bool   // a cell may hold several values
	Verbatim bool   // the cell is stored as it stands, so it need not be kept a second time
	About    string
}

// Fields lists every field there is, in the order a person would fill them.
// A target takes some of them.
func Fields() []Field { return slices.Clone(fields) }

var fields = []Field{
	{"make", "make", false, true, "maker of the item"},
	{"model", "model", false, true, "model"},
	{"calibre", "calibre", false, true, "calibre as written"},
	{"type", "type", false, true, "type: pistol, revolver, rifle …"},
	{"kind", "kind", false, false, "firearm, part, ammunition or replica"},
	{"part", "part", false, false, "which essential part"},
	{"action", "action", false, true, "action: semi-automatic, bolt …"},
	{"origin", "origin", false, true, "industrial, craft, converted …"},
	{"bore", "", false, false, "smooth or rifled, where the source has a column for it"},
	{"serial", "", false, true, "serial number as written; several columns are joined by a blank"},
	{"marking", "mark-status", false, true, "what is said of the marks: unique, erased, none …"},
	{"year", "", false, true, "year of manufacture"},
	{"country", "country", false, true, "country of manufacture"},
	{"importer", "make", false, true, "importer marked or reported"},
	{"quantity", "", false, false, "how many (ammunition)"},
	{"unit", "", false, true, "unit of the quantity"},
	{"ownership", "ownership", false, false, "whose ownership mark the item bears"},
	{"role", "role", false, false, "what the item is in the occurrence: seized, found, State-owned …"},
	{"event", "event", false, false, "what happened: register, sale, loss, theft, seizure …"},
	{"date", "", false, false, "when it happened"},
	{"reported", "", false, false, "when it was reported"},
	{"state", "country", false, false, "State under whose law it happened"},
	{"place", "", false, true, "place as written"},
	{"region", "region", false, false, "region of the State"},
	{"station", "", false, true, "police station or office"},
	{"latitude", "", false, false, "degrees north, WGS 84"},
	{"longitude", "", false, false, "degrees east, WGS 84"},
	{"location", "location", false, false, "territory, border, airport, harbour, post"},
	{"document", "", false, true, "licence, invoice or case number"},
	{"control", "", false, true, "the source's own number of the item"},
	{"keeper", "", false, true, "record keeper who reports"},
	{"holder", "", false, true, "body that holds the item: dealer, force, museum; not a person"},
	{"authority", "", false, true, "authority that acted"},
	{"offence", "offence", true, false, "suspected offences"},
	{"context", "context", false, false, "criminal, administrative"},
	{"conveyance", "conveyance", false, false, "means of transport"},
	{"concealment", "concealment", false, false, "how it was hidden"},
	{"note", "", false, true, "remarks"},
}

// FieldNamed gives a field by name.
func FieldNamed(name string) (Field, bool) {
	i := slices.IndexFunc(fields, func(f Field) bool { return f.Name == name })
	if i < 0 {
		return Field{}, false
	}
	return fields[i], true
}

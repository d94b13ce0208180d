package importer

import "slices"

// Field is something a column can mean. Pages show its name by the message
// catalogue (key "import.field." and the name); About is for the command line.
type Field struct {
	Name  string
	List  string // code list its cells are coded by; "" for none
	Many  bool   // a cell may hold several values
	About string
}

// Fields lists every field there is, in the order a person would fill them.
// A target takes some of them.
func Fields() []Field { return slices.Clone(fields) }

var fields = []Field{
	{"make", "make", false, "maker of the item"},
	{"model", "model", false, "model"},
	{"calibre", "calibre", false, "calibre as written"},
	{"type", "type", false, "type: pistol, revolver, rifle …"},
	{"kind", "kind", false, "firearm, part, ammunition or replica"},
	{"part", "part", false, "which essential part"},
	{"action", "action", false, "action: semi-automatic, bolt …"},
	{"origin", "origin", false, "industrial, craft, converted …"},
	{"bore", "", false, "smooth or rifled, where the source has a column for it"},
	{"serial", "", false, "serial number as written; several columns are joined by a blank"},
	{"marking", "mark-status", false, "what is said of the marks: unique, erased, none …"},
	{"year", "", false, "year of manufacture"},
	{"country", "country", false, "country of manufacture"},
	{"importer", "make", false, "importer marked or reported"},
	{"quantity", "", false, "how many (ammunition)"},
	{"unit", "", false, "unit of the quantity"},
	{"ownership", "ownership", false, "whose ownership mark the item bears"},
	{"role", "role", false, "what the item is in the occurrence: seized, found, State-owned …"},
	{"event", "event", false, "what happened: register, sale, loss, theft, seizure …"},
	{"date", "", false, "when it happened"},
	{"reported", "", false, "when it was reported"},
	{"state", "country", false, "State under whose law it happened"},
	{"place", "", false, "place as written"},
	{"region", "region", false, "region of the State"},
	{"station", "", false, "police station or office"},
	{"latitude", "", false, "degrees north, WGS 84"},
	{"longitude", "", false, "degrees east, WGS 84"},
	{"location", "location", false, "territory, border, airport, harbour, post"},
	{"document", "", false, "licence, invoice or case number"},
	{"control", "", false, "the source's own number of the item"},
	{"keeper", "", false, "record keeper who reports"},
	{"holder", "", false, "body that holds the item: dealer, force, museum; not a person"},
	{"authority", "", false, "authority that acted"},
	{"offence", "offence", true, "suspected offences"},
	{"context", "context", false, "criminal, administrative"},
	{"conveyance", "conveyance", false, "means of transport"},
	{"concealment", "concealment", false, "how it was hidden"},
	{"note", "", false, "remarks"},
}

// FieldNamed gives a field by name.
func FieldNamed(name string) (Field, bool) {
	i := slices.IndexFunc(fields, func(f Field) bool { return f.Name == name })
	if i < 0 {
		return Field{}, false
	}
	return fields[i], true
}

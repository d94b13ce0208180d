package importer

import "slices"

// Field is something a column can mean. Pages show its name by the message
// catalogue (key "import.field." and the name); About is for the command line.
type Field struct {
	Name  string
	List  string // code list its cells are coded by; "" for none
	Many  bool   // a cell may hold several values
	About string

	// Personal cells go to the persons' file alone, where each reading has a
	// purpose: they are never kept beside the row nor named in a report.
	Personal bool
}

// Fields lists every field there is, in the order a person would fill them.
// A target takes some of them.
func Fields() []Field { return slices.Clone(fields) }

var fields = []Field{
	{"make", "make", false, "maker of the item", false},
	{"model", "model", false, "model", false},
	{"calibre", "calibre", false, "calibre as written", false},
	{"type", "type", false, "type: pistol, revolver, rifle …", false},
	{"kind", "kind", false, "firearm, part, ammunition or replica", false},
	{"part", "part", false, "which essential part", false},
	{"action", "action", false, "action: semi-automatic, bolt …", false},
	{"origin", "origin", false, "industrial, craft, converted …", false},
	{"bore", "", false, "smooth or rifled, where the source has a column for it", false},
	{"serial", "", false, "serial number as written; several columns are joined by a blank", false},
	{"tag", "", false, "radio tag or two-dimensional code, as the reader gave it", false},
	{"marking", "mark-status", false, "what is said of the marks: unique, erased, none …", false},
	{"year", "", false, "year of manufacture", false},
	{"country", "country", false, "country of manufacture", false},
	{"importer", "make", false, "importer marked or reported", false},
	{"quantity", "", false, "how many (ammunition)", false},
	{"unit", "", false, "unit of the quantity", false},
	{"ownership", "ownership", false, "whose ownership mark the item bears", false},
	{"role", "role", false, "what the item is in the occurrence: seized, found, State-owned …", false},
	{"event", "event", false, "what happened: register, sale, loss, theft, seizure …", false},
	{"date", "", false, "when it happened", false},
	{"reported", "", false, "when it was reported", false},
	{"state", "country", false, "State under whose law it happened", false},
	{"place", "", false, "place as written", false},
	{"region", "region", false, "region of the State", false},
	{"station", "", false, "police station or office", false},
	{"latitude", "", false, "degrees north, WGS 84", false},
	{"longitude", "", false, "degrees east, WGS 84", false},
	{"location", "location", false, "territory, border, airport, harbour, post", false},
	{"document", "", false, "licence, invoice or case number", false},
	{"control", "", false, "the source's own number of the item", false},
	{"keeper", "", false, "record keeper who reports", false},
	{"holder", "", false, "body that holds the item: dealer, force, museum; not a person", false},
	{"owner", "", false, "name of the natural person who holds the item", true},
	{"owner-document", "", false, "number of the owner's document or licence", true},
	{"owner-born", "", false, "owner's date of birth", true},
	{"owner-sex", "", false, "owner's sex", true},
	{"owner-address", "", false, "owner's address", true},
	{"authority", "", false, "authority that acted", false},
	{"offence", "offence", true, "suspected offences", false},
	{"context", "context", false, "criminal, administrative", false},
	{"conveyance", "conveyance", false, "means of transport", false},
	{"concealment", "concealment", false, "how it was hidden", false},
	{"note", "", false, "remarks", false},
}

// FieldNamed gives a field by name.
func FieldNamed(name string) (Field, bool) {
	i := slices.IndexFunc(fields, func(f Field) bool { return f.Name == name })
	if i < 0 {
		return Field{}, false
	}
	return fields[i], true
}

package focalpoint

// Place is where something happened: text as reported, codes where known, and
// a point on the map. LocationKind answers the questionnaire's "by location".
type Place struct {
	Text     string       `json:"text,omitempty"`
	Country  Country      `json:"country,omitempty"`
	Region   string       `json:"region,omitempty"` // code of the State's own list, or ISO 3166-2
	Unit     string       `json:"unit,omitempty"`   // police station or office, as reported
	Location LocationKind `json:"location,omitempty"`
	Lat      float64      `json:"lat,omitempty"` // degrees, WGS 84
	Lon      float64      `json:"lon,omitempty"`
	HasPoint bool         `json:"point,omitempty"` // Lat and Lon were reported
}

// IsZero says whether nothing at all was reported.
func (p Place) IsZero() bool { return p == Place{} }

// LocationKind says at what sort of place items were seized.
type LocationKind string

// Kinds of location (illicit arms flows questionnaire, "by location").
const (
	LocationTerritory LocationKind = "territory"
	LocationBorder    LocationKind = "land-border"
	LocationAir       LocationKind = "air"
	LocationSea       LocationKind = "sea"
	LocationPost      LocationKind = "post" // counted under "other" by the questionnaire
	LocationOther     LocationKind = "other"
	LocationUnknown   LocationKind = "unknown"
)

// Ref names a party to an event: by the directory, by the persons' file, or as
// text where the source knew no more.
type Ref struct {
	Party   PartyID  `json:"party,omitempty"`
	Person  PersonID `json:"person,omitempty"`
	Name    string   `json:"name,omitempty"` // as reported; personal names go to the persons' file instead
	Country Country  `json:"country,omitempty"`
}

// IsZero says whether no party was reported.
func (r Ref) IsZero() bool { return r == Ref{} }

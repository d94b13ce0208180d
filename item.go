package focalpoint

// ItemKind is the first axis of classification: what sort of thing it is.
// The axes are never mixed into one list.
type ItemKind string

// Kinds of item.
const (
	Firearm    ItemKind = "firearm"
	Part       ItemKind = "part"
	Ammunition ItemKind = "ammunition"
	// Replica is a thing that only looks like a firearm; it is recorded, not counted.
	Replica ItemKind = "replica"
	// OtherItem is something else a source keeps in the same file (a knife, a
	// crossbow, a sight); it is recorded, never counted.
	OtherItem ItemKind = "other"
)

// FirearmType is the type axis of the illicit arms flows questionnaire,
// together with kinds that fold into it (see catalogue list "type").
type FirearmType string

// Types of the questionnaire. Finer types live in the catalogue and name one
// of these as their class.
const (
	TypePistol        FirearmType = "pistol"
	TypeRevolver      FirearmType = "revolver"
	TypeRifle         FirearmType = "rifle"
	TypeShotgun       FirearmType = "shotgun"
	TypeSubmachineGun FirearmType = "submachine-gun"
	TypeMachineGun    FirearmType = "machine-gun"
	TypeOther         FirearmType = "other"
	TypeUnknown       FirearmType = "unknown"
)

// Role is what an item is in the occurrence it was recorded for. Only the
// first three are counted as seized, found or surrendered arms.
type Role string

// Roles of an item.
const (
	RoleSeized          Role = "seized"
	RoleFound           Role = "found"
	RoleSurrendered     Role = "surrendered"
	RoleStateOwned      Role = "state-owned"      // sent for examination by police or armed forces
	RoleLawfulOwner     Role = "lawful-owner"     // taken in with its lawful owner's papers
	RoleRecoveredStolen Role = "recovered-stolen" // a lawful owner's, found again
	RoleEvidenceOnly    Role = "evidence-only"
	RoleRegistered      Role = "registered" // known from a register only
	RoleReportedLost    Role = "reported-lost"
	RoleReportedStolen  Role = "reported-stolen"
)

// Status is where an item stands in its life, as the latest event leaves it.
type Status string

// Statuses of an item.
const (
	StatusLawful      Status = "lawful"      // in lawful possession on record
	StatusLost        Status = "lost"        //
	StatusStolen      Status = "stolen"      //
	StatusHeld        Status = "held"        // seized, found or surrendered and held by an authority
	StatusForfeited   Status = "forfeited"   //
	StatusDeactivated Status = "deactivated" //
	StatusDestroyed   Status = "destroyed"   //
	StatusExported    Status = "exported"    //
	StatusStateStock  Status = "state-stock" //
	StatusUnknown     Status = "unknown"     // nothing on record says
)

// Origin is how and in which condition an item came to be (questionnaire:
// condition of arms). It is an axis of its own beside the type.
type Origin string

// Origins of an item.
const (
	OriginIndustrial  Origin = "industrial"
	OriginCraft       Origin = "craft"
	OriginPrinted     Origin = "printed" // made by additive manufacture, whole or in essential parts
	OriginAssembled   Origin = "assembled"
	OriginConverted   Origin = "converted"
	OriginReactivated Origin = "reactivated"
	OriginModified    Origin = "modified"
	OriginOther       Origin = "other-illicit"
	OriginUnknown     Origin = "unknown"
)

// MarkStatus says what can be told of an item's marks as a whole
// (questionnaire: arms by marking).
type MarkStatus string

// Mark statuses.
const (
	MarkedUniquely MarkStatus = "unique"
	MarkedNot      MarkStatus = "none"    // never marked
	MarkedErased   MarkStatus = "altered" // erased, altered, over-stamped, removed
	MarkedUnknown  MarkStatus = "unknown"
)

// PartKind names an essential part (Firearms Protocol art. 3 (b)).
type PartKind string

// Essential parts.
const (
	PartFrame     PartKind = "frame" // frame or receiver
	PartBarrel    PartKind = "barrel"
	PartSlide     PartKind = "slide" // slide or cylinder
	PartCylinder  PartKind = "cylinder"
	PartBolt      PartKind = "bolt" // bolt or breech block
	PartModerator PartKind = "moderator"
	PartOther     PartKind = "other"
)

// Description is what a record keeper or officer said an item is. Every cell
// keeps its raw text; codes are filled by the catalogue's coders.
type Description struct {
	Kind     ItemKind          `json:"kind,omitempty"`
	Part     PartKind          `json:"part,omitempty"`
	Make     Coded             `json:"make,omitzero"`
	Model    Coded             `json:"model,omitzero"`
	Calibre  Coded             `json:"calibre,omitzero"`
	Type     Coded             `json:"type,omitzero"`
	Action   Coded             `json:"action,omitzero"`
	Origin   Coded             `json:"origin,omitzero"`
	Country  Coded             `json:"country,omitzero"`  // of manufacture
	Importer Coded             `json:"importer,omitzero"` // marked or reported importer, a make code
	Marking  Coded             `json:"marking,omitzero"`  // mark status as reported
	Year     string            `json:"year,omitempty"`    // of manufacture, as reported
	Quantity int64             `json:"quantity,omitempty"`
	Unit     string            `json:"unit,omitempty"`  // of Quantity: "rounds", "boxes", ""
	Extra    map[string]string `json:"extra,omitempty"` // every other cell of the source row, by column name
}

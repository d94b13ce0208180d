package access

import "slices"

// Role is what a user works as. A user may have several.
type Role string

// Roles.
const (
	RoleIntake        Role = "intake"        // police and customs who take in what was seized
	RoleTracing       Role = "tracing"       // tracing officers
	RoleExaminer      Role = "examiner"      // ballistic examiners
	RoleLicensing     Role = "licensing"     // who keep the register
	RoleBorder        Role = "border"        // who check at the border
	RoleAnalyst       Role = "analyst"       // statisticians and analysts
	RoleFocalPoint    Role = "focal-point"   // the head of the focal point and deputies
	RoleInspector     Role = "inspector"     // who checks how data is used
	RoleAdministrator Role = "administrator" // who keeps accounts and the installation, not the data
)

// Roles returns every role in the order in which pages show them.
func Roles() []Role {
	return []Role{RoleIntake, RoleTracing, RoleExaminer, RoleLicensing, RoleBorder, RoleAnalyst, RoleFocalPoint, RoleInspector, RoleAdministrator}
}

// Permission is one thing that may be allowed.
type Permission string

// Permissions. Reading items is separate from reading persons.
const (
	ReadItems      Permission = "items.read"
	WriteItems     Permission = "items.write" // events of the register
	WriteSeizures  Permission = "seizures.write"
	ReadSeizures   Permission = "seizures.read"
	WriteTraces    Permission = "traces.write"
	ReadTraces     Permission = "traces.read"
	WriteCases     Permission = "cases.write"
	ReadCases      Permission = "cases.read"
	ReadPersons    Permission = "persons.read"
	UnsealPersons  Permission = "persons.unseal"
	WriteLab       Permission = "lab.write" // exhibits, scans, comparisons, conclusions
	ReadLab        Permission = "lab.read"
	WriteRetention Permission = "retention.write" // the State's own rules of retention
	Import         Permission = "import"
	Review         Permission = "review" // decide the review queue
	WriteDirectory Permission = "directory.write"
	ReadFigures    Permission = "figures.read"
	ApproveFigures Permission = "figures.approve"
	ProposeFigures Permission = "figures.propose" // a figure to be reported in place of the computed one
	ReadLog        Permission = "log.read"
	ReadAccess     Permission = "access.read"
	ManageUsers    Permission = "users.manage"
)

// grants is the policy: which role may do what. It is data in code because a
// State that changes it changes what the program promises.
var grants = map[Role][]Permission{
	RoleIntake:        {ReadItems, WriteSeizures, ReadSeizures, ReadTraces, ReadPersons},
	RoleTracing:       {ReadLab, ReadItems, WriteItems, WriteSeizures, ReadSeizures, WriteTraces, ReadTraces, WriteCases, ReadCases, ReadPersons, Import, Review, WriteDirectory, ReadFigures, ReadLog},
	RoleExaminer:      {WriteLab, ReadLab, ReadItems, ReadSeizures, WriteItems, ReadTraces, ReadCases},
	RoleLicensing:     {ReadItems, WriteItems, ReadPersons, Import, Review, WriteDirectory, ReadFigures},
	RoleBorder:        {ReadItems, WriteSeizures, ReadSeizures, ReadTraces},
	RoleAnalyst:       {ReadItems, ReadSeizures, ReadTraces, ReadCases, Review, ReadFigures, ProposeFigures, Import},
	RoleFocalPoint:    {ReadLab, ReadItems, WriteItems, WriteSeizures, ReadSeizures, WriteTraces, ReadTraces, WriteCases, ReadCases, ReadPersons, UnsealPersons, WriteRetention, Import, Review, WriteDirectory, ReadFigures, ProposeFigures, ApproveFigures, ReadLog},
	RoleInspector:     {ReadLab, ReadItems, ReadSeizures, ReadTraces, ReadCases, ReadFigures, UnsealPersons, ReadPersons, ReadLog, ReadAccess},
	RoleAdministrator: {ManageUsers, ReadLog},
}

// May says whether any of the roles grants the permission.
func May(roles []Role, p Permission) bool {
	for _, r := range roles {
		if slices.Contains(grants[r], p) {
			return true
		}
	}
	return false
}

// Valid says whether r is a role.
func (r Role) Valid() bool { _, ok := grants[r]; return ok }

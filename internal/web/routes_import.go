package web

import (
	"focalpoint/internal/access"
	"focalpoint/internal/importer"
)

// importUpload is the one page that takes a large body.
const importUpload = "POST /imports/new"

// listRoutes are the pages of imports, the review queue, links, the code lists and declarations.
func (s *site) listRoutes() []route {
	return []route{
		{"GET /imports", access.Import, false, s.imports},
		{"GET /imports/new", access.Import, false, s.importNew},
		{importUpload, access.Import, false, s.importReceive},
		{"GET /imports/files/{id}", access.Import, false, s.importFile},
		{"POST /imports/files/{id}", access.Import, false, s.importAct},
		{"GET /imports/{id}", access.Import, false, s.importRun},
		{"GET /review", access.Review, false, s.review},
		{"GET /review/one", access.Review, false, s.reviewOne},
		{"POST /review/one", access.Review, false, s.reviewDecide},
		{"GET /review/decisions", access.Review, false, s.decisions},
		{"GET /links", access.ReadItems, false, s.links},
		{"POST /links", access.WriteItems, false, s.linksFind},
		{"GET /links/held", access.ReadItems, false, s.linksHeld},
		{"GET /links/{id}", access.ReadItems, false, s.link},
		{"POST /links/{id}", access.WriteItems, false, s.linkDecide},
		{"GET /catalogue", access.ReadItems, false, s.codeLists},
		{"GET /catalogue/{list}", access.ReadItems, false, s.codeList},
		{"POST /catalogue/{list}", access.Review, false, s.codeAdd},
		{"POST /returns/{year}/declare", access.ApproveFigures, false, s.declare},
		{"POST /returns/{year}/cells/{cell}", access.ProposeFigures, false, s.override},
	}
}

// bodyLimit bounds what is read of a request, in bytes.
func bodyLimit(pattern string) int64 {
	if pattern == importUpload {
		return importer.MaxUpload + 1<<20 // the file and the rest of the form
	}
	return maxForm
}

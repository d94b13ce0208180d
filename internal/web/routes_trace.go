package web

import "focalpoint/internal/access"

// deskRoutes are the pages of the tracing desk, the directory and custody.
func (s *site) deskRoutes() []route {
	return []route{
		{"GET /traces", access.ReadTraces, false, s.traces},
		{"GET /traces/new", access.WriteTraces, false, s.traceNew},
		{"POST /traces/new", access.WriteTraces, false, s.traceReceive},
		{"POST /traces/run", access.WriteTraces, false, s.traceRun},
		{"GET /traces/{id}", access.ReadTraces, false, s.trace},
		{"POST /traces/{id}/do/{act}", access.WriteTraces, false, s.traceAct},
		{"GET /traces/{id}/request", access.WriteTraces, false, s.traceRequest},
		{"POST /traces/{id}/request", access.WriteTraces, false, s.traceRequestSave},
		{"GET /traces/{id}/report", access.ReadTraces, false, s.traceReport},
		{"GET /traces/{id}/reply", access.ReadTraces, false, s.traceReply},
		{"GET /traces/{id}/hops/{hop}", access.ReadTraces, false, s.hop},
		{"GET /traces/{id}/hops/{hop}/letter", access.ReadTraces, false, s.hopLetter},
		{"POST /traces/{id}/hops/{hop}/{act}", access.WriteTraces, false, s.hopAct},
		{"GET /letters/new", access.WriteTraces, false, s.letterNew},
		{"POST /letters/new", access.WriteTraces, false, s.letterSend},
		{"GET /letters/{reference}", access.ReadTraces, false, s.letterPage},
		{"GET /letters/{reference}/print", access.ReadTraces, false, s.letterPrint},
		{"GET /directory", access.ReadItems, false, s.parties},
		{"GET /directory/new", access.WriteDirectory, false, s.partyNew},
		{"POST /directory/new", access.WriteDirectory, false, s.partySave},
		{"GET /directory/treaties", access.ReadItems, false, s.treaties},
		{"GET /directory/{id}", access.ReadItems, false, s.party},
		{"GET /directory/{id}/edit", access.WriteDirectory, false, s.partyEdit},
		{"POST /directory/{id}/edit", access.WriteDirectory, false, s.partySave},
		{"POST /directory/{id}/task", access.WriteTraces, false, s.taskGive},
		{"GET /tasks", access.ReadTraces, false, s.tasks},
		{"POST /tasks/{id}/{act}", access.WriteTraces, false, s.taskAct},
		{"POST /items/{id}/apart", access.WriteItems, false, s.itemApart},
		{"POST /items/{id}/move", access.WriteSeizures, false, s.itemMove},
	}
}

package web

import (
	"mime/multipart"
	"net/http"
	"net/url"
	"strconv"
	"strings"

	"focalpoint"
	"focalpoint/internal/ledger"
	"focalpoint/internal/trace"
	"focalpoint/mark"
)

// traceStepFunc does one thing to a trace: base is the version the reader saw.
type traceStepFunc func(rq *request, id focalpoint.TraceID, base int64, f form) (trace.Version, error)

// traceActs are the buttons of the page of a trace, by the last part of the address.
func (s *site) traceActs() map[string]traceStepFunc {
	by := func(rq *request) focalpoint.UserID { return rq.User.ID }
	return map[string]traceStepFunc{
		"choose": func(rq *request, id focalpoint.TraceID, base int64, f form) (trace.Version, error) {
			switch item := f.get("item"); item {
			case "none":
				return s.Traces.ChooseNone(rq.R.Context(), by(rq), id, base, f.get("reason"))
			case "several":
				return s.Traces.ChooseSeveral(rq.R.Context(), by(rq), id, base, f.get("reason"))
			case "":
				return trace.Version{}, focalpoint.Invalid("web.trace", "item", "choose one of the candidates, none or several")
			default:
				return s.Traces.Choose(rq.R.Context(), by(rq), id, base, focalpoint.ItemID(item), f.get("reason"))
			}
		},
		"read": s.traceRead,
		"again": func(rq *request, id focalpoint.TraceID, _ int64, _ form) (trace.Version, error) {
			v, err := s.Traces.Get(rq.R.Context(), id)
			if err != nil {
				return v, err
			}
			_, err = s.Traces.Run(rq.R.Context(), by(rq), v.Doc.Item)
			return v, err
		},
		"establish": func(rq *request, id focalpoint.TraceID, base int64, f form) (trace.Version, error) {
			return s.Traces.Establish(rq.R.Context(), by(rq), id, base, trace.Established{Ground: f.get("ground"), Authority: s.ref(rq, f.get("authority")),
				Diversion: trace.Diversion{Way: f.get("way"), Between: focalpoint.Date(f.get("between")), State: focalpoint.Country(f.get("state")), Place: focalpoint.Place{Text: f.get("place")}, Note: f.get("note")}})
		},
		"followup": func(rq *request, id focalpoint.TraceID, base int64, f form) (trace.Version, error) {
			to, err := s.findParty(rq, "to", f.get("to"))
			if err != nil {
				return trace.Version{}, err
			}
			return s.Traces.Decide(rq.R.Context(), by(rq), id, base, trace.FollowUp{Choice: trace.FollowUpChoice(f.get("choice")), Case: focalpoint.CaseID(f.get("case")),
				To: to, Due: focalpoint.Date(f.get("due")), Reason: f.get("reason"), Outcome: f.get("outcome")})
		},
		"mark": func(rq *request, id focalpoint.TraceID, base int64, f form) (trace.Version, error) {
			return s.Traces.Mark(rq.R.Context(), by(rq), id, base, trace.Decision(f.get("what")), f.get("reason"))
		},
		"duplicate": func(rq *request, id focalpoint.TraceID, base int64, f form) (trace.Version, error) {
			return s.Traces.Duplicate(rq.R.Context(), by(rq), id, base, focalpoint.TraceID(f.get("of")))
		},
		"case": func(rq *request, id focalpoint.TraceID, base int64, f form) (trace.Version, error) {
			return s.Traces.SetCase(rq.R.Context(), by(rq), id, base, focalpoint.CaseID(f.get("case")))
		},
		"close": func(rq *request, id focalpoint.TraceID, base int64, f form) (trace.Version, error) {
			return s.Traces.Close(rq.R.Context(), by(rq), id, base, f.get("reason"))
		},
		"reopen": func(rq *request, id focalpoint.TraceID, base int64, f form) (trace.Version, error) {
			return s.Traces.Reopen(rq.R.Context(), by(rq), id, base, f.get("reason"))
		},
		"acknowledge": func(rq *request, id focalpoint.TraceID, base int64, f form) (trace.Version, error) {
			return s.Traces.AcknowledgeIncoming(rq.R.Context(), by(rq), id, base, f.get("more"))
		},
		"respond": func(rq *request, id focalpoint.TraceID, base int64, f form) (trace.Version, error) {
			return s.Traces.Respond(rq.R.Context(), by(rq), id, base, trace.Reply{Text: f.get("text"), Holder: f.get("holder") != "", Refusal: f.get("refusal"), Limits: f.get("limits")})
		},
	}
}

// traceAct takes a form of the page of a trace. "ask" leads to the page of the
// new question, everything else back to the trace.
func (s *site) traceAct(rq *request) error {
	f, base, err := rq.posted()
	if err != nil {
		return err
	}
	id, act := focalpoint.TraceID(rq.R.PathValue("id")), rq.R.PathValue("act")
	var v trace.Version
	var hop focalpoint.HopID
	if act == "ask" {
		var to trace.Addressee
		if to, err = s.addressee(rq, f); err == nil {
			v, hop, err = s.Traces.Ask(rq.R.Context(), rq.User.ID, id, base, to, f.get("language"))
		}
	} else if do, ok := s.traceActs()[act]; ok {
		v, err = do(rq, id, base, f)
	} else {
		return focalpoint.Errorf("web.trace", focalpoint.KindNotFound, "there is no button %q", act)
	}
	switch {
	case err != nil:
		return s.traceMend(rq, id, f, err)
	case hop != "":
		return rq.redirect("/traces/" + string(v.Doc.ID) + "/hops/" + string(hop) + "?done=saved")
	}
	return rq.redirect("/traces/" + string(id) + "?done=saved")
}

// traceMend shows the trace again with what must be mended; other errors go on.
func (s *site) traceMend(rq *request, id focalpoint.TraceID, f form, err error) error {
	if !mendable(err) {
		return err
	}
	v, gerr := s.Traces.Get(rq.R.Context(), id)
	if gerr != nil {
		return gerr
	}
	return s.showTrace(rq, status(err), v, fieldSet{values: f.values, Sent: rq.R.PathValue("act")}, rq.deskErrors(err))
}

// mendable says whether the reader can mend what is wrong.
func mendable(err error) bool {
	switch focalpoint.KindOf(err) {
	case focalpoint.KindInvalid, focalpoint.KindConflict, focalpoint.KindIncomplete, focalpoint.KindNotFound:
		return true
	}
	return false
}

// deskErrors writes findings of the rooms behind these pages: by their own key,
// by the field they name, else as they stand.
func (rq *request) deskErrors(err error) []fieldError {
	list := focalpoint.FieldErrors(err)
	if len(list) == 0 {
		return []fieldError{{"", rq.P.Said(err.Error())}}
	}
	var out []fieldError
	for _, e := range list {
		field := strings.NewReplacer(".", "-", "[", "-", "]", "").Replace(e.Field)
		name, key := rq.fieldName(e.Field), "traces.err-"+field
		switch {
		case e.Key != "" && rq.P.Has(e.Key):
			out = append(out, fieldError{name, rq.P.T(e.Key, e.Args...)})
		case e.Op == "ledger.Insert" && e.Kind == focalpoint.KindConflict:
			out = append(out, fieldError{"", rq.P.T("web.error-conflict")})
		case rq.P.Has(key):
			out = append(out, fieldError{"", rq.P.T(key)})
		case e.Kind == focalpoint.KindIncomplete:
			out = append(out, fieldError{name, rq.P.T("traces.err-missing")})
		default:
			out = append(out, fieldError{name, rq.sentence(e)})
		}
	}
	return out
}

// fieldName is the name of a field of a request in the reader's language.
func (rq *request) fieldName(field string) string {
	if key := "trace.field." + strings.TrimPrefix(field, "request."); rq.P.Has(key) {
		return rq.P.T(key)
	}
	return rq.place(field)
}

// posted reads a form, with or without files, and the version it was made from.
func (rq *request) posted() (form, int64, error) {
	if err := rq.R.ParseMultipartForm(8 << 20); err != nil && err != http.ErrNotMultipart {
		return form{}, 0, err
	}
	f := form{values: rq.R.PostForm}
	if f.values == nil {
		f.values = url.Values{}
	}
	base, err := strconv.ParseInt(f.get("base"), 10, 64)
	if f.get("base") != "" && err != nil {
		return f, 0, focalpoint.Invalid("web", "base", "%q is no version; open the page again", f.get("base"))
	}
	return f, base, nil
}

// addressee reads whom a question goes to: an entry of the directory, or a name
// with its kind and State.
func (s *site) addressee(rq *request, f form) (trace.Addressee, error) {
	party, err := s.findParty(rq, "to.party", f.get("party"))
	if err != nil || party != "" {
		return trace.Addressee{Party: party, Kind: trace.AddresseeKind(f.get("as"))}, err
	}
	return trace.Addressee{Name: f.get("name"), Kind: trace.AddresseeKind(f.get("kind")), Country: focalpoint.Country(f.get("country"))}, nil
}

// ref reads a party: the number of one in the directory, else a name.
func (s *site) ref(rq *request, text string) focalpoint.Ref {
	if focalpoint.IDPrefix(text) == focalpoint.PrefixParty {
		if v, err := s.Directory.Get(rq.R.Context(), focalpoint.PartyID(text)); err == nil {
			return v.Doc.Ref()
		}
	}
	return focalpoint.Ref{Name: text}
}

// traceRead records a new reading of a mark, as an examiner's event in the
// item's life, and runs the home trace again.
func (s *site) traceRead(rq *request, id focalpoint.TraceID, _ int64, f form) (trace.Version, error) {
	ctx := rq.R.Context()
	v, err := s.Traces.Get(ctx, id)
	if err != nil {
		return v, err
	}
	it, err := s.Register.Item(ctx, v.Doc.Item)
	if err != nil {
		return v, err
	}
	m := focalpoint.Mark{Kind: focalpoint.MarkSerial, Reading: f.get("reading"), Read: f.get("method"), Condition: focalpoint.ConditionRestored}
	if n, err := strconv.Atoi(f.get("mark")); err == nil && n >= 0 && n < len(it.Marks) {
		old := it.Marks[n]
		m.Kind, m.Text, m.Position, m.Method = old.Kind, old.Text, old.Position, old.Method
	}
	if _, err := mark.Parse(m.Reading); m.Reading == "" || err != nil {
		return v, focalpoint.Invalid("web.trace", "reading", "write what can be read now, in the mark notation")
	}
	e := focalpoint.Event{Item: v.Doc.Item, Kind: focalpoint.EventExamine, Happened: focalpoint.DateOf(s.Log.Now()), State: s.Traces.Policy().Home, Method: m.Read, Marks: []focalpoint.Mark{m}, Document: string(id), Note: f.get("note")}
	_, err = s.Log.Write(ctx, ledger.Entry{Actor: rq.User.ID, Action: "item.examine", Subject: string(v.Doc.Item)}, func(tx *ledger.Tx) error {
		_, err := s.Register.Record(ctx, tx, e)
		return err
	})
	if err != nil {
		return v, err
	}
	_, err = s.Traces.Run(ctx, rq.User.ID, v.Doc.Item)
	return v, err
}

// storeLetters keeps the files that came with a form and returns their digests.
func (s *site) storeLetters(rq *request, field string) ([]string, error) {
	if rq.R.MultipartForm == nil {
		return nil, nil
	}
	var out []string
	for _, h := range rq.R.MultipartForm.File[field] {
		if h.Size == 0 {
			continue
		}
		sha, err := s.storeLetter(rq, h)
		if err != nil {
			return nil, err
		}
		out = append(out, sha)
	}
	return out, nil
}

func (s *site) storeLetter(rq *request, h *multipart.FileHeader) (string, error) {
	file, err := h.Open()
	if err != nil {
		return "", err
	}
	defer file.Close()
	info, err := s.Files.Put(rq.R.Context(), rq.User.ID, h.Filename, file)
	return info.SHA, err
}

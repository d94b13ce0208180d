package web

import (
	"encoding/json"
	"mime/multipart"
	"net/http"
	"net/url"
	"slices"
	"strconv"
	"strings"

	"focalpoint"
	"focalpoint/internal/seizure"
)

// seizureForm is the page of the form: what was typed, and what the lists offer.
type seizureForm struct {
	fieldSet
	Action     string
	ID         focalpoint.SeizureID
	Base       int64
	Draft      string
	Errors     []fieldError
	Duplicates []seizure.Duplicate
	Lists      map[string][]choice
	Countries  []choice
}

// fieldSet is a form, or one block of it, as a template reads it.
type fieldSet struct {
	values url.Values
	Prefix string
	Index  int
	Sent   string // which form of the page was sent, where it has several
}

// V is the value of a field.
func (f fieldSet) V(name string) string { return f.values.Get(f.Prefix + name) }

// Of is the value of a field when the form that was sent is the one named: a page
// with several forms shows what was typed only where it was typed.
func (f fieldSet) Of(sent, name string) string {
	if f.Sent != sent {
		return ""
	}
	return f.V(name)
}

// AllOf is Of for a field that may have several values.
func (f fieldSet) AllOf(sent, name string) []string {
	if f.Sent != sent {
		return nil
	}
	return f.All(name)
}

// Is says whether a field holds a value, also among several.
func (f fieldSet) Is(name, value string) bool {
	return slices.Contains(f.values[f.Prefix+name], value)
}

// All are the values of a field that may have several.
func (f fieldSet) All(name string) []string { return f.values[f.Prefix+name] }

// Blocks are the blocks of a name that hold something, at least min of them.
func (f fieldSet) Blocks(name string, min int) []fieldSet {
	var out []fieldSet
	for _, b := range (form{f.values, f.Prefix}).blocks(name) {
		out = append(out, fieldSet{values: f.values, Prefix: b.prefix, Index: len(out)})
	}
	for len(out) < min {
		out = append(out, fieldSet{values: f.values, Prefix: f.Prefix + name + "." + strconv.Itoa(next(out)) + ".", Index: len(out)})
	}
	return out
}

func next(have []fieldSet) int {
	n := 0
	for _, b := range have {
		parts := strings.Split(strings.TrimSuffix(b.Prefix, "."), ".")
		if i, err := strconv.Atoi(parts[len(parts)-1]); err == nil && i >= n {
			n = i + 1
		}
	}
	return n
}

// Blank is an empty block for scripts to copy; NAME in the numbers' place.
func (f fieldSet) Blank(name, singular string) fieldSet {
	return fieldSet{values: url.Values{}, Prefix: f.Prefix + name + ".__" + singular + "__."}
}

func (s *site) seizureNew(rq *request) error {
	v := url.Values{}
	draft := rq.R.URL.Query().Get("draft")
	if draft != "" {
		d, err := s.Seizures.Draft(rq.R.Context(), rq.User.ID, draft)
		if err != nil {
			return err
		}
		if err := json.Unmarshal(d.Body, &v); err != nil {
			return focalpoint.Errorf("web.seizure", focalpoint.KindInvalid, "the draft cannot be read; start a new one")
		}
	}
	return s.showSeizureForm(rq, http.StatusOK, seizureForm{fieldSet: fieldSet{values: v}, Draft: draft})
}

func (s *site) seizureEdit(rq *request) error {
	v, err := s.Seizures.Get(rq.R.Context(), focalpoint.SeizureID(rq.R.PathValue("id")))
	if err != nil {
		return err
	}
	return s.showSeizureForm(rq, http.StatusOK, seizureForm{fieldSet: fieldSet{values: writeSeizure(&v.Doc)}, ID: focalpoint.SeizureID(v.ID), Base: v.Version})
}

func (s *site) showSeizureForm(rq *request, status int, f seizureForm) error {
	f.Action = "/seizures/new"
	title := rq.P.T("web.seizure-new")
	if f.ID != "" {
		f.Action = "/seizures/" + string(f.ID) + "/edit"
		title = rq.P.T("web.seizure-edit")
	}
	f.Lists = map[string][]choice{}
	for _, list := range []string{"location", "offence", "conveyance", "concealment", "kind", "part", "origin", "action", "mark-kind", "mark-condition", "goods", "sex", "ownership", "previous-status", "person-stage"} {
		f.Lists[list] = s.choices(rq.P, list)
	}
	f.Lists["type"] = s.allChoices(rq.P, "type")
	for _, c := range []focalpoint.LegalContext{focalpoint.ContextCriminal, focalpoint.ContextAdministrative, focalpoint.ContextUnknown} {
		f.Lists["context"] = append(f.Lists["context"], choice{string(c), rq.P.T("web.context-" + string(c))})
	}
	for _, r := range seizure.Roles() {
		f.Lists["role"] = append(f.Lists["role"], choice{string(r), s.codeName(rq.P, "role", string(r))})
	}
	for _, r := range seizure.InvolvedRoles() {
		f.Lists["involved"] = append(f.Lists["involved"], choice{string(r), rq.P.T("web.involved-" + string(r))})
	}
	f.Countries = s.countries(rq.P)
	return s.render(rq, status, "seizure_form", title, f)
}

// seizureSave takes the form: adds or removes a block for readers without
// scripts, or saves.
func (s *site) seizureSave(rq *request) error {
	if err := rq.R.ParseMultipartForm(8 << 20); err != nil && err != http.ErrNotMultipart {
		return err
	}
	v := rq.R.PostForm
	id := focalpoint.SeizureID(rq.R.PathValue("id"))
	base, _ := strconv.ParseInt(v.Get("base"), 10, 64) // the room refuses a change without its base
	f := seizureForm{fieldSet: fieldSet{values: v}, ID: id, Base: base, Draft: v.Get("draft")}
	if changed := reshape(v); changed {
		return s.showSeizureForm(rq, http.StatusOK, f)
	}
	if err := s.storePhotos(rq, v); err != nil {
		if focalpoint.KindOf(err) == focalpoint.KindInternal {
			return err
		}
		f.Errors = rq.fieldErrors(err)
		return s.showSeizureForm(rq, http.StatusUnprocessableEntity, f)
	}
	saved, err := s.saveSeizure(rq, id, base, v)
	if dup := seizure.AsDuplicates(err); dup != nil {
		f.Duplicates = dup
		return s.showSeizureForm(rq, http.StatusConflict, f)
	}
	switch focalpoint.KindOf(err) {
	case focalpoint.KindInvalid, focalpoint.KindConflict:
		if err != nil {
			f.Errors = rq.fieldErrors(err)
			return s.showSeizureForm(rq, status(err), f)
		}
	}
	if err != nil {
		return err
	}
	return rq.redirect("/seizures/" + string(saved.ID) + "?done=saved")
}

func (s *site) saveSeizure(rq *request, id focalpoint.SeizureID, base int64, v url.Values) (*seizure.Saved, error) {
	sz, fresh, err := parseSeizure(s.codeStates(v))
	if err != nil {
		return nil, err
	}
	if id != "" {
		have, err := s.Seizures.Get(rq.R.Context(), id)
		if err != nil {
			return nil, err
		}
		keepSeen(&have.Doc, &sz)
	}
	check := sz // persons who are not on record yet are checked below
	check.Persons = nil
	check.Clean()
	if err := s.Seizures.Validate(check); err != nil {
		return nil, err
	}
	for _, n := range fresh {
		if err := n.person.Check(); err != nil {
			return nil, err
		}
	}
	for _, n := range fresh {
		pid, _, err := s.Persons.Save(rq.R.Context(), rq.User.ID, "", 0, n.person, "")
		if err != nil {
			return nil, err
		}
		sz.Persons[n.at].Person = pid
		v.Set(personField(v, n.at), string(pid)) // a second try does not make them twice
	}
	return s.Seizures.Save(rq.R.Context(), rq.User.ID, seizure.Input{ID: id, Base: base, Reason: strings.TrimSpace(v.Get("reason")), Draft: v.Get("draft"), Seizure: sz})
}

// personField names the field of the nth person block that was written in.
func personField(v url.Values, n int) string {
	at := 0
	for _, b := range (form{values: v}).blocks("persons") {
		if b.get("id") == "" && b.get("name") == "" && b.get("born") == "" {
			continue
		}
		if at == n {
			return b.prefix + "id"
		}
		at++
	}
	return "persons.0.id"
}

// reshape adds or removes a block as a button asked; it says whether one did.
func reshape(v url.Values) bool {
	if add := v.Get("add"); add != "" { // "items", "goods", "items.0.marks": a new empty block at the end
		prefix, name := "", add
		if i := strings.LastIndexByte(add, '.'); i >= 0 {
			prefix, name = add[:i+1], add[i+1:]
		}
		blocks := fieldSet{values: v, Prefix: prefix}.Blocks(name, 0)
		v.Set(prefix+name+"."+strconv.Itoa(next(blocks))+".shown", "1")
		v.Del("add")
		return true
	}
	if remove := v.Get("remove"); remove != "" { // "items.0"
		for k := range v {
			if strings.HasPrefix(k, remove+".") {
				v.Del(k)
			}
		}
		v.Del("remove")
		return true
	}
	return false
}

// storePhotos keeps the pictures that came with the form and names them by
// their digests in its fields.
func (s *site) storePhotos(rq *request, v url.Values) error {
	if rq.R.MultipartForm == nil {
		return nil
	}
	var wrong focalpoint.Fields
	for field, files := range rq.R.MultipartForm.File {
		target, ok := strings.CutSuffix(field, ".photos")
		if !ok {
			continue
		}
		for _, h := range files {
			if err := s.storePhoto(rq, v, target, h, &wrong); err != nil {
				return err
			}
		}
	}
	return wrong.Err("web.photos")
}

func (s *site) storePhoto(rq *request, v url.Values, target string, h *multipart.FileHeader, wrong *focalpoint.Fields) error {
	if h.Size == 0 {
		return nil
	}
	file, err := h.Open()
	if err != nil {
		return err
	}
	defer file.Close()
	info, err := s.Files.Put(rq.R.Context(), rq.User.ID, h.Filename, file)
	if err != nil {
		if focalpoint.KindOf(err) == focalpoint.KindInternal {
			return err
		}
		wrong.Add(target+".photos", "%s: %v", h.Filename, err)
		return nil
	}
	v.Add(target+".photo", info.SHA)
	return nil
}

// seizureDraft keeps what is typed, for the script that sends it now and then.
func (s *site) seizureDraft(rq *request) error {
	f, _, err := rq.posted()
	if err != nil {
		return err
	}
	v := f.values
	if err := s.storePhotos(rq, v); err != nil {
		return err
	}
	byButton := v.Get("do") == "draft" // without scripts the button sends the whole form
	v.Del("do")
	body, err := json.Marshal(v)
	if err != nil {
		return err
	}
	title := strings.TrimSpace(v.Get("happened") + " " + v.Get("place"))
	id, err := s.Seizures.SaveDraft(rq.R.Context(), rq.User.ID, v.Get("draft"), title, body)
	if err != nil {
		return err
	}
	if byButton {
		return rq.redirect("/seizures?done=saved")
	}
	rq.W.Header().Set("Content-Type", "application/json")
	return json.NewEncoder(rq.W).Encode(map[string]string{"draft": id})
}

// draftDrop throws one of the reader's own drafts away.
func (s *site) draftDrop(rq *request) error {
	if err := s.Seizures.DropDraft(rq.R.Context(), rq.User.ID, rq.R.PathValue("id")); err != nil {
		return err
	}
	return rq.redirect("/seizures?done=saved")
}

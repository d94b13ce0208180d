package web

import (
	"focalpoint"
	"focalpoint/internal/ledger"
	"focalpoint/internal/person"
)

// stageAdd enters that a person was suspected, prosecuted, convicted or acquitted.
func (s *site) stageAdd(rq *request) error {
	f, _, err := rq.posted()
	if err != nil {
		return err
	}
	id := focalpoint.PersonID(rq.R.PathValue("id"))
	e := person.StageEntry{Person: id, Stage: person.Stage(f.get("stage")), Happened: focalpoint.Date(f.get("happened")), Case: focalpoint.CaseID(f.get("case")), Seizure: focalpoint.SeizureID(f.get("seizure")),
		Offences: f.chosenAll("offences"), Authority: s.ref(rq, f.get("authority")), Document: f.get("document")}
	for _, text := range splitNames(f.get("offence-other")) {
		e.Offences = append(e.Offences, focalpoint.Raw(text))
	}
	if err = s.matter(rq, e); err == nil {
		_, err = s.Log.Write(rq.R.Context(), ledger.Entry{Actor: rq.User.ID, Action: "person.stages", Subject: string(id)}, func(tx *ledger.Tx) error {
			_, err := s.Persons.AddStages(rq.R.Context(), tx, s.Codes, []person.StageEntry{e})
			return err
		})
	}
	if err != nil {
		return s.personMend(rq, personData{fieldSet: fieldSet{values: f.values, Sent: "stage"}}, err)
	}
	return rq.redirect("/persons/" + string(id) + "?done=saved#stages")
}

// matter checks that the case and the seizure a stage names are on record.
func (s *site) matter(rq *request, e person.StageEntry) error {
	var wrong focalpoint.Fields
	missing := func(field, id string, err error) error {
		if focalpoint.KindOf(err) != focalpoint.KindNotFound || err == nil {
			return err
		}
		wrong = append(wrong, &focalpoint.Error{Kind: focalpoint.KindInvalid, Field: field, Key: "casework.err.id", Args: []any{"id", id}, Msg: rq.P.T("casework.err.id", "id", id)})
		return nil
	}
	if e.Case != "" {
		_, err := s.Cases.Get(rq.R.Context(), e.Case)
		if err = missing("case", string(e.Case), err); err != nil {
			return err
		}
	}
	if e.Seizure != "" {
		_, err := s.Seizures.Get(rq.R.Context(), e.Seizure)
		if err = missing("seizure", string(e.Seizure), err); err != nil {
			return err
		}
	}
	return wrong.Err("web.stage")
}

// stageWithdraw takes back a stage that was a mistake; it stays on record.
func (s *site) stageWithdraw(rq *request) error {
	f, _, err := rq.posted()
	if err != nil {
		return err
	}
	id := focalpoint.PersonID(rq.R.PathValue("id"))
	_, err = s.Log.Write(rq.R.Context(), ledger.Entry{Actor: rq.User.ID, Action: "person.stage.withdraw", Subject: string(id)}, func(tx *ledger.Tx) error {
		return s.Persons.WithdrawStages(rq.R.Context(), tx, []string{f.get("stage")}, f.get("reason"))
	})
	if err != nil {
		return s.personMend(rq, personData{fieldSet: fieldSet{values: f.values, Sent: "withdraw"}}, err)
	}
	return rq.redirect("/persons/" + string(id) + "?done=saved#stages")
}

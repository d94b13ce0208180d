package api

import (
	"context"
	"net/http"

	"focalpoint"
	"focalpoint/internal/access"
	"focalpoint/internal/ledger"
	"focalpoint/internal/person"
	"focalpoint/internal/register"
)

// retentionOperations are what happens to persons' data after it was entered:
// changes, stages, sealing.
func (s *server) retentionOperations() {
	add(s, operation("change-person", http.MethodPut, "/persons/{id}", "Change a person; the day of death ends the holder's possession in every trace", "persons"), access.WriteSeizures,
		func(ctx context.Context, in *struct {
			CasePath
			IfMatchHeader
			Reason string `query:"reason"`
			Body   person.Person
		}) (*versioned[saved], error) {
			base, err := in.base()
			if err != nil {
				return nil, err
			}
			id, version, err := s.Persons.Save(ctx, who(ctx).ID, focalpoint.PersonID(in.ID), base, in.Body, in.Reason)
			return etag(version, saved{string(id), version}), err
		})
	created := operation("add-stages", http.MethodPost, "/stages", "Enter that persons were suspected, prosecuted, convicted or acquitted", "persons")
	created.DefaultStatus = http.StatusCreated
	add(s, created, access.WriteCases, func(ctx context.Context, in *struct{ Body []person.StageEntry }) (out *body[[]person.StageEntry], err error) {
		out = &body[[]person.StageEntry]{}
		_, err = s.Log.Write(ctx, ledger.Entry{Actor: who(ctx).ID, Action: "person.stages"}, func(tx *ledger.Tx) (err error) {
			out.Body, err = s.Persons.AddStages(ctx, tx, s.Codes, in.Body)
			return err
		})
		return out, err
	})
	add(s, operation("withdraw-stage", http.MethodDelete, "/stages/{id}", "Withdraw a stage that was a mistake; it stays on record", "persons"), access.WriteCases,
		func(ctx context.Context, in *struct {
			CasePath
			Reason string `query:"reason"`
		}) (*struct{}, error) {
			_, err := s.Log.Write(ctx, ledger.Entry{Actor: who(ctx).ID, Action: "person.stage.withdraw", Subject: in.ID}, func(tx *ledger.Tx) error {
				return s.Persons.WithdrawStages(ctx, tx, []string{in.ID}, in.Reason)
			})
			return nil, err
		})
	add(s, operation("unseal-person", http.MethodPost, "/persons/{id}/unseal", "Open sealed personal data for some days, with a reason", "persons"), access.UnsealPersons,
		func(ctx context.Context, in *struct {
			CasePath
			Body struct {
				Reason string `json:"reason"`
				Days   int    `json:"days,omitempty" doc:"30 when nothing is said, at most 365"`
			}
		}) (*struct{}, error) {
			return nil, s.Persons.Unseal(ctx, who(ctx), focalpoint.PersonID(in.ID), in.Body.Reason, in.Body.Days)
		})
	add(s, operation("list-seals", http.MethodGet, "/seals", "List sealings and unsealings", "persons"), access.ReadAccess,
		func(ctx context.Context, in *struct {
			Person string `query:"person"`
			Limit  int    `query:"limit" minimum:"1" maximum:"1000" default:"100"`
		}) (*body[[]person.SealEntry], error) {
			list, err := s.Persons.SealEntries(ctx, focalpoint.PersonID(in.Person), in.Limit)
			return &body[[]person.SealEntry]{list}, err
		})
	add(s, operation("list-retention-rules", http.MethodGet, "/retention-rules", "List the rules of retention: treaties' minimums and the State's own", "persons"), access.ReadCases,
		func(ctx context.Context, _ *struct{}) (*body[[]person.Rule], error) {
			list, err := s.Persons.Rules(ctx)
			return &body[[]person.Rule]{list}, err
		})
	add(s, operation("find-lots", http.MethodGet, "/lots", "Find the ammunition lot and buyer of a round by its headstamp", "items"), access.ReadItems,
		func(ctx context.Context, in *struct {
			Headstamp string `query:"headstamp" doc:"as on the case head, doubt as in a search: AXA1[89]"`
			Lot       string `query:"lot"`
			Make      string `query:"make"`
			Calibre   string `query:"calibre"`
			Limit     int    `query:"limit" minimum:"1" maximum:"100" default:"20"`
		}) (*body[[]register.Lot], error) {
			list, err := s.Register.FindLots(ctx, register.Round{Headstamp: in.Headstamp, Lot: in.Lot, Make: focalpoint.Raw(in.Make), Calibre: focalpoint.Raw(in.Calibre), Limit: in.Limit})
			return &body[[]register.Lot]{list}, err
		})
}

package main

import (
	"context"

	"focalpoint"
	"focalpoint/internal/directory"
	"focalpoint/internal/linkage"
)

// offices tells the linkage of records which parties of the directory are customs and laboratories.
type offices struct{ *directory.Directory }

// OfficeOf returns the office of a party.
func (o offices) OfficeOf(ctx context.Context, id focalpoint.PartyID) (linkage.Office, error) {
	v, err := o.Get(ctx, id)
	switch {
	case focalpoint.KindOf(err) == focalpoint.KindNotFound && err != nil:
		return linkage.Police, nil // of a file that names a party which is not in the directory
	case err != nil:
		return "", err
	case v.Doc.Has(directory.RoleCustoms):
		return linkage.Customs, nil
	case v.Doc.Has(directory.RoleLaboratory):
		return linkage.Laboratory, nil
	}
	return linkage.Police, nil
}

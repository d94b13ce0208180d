package access

import (
	"context"

	"focalpoint"
	"focalpoint/internal/ledger"
)

// House says whose focal point this installation is.
type House struct {
	State focalpoint.Country `json:"state,omitempty"`
	Name  string             `json:"name,omitempty"`
	Since int                `json:"since,omitempty"` // first year for which the State keeps records; 0: not known
}

var houses = ledger.NewBook[House]("house_book")

const houseID = "house"

// ReadHouse returns whose focal point this is; the zero House when nobody has
// said so yet. The version is for a change.
func ReadHouse(ctx context.Context, log *ledger.Log) (House, int64, error) {
	v, err := houses.Get(ctx, log.DB, houseID)
	if focalpoint.KindOf(err) == focalpoint.KindNotFound && err != nil {
		return House{}, 0, nil
	}
	return v.Doc, v.Version, err
}

// SaveHouse says whose focal point this is.
func SaveHouse(ctx context.Context, log *ledger.Log, actor focalpoint.UserID, base int64, h House) error {
	if len(h.State) != 3 {
		return focalpoint.Invalid("access.SaveHouse", "state", "%q is not a country code of three letters such as BRA", h.State)
	}
	_, err := log.Write(ctx, ledger.Entry{Actor: actor, Action: "house.save", Subject: houseID}, func(tx *ledger.Tx) error {
		_, err := houses.Put(ctx, tx, houseID, base, h, "")
		return err
	})
	return err
}

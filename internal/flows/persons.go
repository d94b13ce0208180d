package flows

import (
	"context"
	"time"

	"focalpoint"
	"focalpoint/internal/person"
	"focalpoint/internal/store"
)

// PersonFile tells the persons of a year from the persons' file, as it stands or
// stood at an instant: who came to a stage in that year, once, with all offences of the stage. It reads no name.
type PersonFile struct{ store.Queryer }

// PersonsOf implements PersonSource.
func (p PersonFile) PersonsOf(ctx context.Context, year int, asOf time.Time) ([]PersonYear, error) {
	var out []PersonYear
	at := map[focalpoint.PersonID]int{}
	each := func(fn func(person.StageRow) error) error {
		if asOf.IsZero() {
			return person.EachStage(ctx, p.Queryer, year, fn)
		}
		return person.EachStageThen(ctx, p.Queryer, year, asOf, fn)
	}
	err := each(func(r person.StageRow) error {
		if r.Stage != person.Suspected && r.Stage != person.Prosecuted && r.Stage != person.Convicted {
			return nil
		}
		i, ok := at[r.Person]
		if !ok {
			i = len(out)
			at[r.Person] = i
			out = append(out, PersonYear{Person: r.Person, Sex: string(r.Sex)})
		}
		offences := append([]string{}, r.Offences...) // reached, whether or not the offences are known
		switch r.Stage {
		case person.Suspected:
			out[i].Suspected = offences
		case person.Prosecuted:
			out[i].Prosecuted = offences
		default:
			out[i].Convicted = offences
		}
		return nil
	})
	return out, focalpoint.E("flows.PersonsOf", err)
}

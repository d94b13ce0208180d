package importer

import (
	"context"
	"fmt"
	"strings"

	"focalpoint"
	"focalpoint/internal/catalogue"
	"focalpoint/internal/ledger"
	"focalpoint/internal/person"
)

// owners gathers the natural persons a batch tells of, each once.
type owners struct {
	ids  []focalpoint.PersonID
	list []person.Person
	at   map[focalpoint.PersonID]bool
}

// add makes the owner a row names and returns his id, "" when it names none.
// Rows of one file speak of the same person only when name and document, or
// name and date of birth, are the same: a name alone is no identity.
func (o *owners) add(s Stamp, r *Row, codes Codes) focalpoint.PersonID {
	name := strings.Join(strings.Fields(r.Get("owner")), " ")
	document := strings.TrimSpace(r.Get("owner-document"))
	if name == "" && document == "" {
		return ""
	}
	born := r.Date("owner-born")
	key := fmt.Sprintf("row %d %d", r.Number, r.Part)
	if document != "" || name != "" && born != "" {
		key = strings.ToLower(name) + "\x00" + strings.ToLower(document) + "\x00" + string(born)
	}
	id := focalpoint.PersonID(s.KeyID(focalpoint.PrefixPerson, key))
	if o.at[id] {
		return id
	}
	p := person.Person{Born: born, Sex: sexOf(r, codes)}
	if name != "" {
		p.Names = []person.Name{{Full: name}}
	} else {
		p.Remarks = "known by a document alone"
	}
	if document != "" {
		p.Documents = []person.Document{{Kind: "other", Number: document}}
	}
	if a := strings.TrimSpace(r.Get("owner-address")); a != "" {
		p.Addresses = []person.Address{{Text: a}}
	}
	if err := p.Check(); err != nil {
		r.Doubt("owner", FindingValue, "")
		return ""
	}
	if o.at == nil {
		o.at = map[focalpoint.PersonID]bool{}
	}
	o.at[id] = true
	o.ids, o.list = append(o.ids, id), append(o.list, p)
	return id
}

func sexOf(r *Row, codes Codes) person.Sex {
	raw := strings.TrimSpace(r.Get("owner-sex"))
	if raw == "" {
		return ""
	}
	switch sex := person.Sex(codes.Code("sex", raw, catalogue.Hints{}).Code); sex {
	case person.Male, person.Female:
		return sex
	}
	switch strings.ToLower(raw) {
	case "m", "masculino", "homme", "м":
		return person.Male
	case "f", "feminino", "femenino", "femme", "ж":
		return person.Female
	}
	return person.SexUnknown
}

// write stores the persons that no earlier batch of the import has stored.
func (o *owners) write(ctx context.Context, tx *ledger.Tx, persons *person.Store) error {
	if len(o.ids) == 0 {
		return nil
	}
	have := map[focalpoint.PersonID]bool{}
	for at := 0; at < len(o.ids); at += 200 {
		chunk := o.ids[at:min(at+200, len(o.ids))]
		marks, args := make([]string, len(chunk)), make([]any, len(chunk))
		for i, id := range chunk {
			marks[i], args[i] = fmt.Sprintf("$%d", i+1), string(id)
		}
		rows, err := tx.QueryContext(ctx, "SELECT id FROM person WHERE id IN ("+strings.Join(marks, ",")+")", args...)
		if err != nil {
			return err
		}
		for rows.Next() {
			var id focalpoint.PersonID
			if err := rows.Scan(&id); err != nil {
				rows.Close()
				return err
			}
			have[id] = true
		}
		if err := rows.Close(); err != nil {
			return err
		}
		if err := rows.Err(); err != nil {
			return err
		}
	}
	var ids []focalpoint.PersonID
	var list []person.Person
	for i, id := range o.ids {
		if !have[id] {
			ids, list = append(ids, id), append(list, o.list[i])
		}
	}
	if len(ids) == 0 {
		return nil
	}
	return persons.SaveNewAs(ctx, tx, ids, list)
}

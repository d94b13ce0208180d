package casework

import (
	"context"
	"fmt"
	"slices"
	"strings"
	"time"

	"focalpoint"
	"focalpoint/internal/attachment"
	"focalpoint/internal/i18n"
	"focalpoint/internal/person"
	"focalpoint/internal/store"
)

const (
	maxLinks = 5000
	maxText  = 50000
	maxCell  = 500
)

// findings collects what is wrong, each sentence from the message catalogue.
type findings struct{ list focalpoint.Fields }

func (f *findings) add(field, key string, args ...any) {
	f.list = append(f.list, &focalpoint.Error{Kind: focalpoint.KindInvalid, Field: field, Msg: english(key, args...), Key: "casework.err." + key, Args: args})
}

func english(key string, args ...any) string {
	return i18n.For(i18n.English).T("casework.err."+key, args...)
}

func failure(op string, kind focalpoint.Kind, field, key string, args ...any) error {
	return &focalpoint.Error{Op: op, Kind: kind, Field: field, Msg: english(key, args...), Key: "casework.err." + key, Args: args}
}

// change checks that a change names its version and its reason.
func change(op, id string, base int64, reason string) error {
	switch {
	case id == "" && base != 0, id != "" && base < 1:
		return failure(op, focalpoint.KindConflict, "", "base")
	case id != "" && strings.TrimSpace(reason) == "":
		return failure(op, focalpoint.KindInvalid, "reason", "reason")
	}
	return nil
}

func (c *Case) clean(by focalpoint.UserID, now time.Time) {
	c.Number, c.Title, c.Summary = strings.TrimSpace(c.Number), strings.TrimSpace(c.Title), strings.TrimSpace(c.Summary)
	if c.Status == "" {
		c.Status = Open
	}
	if c.Opened == "" {
		c.Opened = focalpoint.DateOf(now)
	}
	if c.Owner == "" {
		c.Owner = by
	}
	if c.Status == Closed && c.Ended == "" {
		c.Ended = focalpoint.DateOf(now)
	}
}

// Validate finds everything that is wrong with a case, each with the path of
// its field. It needs no database.
func (r *Room) Validate(c Case) error {
	var f findings
	if c.Title == "" {
		f.add("title", "title")
	}
	if !slices.Contains([]Status{Open, Suspended, Closed}, c.Status) {
		f.add("status", "choice", "value", string(c.Status))
	}
	if c.Status == Closed && strings.TrimSpace(c.Outcome) == "" {
		f.add("outcome", "outcome")
	}
	f.date("opened", c.Opened)
	f.date("ended", c.Ended)
	if c.Ended.Before(c.Opened) {
		f.add("ended", "ended")
	}
	f.text("number", c.Number, maxCell)
	f.text("title", c.Title, maxCell)
	f.text("summary", c.Summary, maxText)
	if len(c.Links) > maxLinks {
		f.add("links", "links", "most", maxLinks)
	}
	f.links(c.Links)
	for i, e := range c.Evidence {
		path := fmt.Sprintf("evidence[%d].", i)
		if !attachment.ValidDigest(e.SHA) {
			f.add(path+"sha", "file")
		}
		if strings.TrimSpace(e.Title) == "" {
			f.add(path+"title", "evidence")
		}
		f.date(path+"date", e.Date)
	}
	for i, rel := range c.Relations {
		path := fmt.Sprintf("relations[%d].", i)
		if rel.From == "" || rel.To == "" || rel.From == rel.To {
			f.add(path+"to", "relation")
		}
		if strings.TrimSpace(rel.What) == "" {
			f.add(path+"what", "relation-what")
		}
		f.date(path+"date", rel.Date)
	}
	return f.list.Err("casework.Validate")
}

func (f *findings) links(list []Link) {
	seen := map[string]bool{}
	for i, l := range list {
		path := fmt.Sprintf("links[%d].", i)
		switch {
		case !slices.Contains(LinkKinds(), l.Kind):
			f.add(path+"kind", "choice", "value", string(l.Kind))
		case focalpoint.IDPrefix(l.ID) != prefixOf(l.Kind):
			f.add(path+"id", "id", "id", l.ID)
		case seen[l.ID]:
			f.add(path+"id", "twice", "id", l.ID)
		}
		seen[l.ID] = true
		f.text(path+"note", l.Note, maxText)
		f.text(path+"role", l.Role, maxCell)
	}
}

func (f *findings) date(path string, d focalpoint.Date) {
	if _, err := focalpoint.ParseDate(string(d)); err != nil {
		f.add(path, "date", "value", string(d))
	}
}

func (f *findings) text(path, s string, most int) {
	switch {
	case len(s) > most:
		f.add(path, "long", "most", most)
	case strings.ContainsRune(s, 0):
		f.add(path, "sign")
	}
}

// there checks that what a case names is on record.
func (r *Room) there(ctx context.Context, self focalpoint.CaseID, c Case) error {
	var f findings
	byKind := map[LinkKind][]string{}
	path := map[string]string{}
	for i, l := range c.Links {
		byKind[l.Kind] = append(byKind[l.Kind], l.ID)
		path[l.ID] = fmt.Sprintf("links[%d].id", i)
		if l.ID == string(self) && self != "" {
			f.add(path[l.ID], "self")
		}
	}
	for _, kind := range LinkKinds() {
		gone, err := r.gone(ctx, kind, byKind[kind])
		if err != nil {
			return err
		}
		for _, id := range gone {
			f.add(path[id], "id", "id", id)
		}
	}
	var shas []string
	for _, e := range c.Evidence {
		shas = append(shas, e.SHA)
	}
	have, err := attachment.Find(ctx, r.log.DB, shas)
	if err != nil {
		return err
	}
	for i, e := range c.Evidence {
		if !slices.ContainsFunc(have, func(info attachment.Info) bool { return info.SHA == e.SHA }) {
			f.add(fmt.Sprintf("evidence[%d].sha", i), "file")
		}
	}
	return f.list.Err("casework.Save")
}

// gone returns those ids that are nothing of ours.
func (r *Room) gone(ctx context.Context, kind LinkKind, ids []string) ([]string, error) {
	if len(ids) == 0 {
		return nil, nil
	}
	have := map[string]bool{}
	switch kind {
	case LinkItem:
		rows, err := r.reg.RowsOf(ctx, typed[focalpoint.ItemID](ids))
		if err != nil {
			return nil, err
		}
		for _, row := range rows {
			have[string(row.ID)] = true
		}
	case LinkPerson:
		unknown, err := person.Unknown(ctx, r.log.DB, typed[focalpoint.PersonID](ids))
		return store.Texts(unknown), err
	case LinkSeizure:
		if r.from.Seizures == nil {
			return nil, nil // nobody can say
		}
		list, err := r.incidents(ctx, ids)
		if err != nil {
			return nil, err
		}
		for _, s := range list {
			have[string(s.ID)] = true
		}
	case LinkTrace:
		if r.from.Traces == nil {
			return nil, nil
		}
		list, err := r.followed(ctx, ids)
		if err != nil {
			return nil, err
		}
		for _, t := range list {
			have[string(t.ID)] = true
		}
	case LinkGroup, LinkCase:
		table := map[LinkKind]string{LinkGroup: "crime_group", LinkCase: "casefile"}[kind]
		found, err := known(ctx, r.log.DB, table, ids)
		if err != nil {
			return nil, err
		}
		have = found
	}
	return slices.DeleteFunc(slices.Clone(ids), func(id string) bool { return have[id] }), nil
}

// known returns which ids stand in a derived table.
func known(ctx context.Context, q store.Queryer, table string, ids []string) (map[string]bool, error) {
	out := map[string]bool{}
	for chunk := range slices.Chunk(ids, 500) {
		marks, args := make([]string, len(chunk)), make([]any, len(chunk))
		for i, id := range chunk {
			marks[i], args[i] = fmt.Sprintf("$%d", i+1), id
		}
		rows, err := q.QueryContext(ctx, "SELECT id FROM "+table+" WHERE id IN ("+strings.Join(marks, ",")+")", args...)
		if err != nil {
			return nil, err
		}
		for rows.Next() {
			var id string
			if err := rows.Scan(&id); err != nil {
				rows.Close()
				return nil, err
			}
			out[id] = true
		}
		rows.Close()
		if err := rows.Err(); err != nil {
			return nil, err
		}
	}
	return out, nil
}

func typed[T ~string](ids []string) []T {
	out := make([]T, len(ids))
	for i, id := range ids {
		out[i] = T(id)
	}
	return out
}

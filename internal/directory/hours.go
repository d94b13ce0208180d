package directory

import (
	"slices"
	"time"
	_ "time/tzdata" // so that zones are known on machines that have no zone files
)

// Hours are working hours on some days of the week, in the party's time zone.
// They do not cross midnight: a night desk has two entries.
type Hours struct {
	Days []time.Weekday `json:"days"` // 0 Sunday to 6 Saturday
	Open string         `json:"open"` // "08:30"
	Shut string         `json:"shut"` // "17:00"; "24:00" for the end of the day
}

func (h Hours) check() string {
	open, ok1 := minutes(h.Open)
	shut, ok2 := minutes(h.Shut)
	switch {
	case !ok1 || !ok2:
		return "hours are written as 08:30 and 17:00"
	case open >= shut:
		return "it shuts at " + h.Shut + " before it opens at " + h.Open
	case len(h.Days) == 0:
		return "say on which days"
	case slices.ContainsFunc(h.Days, func(d time.Weekday) bool { return d < 0 || d > 6 }):
		return "days are numbered 0 for Sunday to 6 for Saturday"
	}
	return ""
}

func minutes(s string) (int, bool) {
	if s == "24:00" {
		return 24 * 60, true
	}
	t, err := time.Parse("15:04", s)
	return t.Hour()*60 + t.Minute(), err == nil
}

// zone is the party's own time zone, and UTC when none is known.
func (p Party) zone() *time.Location {
	if p.TimeZone != "" {
		if z, err := time.LoadLocation(p.TimeZone); err == nil {
			return z
		}
	}
	return time.UTC
}

// OpenAt says whether somebody works there at an instant; known is false when
// the directory has no hours for the party.
func (p Party) OpenAt(at time.Time) (open, known bool) {
	local := at.In(p.zone())
	now := local.Hour()*60 + local.Minute()
	for _, h := range p.Hours {
		from, _ := minutes(h.Open)
		to, _ := minutes(h.Shut)
		if slices.Contains(h.Days, local.Weekday()) && now >= from && now < to {
			return true, true
		}
	}
	return false, len(p.Hours) > 0
}

// NextOpen returns the first instant from at on at which the party works, at
// itself when it is open. ok is false when no hours are known.
func (p Party) NextOpen(at time.Time) (next time.Time, ok bool) {
	if open, _ := p.OpenAt(at); open {
		return at, true
	}
	local := at.In(p.zone())
	for day := range 8 {
		d := local.AddDate(0, 0, day)
		for _, h := range p.Hours {
			from, good := minutes(h.Open)
			if !good || !slices.Contains(h.Days, d.Weekday()) {
				continue
			}
			t := time.Date(d.Year(), d.Month(), d.Day(), from/60, from%60, 0, 0, local.Location())
			if t.After(at) && (!ok || t.Before(next)) {
				next, ok = t, true
			}
		}
		if ok {
			return next, true
		}
	}
	return time.Time{}, false
}

// AddWorkingDays returns the end of the n-th working day after at in the
// party's time zone; without known hours Monday to Friday count.
func (p Party) AddWorkingDays(at time.Time, n int) time.Time {
	d := at.In(p.zone())
	works := func(w time.Weekday) bool {
		if len(p.Hours) == 0 {
			return w >= time.Monday && w <= time.Friday
		}
		return slices.ContainsFunc(p.Hours, func(h Hours) bool { return slices.Contains(h.Days, w) })
	}
	for left := n; left > 0; {
		d = d.AddDate(0, 0, 1)
		if works(d.Weekday()) {
			left--
		}
	}
	return time.Date(d.Year(), d.Month(), d.Day(), 23, 59, 0, 0, d.Location())
}

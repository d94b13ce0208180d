package web

import (
	"cmp"
	"fmt"
	"net/http"
	"net/url"
	"slices"
	"strconv"

	"focalpoint"
	"focalpoint/internal/access"
	"focalpoint/internal/chart"
	"focalpoint/internal/flows"
	"focalpoint/internal/register"
	"focalpoint/internal/seizure"
	"focalpoint/internal/trace"
	"focalpoint/internal/worldmap"
)

// homeData is what needs the reader today.
type homeData struct {
	Waiting   []waiting
	Alarms    []register.AlarmRow
	Map       *worldmap.Figure
	Trend     *chart.Figure
	Indicator []flows.Indicator
	Latest    []seizure.Row
	Year      int
}

// waiting is one thing that waits, with where it is worked off.
type waiting struct {
	N    int64
	Key  string
	Href string
	Warn bool
}

func (s *site) home(rq *request) error {
	var d homeData
	var err error
	if rq.User.May(access.ReadItems) {
		if d.Alarms, err = s.Register.Alarms(rq.R.Context(), "", 8); err != nil {
			return err
		}
	}
	if err := s.homeWaiting(rq, &d); err != nil {
		return err
	}
	if rq.User.May(access.ReadSeizures) {
		page, err := s.Seizures.List(rq.R.Context(), seizure.Filter{Limit: 8, Sort: "-first_day"})
		if err != nil {
			return err
		}
		d.Latest = page.Rows
		year := focalpoint.DateOf(s.Log.Now().AddDate(-1, 0, 0))
		if d.Map, err = s.seizureMap(rq, seizure.Filter{From: year, Sort: "-first_day"}); err != nil {
			return err
		}
	}
	if rq.User.May(access.ReadFigures) {
		if err := s.homeFigures(rq, &d); err != nil {
			return err
		}
	}
	return s.render(rq, http.StatusOK, "home", rq.P.T("web.nav-home"), d)
}

func (s *site) homeWaiting(rq *request, d *homeData) error {
	if rq.User.May(access.ReadTraces) {
		board, err := s.Traces.BoardAt(rq.R.Context(), s.Log.Now())
		if err != nil {
			return err
		}
		if board.Overdue > 0 {
			d.Waiting = append(d.Waiting, waiting{board.Overdue, "web.home-overdue", "/traces?need=overdue", true})
		}
		for _, n := range []trace.Need{trace.NeedReply, trace.NeedIdentify, trace.NeedData, trace.NeedAsk, trace.NeedFollowUp} {
			if v := board.ByNeed[string(n)]; v > 0 {
				d.Waiting = append(d.Waiting, waiting{v, "web.home-" + string(n), "/traces?need=" + string(n), n == trace.NeedReply})
			}
		}
	}
	if rq.User.May(access.Review) {
		n, err := s.Review.Count(rq.R.Context())
		if err != nil {
			return err
		}
		if n > 0 {
			d.Waiting = append(d.Waiting, waiting{n, "web.home-review", "/review", false})
		}
	}
	if rq.User.May(access.WriteSeizures) {
		drafts, err := s.Seizures.Drafts(rq.R.Context(), rq.User.ID)
		if err != nil {
			return err
		}
		if len(drafts) > 0 {
			d.Waiting = append(d.Waiting, waiting{int64(len(drafts)), "web.home-drafts", "/seizures", false})
		}
	}
	return nil
}

func (s *site) homeFigures(rq *request, d *homeData) error {
	years, _, err := s.Figures.Years(rq.R.Context())
	if err != nil || len(years) == 0 {
		return err
	}
	trend, err := s.trend(rq, years)
	if err != nil {
		return err
	}
	d.Trend = &trend
	d.Year = s.Log.Now().Year() - 1 // the year whose return is due
	if d.Year > years[len(years)-1] {
		d.Year = years[len(years)-1]
	}
	r, err := s.Figures.Return(rq.R.Context(), flows.Query{Year: d.Year, State: s.Home})
	if err != nil {
		return err
	}
	if len(r.Indicator) > 2 {
		r.Indicator = r.Indicator[:2]
	}
	d.Indicator = r.Indicator
	return nil
}

// spot is where seizures are counted together: a station, a place by its words,
// or a tenth of a degree.
type spot struct{ unit, text, lat, lon string }

func spotOf(p focalpoint.Place) spot {
	switch {
	case p.Unit != "":
		return spot{unit: p.Unit}
	case p.Text != "":
		return spot{text: p.Text}
	}
	return spot{lat: strconv.FormatFloat(p.Lat, 'f', 1, 64), lon: strconv.FormatFloat(p.Lon, 'f', 1, 64)}
}

// mapped bounds the seizures of one map.
const mapped = 20_000

// seizureMap draws the seizures of a filter that have a point, those of one
// place together: one bubble opens the list of what it counts.
func (s *site) seizureMap(rq *request, f seizure.Filter) (*worldmap.Figure, error) {
	f.Mapped = true
	at, taken := map[spot]int{}, 0
	var points []int
	o := worldmap.Options{ID: "seizures", Title: rq.P.T("web.map-seizures"), RTL: rq.P.Dir() == "rtl", Number: func(v float64) string { return rq.P.Number(v) }, Shapes: s.Shapes}
	if len(s.Shapes) == 0 {
		o.Focus = string(s.Home)
	}
	err := s.Seizures.Each(rq.R.Context(), f, func(r seizure.Row) error {
		if taken++; taken > mapped {
			return nil
		}
		k := spotOf(r.Place)
		i, ok := at[k]
		if !ok {
			i = len(o.Bubbles)
			at[k], points = i, append(points, 0)
			b := worldmap.Bubble{Label: cmp.Or(k.text, r.Place.Text, k.unit)}
			if q := (url.Values{"from": {string(f.From)}}); k.lat == "" {
				q.Set("unit", k.unit)
				q.Set("text", k.text)
				b.Href = "/seizures?" + q.Encode()
			}
			o.Bubbles = append(o.Bubbles, b)
		}
		b := &o.Bubbles[i]
		b.Value += float64(max(r.Firearms, 1))
		points[i]++ // the bubble lies in the middle of its seizures
		b.At.Lat += (r.Place.Lat - b.At.Lat) / float64(points[i])
		b.At.Lon += (r.Place.Lon - b.At.Lon) / float64(points[i])
		return nil
	})
	if err != nil || len(o.Bubbles) == 0 {
		return nil, err
	}
	slices.SortStableFunc(o.Bubbles, func(a, b worldmap.Bubble) int {
		return cmp.Or(cmp.Compare(b.Value, a.Value), cmp.Compare(a.Label, b.Label))
	})
	for i := range o.Bubbles {
		b := &o.Bubbles[i]
		b.Label = fmt.Sprintf("%s: %s", b.Label, rq.P.Number(b.Value))
	}
	fig := worldmap.Draw(o)
	return &fig, nil
}

func (s *site) notFound(rq *request) error {
	return focalpoint.Errorf("web", focalpoint.KindNotFound, "there is no page at %s", rq.R.URL.Path)
}

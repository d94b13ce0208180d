package register

import (
	"strings"
	"time"

	"focalpoint"
)

// check finds what is wrong with an event before anything is written.
func check(path string, e focalpoint.Event, now time.Time, wrong *focalpoint.Fields) {
	if focalpoint.IDPrefix(string(e.Item)) != focalpoint.PrefixItem {
		wrong.Add(path+"item", "an event is about an item; %q is no item number", e.Item)
	}
	if e.Kind == "" {
		wrong.Add(path+"kind", "say what happened")
	}
	if (e.Kind == focalpoint.EventCorrection) != (e.Corrects != "") {
		wrong.Add(path+"corrects", "a correction names the event it corrects, and only a correction does")
	}
	if e.Kind == focalpoint.EventCorrection && strings.TrimSpace(e.Reason) == "" {
		wrong.Add(path+"reason", "say why the record is corrected")
	}
	switch e.EffectiveKind() {
	case focalpoint.EventJoin, focalpoint.EventLeave, focalpoint.EventIdentify:
		if e.Other == "" || e.Other == e.Item {
			wrong.Add(path+"other", "name the other item")
		}
	}
	if e.Happened != "" {
		first, _, ok := e.Happened.Bounds()
		switch {
		case !ok:
			wrong.Add(path+"happened", "%q is not a date; write year-month-day such as 2016-03-05, or 2016-03, 2016, 2014/2016", e.Happened)
		case first > focalpoint.DayOf(now)+1:
			wrong.Add(path+"happened", "%s lies in the future", e.Happened)
		}
	}
	for _, s := range []string{e.Document, e.Note, e.Reason, e.Place.Text, e.From.Name, e.To.Name, e.Keeper.Name} {
		if strings.ContainsRune(s, 0) {
			wrong.Add(path+"note", "the text holds a zero byte, which is no character")
		}
	}
	for _, m := range e.Marks {
		if strings.ContainsRune(m.Text+m.Reading, 0) {
			wrong.Add(path+"marks", "the text of a mark holds a zero byte, which is no character")
		}
		if len(m.Text) > 400 || len(m.Reading) > 2000 {
			wrong.Add(path+"marks", "a mark's text is longer than any mark; put remarks into the note")
		}
	}
	if p := e.Place; p.HasPoint && (p.Lat < -90 || p.Lat > 90 || p.Lon < -180 || p.Lon > 180) {
		wrong.Add(path+"place", "latitude is -90 to 90 and longitude -180 to 180 degrees")
	}
}

package trial

import (
	"testing"

	"focalpoint/mark"
	"focalpoint/mark/link"
)

// Links beat the two rules in use, whatever table the clerks err by, and what they state is what is true.
func TestLinkage(t *testing.T) {
	for _, table := range []string{"hand", "ocr"} {
		o := DefaultOptions()
		o.Marks, o.Clerk, o.Seed, o.Truth = 12000, 0, 7, mark.Tables()[table]
		records, gun := OfficeRecords(o, Offices())
		rep, _ := Linkage(records, gun, link.Options{})
		score := map[string]LinkScore{}
		for _, s := range rep.Scores {
			score[s.Rule] = s
		}
		serial, both, linked, sure := score["same serial"], score["same serial and make"], score["linked, p >= 0.50"], score["linked, p >= 0.90"]
		if linked.F1 < .96 || linked.F1 < serial.F1+.03 || linked.F1 < both.F1+.05 || sure.Precision < .99 || rep.Calibration > .05 || rep.Twice > 0 {
			t.Errorf("errors as in %s: %+v", table, rep)
		}
		if rep.Truth < 5000 || rep.Firearms < 10000 || len(records) < 15000 {
			t.Errorf("the offices hold too little to try: %+v", rep)
		}
	}
}

package casework_test

import (
	"testing"

	"focalpoint/internal/casework"
	"focalpoint/internal/i18n"
)

// Every code of this room has a name in the message catalogue.
func TestCodesHaveNames(t *testing.T) {
	keys := []string{}
	add := func(area string, codes ...string) {
		for _, c := range codes {
			keys = append(keys, "casework."+area+"-"+c)
		}
	}
	add("status", names(casework.Open, casework.Suspended, casework.Closed)...)
	add("link", names(casework.LinkKinds()...)...)
	add("evidence", casework.EvidenceKinds()...)
	add("member", names(casework.MemberRoles()...)...)
	add("activity", names(casework.ActivityKinds()...)...)
	add("relation", casework.GroupRelationKinds()...)
	add("decision", names(casework.Decisions()...)...)
	add("outcome", names(casework.Outcomes()...)...)
	add("node", names(casework.NodeKinds()...)...)
	add("edge", names(casework.EdgeIn, casework.EdgeInvolved, casework.EdgeTraced, casework.EdgeLegal, casework.EdgeSame, casework.EdgePart,
		casework.EdgeMember, casework.EdgeGroup, casework.EdgeRelation, casework.EdgeCase, casework.EdgeLink)...)
	add("moment", names(casework.MomentEvent, casework.MomentSeizure, casework.MomentTrace, casework.MomentStage, casework.MomentFollowUp,
		casework.MomentEvidence, casework.MomentRelation, casework.MomentCase)...)
	for _, key := range keys {
		if !i18n.For(i18n.English).Has(key) {
			t.Errorf("%s has no name in the catalogue", key)
		}
	}
}

func names[T ~string](list ...T) []string {
	out := make([]string, len(list))
	for i, v := range list {
		out[i] = string(v)
	}
	return out
}

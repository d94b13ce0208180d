package flows

import (
	"slices"
	"strings"

	"focalpoint"
)

// raw is what the register says of one occurrence, as far as counting asks.
type raw struct {
	population                                                                      Population
	kind, role, context, typeClass, origin, offences, location, marking, leaf, made string
}

// profile turns the register's codes into the answers of the questionnaire.
func (r raw) profile(codes Codes) Profile {
	p := NewProfile(Items).With(AxisKind, r.kind).With(AxisRole, r.role).With(AxisAntique, r.made)
	set := func(a Axis, v string) {
		if v != "" {
			p = p.With(a, v)
		}
	}
	set(AxisContext, r.context)
	set(AxisType, r.typeClass)
	set(AxisCondition, r.origin)
	set(AxisLocation, r.location)
	set(AxisMarking, r.marking)
	p = p.With(AxisLeaf, string(leafFor(focalpoint.TracingLeaf(r.leaf), focalpoint.MarkStatus(r.marking), focalpoint.Origin(r.origin))))
	justification, others := offencesAs(strings.Fields(r.offences), codes)
	return p.With(AxisJustification, justification).With(AxisOffences, others...)
}

// offencesAs gives the one legal justification and the other suspected
// offences of an item from its offence codes.
func offencesAs(offences []string, codes Codes) (justification string, others []string) {
	if len(offences) == 0 {
		return focalpoint.CodeNotCollected, []string{focalpoint.CodeNotCollected}
	}
	var grounds []string
	for _, code := range offences {
		ground, other := codes.OffenceClass(code)
		if ground != "" {
			grounds = append(grounds, ground)
		}
		if other != "" {
			others = append(others, other)
		}
	}
	if len(grounds) == 0 {
		grounds = []string{focalpoint.CodeUnknown}
	}
	if len(others) == 0 {
		others = []string{focalpoint.CodeNone}
	}
	return JustificationPrecedence().Choose(grounds), others
}

// leafFor gives an arm its leaf of the tracing table: what its trace says, and
// without a trace what its marks say (SDG metadata 16.4.2: an arm that is
// uniquely marked and not traced stands under "no tracing procedure initiated").
func leafFor(traced focalpoint.TracingLeaf, marking focalpoint.MarkStatus, origin focalpoint.Origin) focalpoint.TracingLeaf {
	if slices.Contains(focalpoint.TracingLeaves(), traced) {
		return traced
	}
	homemade := origin == focalpoint.OriginCraft || origin == focalpoint.OriginPrinted || origin == focalpoint.OriginOther
	switch {
	case marking == focalpoint.MarkedUniquely:
		return focalpoint.LeafNotInitiated
	case marking == focalpoint.MarkedErased:
		return focalpoint.LeafErased
	case homemade:
		return focalpoint.LeafIllicitlyMade
	case marking == focalpoint.MarkedNot:
		return focalpoint.LeafNoInformation
	}
	return focalpoint.LeafUnknown
}

// seizureProfile is what one occurrence as a whole counts as.
func seizureProfile(roles, kinds, contexts []string) Profile {
	context := focalpoint.CodeNotCollected
	for _, c := range []string{string(focalpoint.ContextCriminal), string(focalpoint.ContextAdministrative), string(focalpoint.ContextUnknown)} {
		if slices.Contains(contexts, c) {
			context = c
			break
		}
	}
	return NewProfile(Seizures).With(AxisRoles, roles...).With(AxisKinds, kinds...).With(AxisContext, context)
}

// personProfile is what one person of a year counts as.
func personProfile(p PersonYear, codes Codes) Profile {
	out := NewProfile(Persons)
	if p.Sex != "" {
		out = out.With(AxisSex, p.Sex)
	}
	for _, stage := range []struct {
		axis     Axis
		offences []string
	}{{AxisSuspected, p.Suspected}, {AxisProsecuted, p.Prosecuted}, {AxisConvicted, p.Convicted}} {
		charges := []string{focalpoint.CodeNone}
		if stage.offences != nil {
			charges = []string{focalpoint.CodeUnknown} // gives way to any answer
		}
		for _, code := range stage.offences {
			charges = append(charges, chargeOf(codes.OffenceClass(code)))
		}
		out = out.With(stage.axis, charges...)
	}
	return out
}

// chargeOf folds an offence into the questionnaire's combinations for persons.
func chargeOf(justification, other string) string {
	switch justification {
	case "trafficking":
		return "trafficking"
	case "possession", "use":
		return "possession-use"
	case "manufacture", "altered-marks":
		return "other-arms"
	}
	switch other {
	case "drug-trafficking", "violent-crime", "terrorism", "other-trafficking", "other-arms":
		return other
	case "firearms-trafficking":
		return "trafficking"
	}
	return "other"
}

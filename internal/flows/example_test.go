package flows_test

import (
	"fmt"

	"focalpoint/internal/flows"
)

// A condition is text that a statistician can read, and code that counts.
func ExampleParsePredicate() {
	p, err := flows.ParsePredicate("kind = firearm and role in (seized, found) and not antique = yes")
	if err != nil {
		fmt.Println(err)
		return
	}
	record := flows.NewProfile(flows.Items).With(flows.AxisKind, "firearm").With(flows.AxisRole, "seized")
	fmt.Println(p.Holds(record), p.Holds(record.With(flows.AxisRole, "lawful-owner")))
	_, err = flows.ParsePredicate("role = siezed")
	fmt.Println(err)
	// Output:
	// true false
	// where: "siezed" is not a value of "role"; its values are seized, found, surrendered, state-owned, lawful-owner, recovered-stolen, evidence-only, registered, reported-lost, reported-stolen, unknown, none, not-collected, not-applicable in the condition "role = siezed"
}

// A percentage comes with all that is needed to judge it.
func ExampleMethod_Compute() {
	m, err := flows.FindMethod("as-published")
	if err != nil {
		fmt.Println(err)
		return
	}
	table := flows.Leaves{}
	table.Add("seized", "1.2", 3)
	table.Add("seized", "1.6", 9)
	table.Add("seized", "2.1", 40)
	x := m.Compute(2024, map[int]flows.Leaves{2024: table})
	fmt.Println(x.Label)
	// Output:
	// SDG 16.4.2, method as-published (observed-2026-Q3), 2024: 25.00 % (3 of 12, 95 % interval 8.89 to 53.23)
}

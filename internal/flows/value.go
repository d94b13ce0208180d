package flows

import (
	"encoding/json"
	"strconv"

	"focalpoint"
)

// Status says what a cell's value is. The five never turn into each other.
type Status string

// Statuses. Zero is StatusCounted with a count of 0.
const (
	StatusCounted       Status = "counted"
	StatusUnknown       Status = focalpoint.CodeUnknown
	StatusNone          Status = focalpoint.CodeNone
	StatusNotCollected  Status = focalpoint.CodeNotCollected
	StatusNotApplicable Status = focalpoint.CodeNotApplicable
)

// Value is what stands in a cell: a count, or why there is none.
type Value struct {
	Status Status
	Count  int64
}

// Count makes a counted value; 0 is a true zero.
func Count(n int64) Value { return Value{Status: StatusCounted, Count: n} }

// Absent makes a value that says why there is no count.
func Absent(s Status) Value { return Value{Status: s} }

// Counted says whether there is a number.
func (v Value) Counted() bool { return v.Status == StatusCounted }

// String writes the number, or the status in words.
func (v Value) String() string {
	if v.Counted() {
		return strconv.FormatInt(v.Count, 10)
	}
	return string(v.Status)
}

// Cell writes the number, or nothing; the status belongs in a column of its own.
func (v Value) Cell() string {
	if v.Counted() {
		return strconv.FormatInt(v.Count, 10)
	}
	return ""
}

type valueJSON struct {
	Status Status `json:"status"`
	Count  *int64 `json:"count"`
}

// MarshalJSON writes {"status": …, "count": number or null}.
func (v Value) MarshalJSON() ([]byte, error) {
	out := valueJSON{Status: v.Status}
	if v.Counted() {
		out.Count = &v.Count
	}
	return json.Marshal(out)
}

// UnmarshalJSON reads what MarshalJSON writes.
func (v *Value) UnmarshalJSON(data []byte) error {
	var in valueJSON
	if err := json.Unmarshal(data, &in); err != nil {
		return err
	}
	*v = Value{Status: in.Status}
	if in.Count != nil {
		v.Count = *in.Count
	}
	return nil
}

package register

import (
	"encoding/json"
	"reflect"
	"testing"
	"time"

	"pgregory.net/rapid"

	"focalpoint"
)

// TestEventJSON: the writer of bulk imports writes what encoding/json writes,
// whatever stands in an event: every field of the vocabulary is filled at random.
func TestEventJSON(t *testing.T) {
	rapid.Check(t, func(t *rapid.T) {
		var e focalpoint.Event
		fillAny(t, reflect.ValueOf(&e).Elem())
		want, err := json.Marshal(&e)
		if err != nil {
			return // no number JSON knows
		}
		got, err := eventJSON(&e)
		if err != nil || string(got) != string(want) {
			t.Fatalf("%v\ngot  %s\nwant %s", err, got, want)
		}
	})
}

// fillAny puts something or nothing into every field, by its type.
func fillAny(t *rapid.T, v reflect.Value) {
	if rapid.IntRange(0, 3).Draw(t, "empty") == 0 {
		return
	}
	switch x := v.Addr().Interface().(type) {
	case *time.Time:
		*x = time.UnixMicro(rapid.Int64Range(-1e15, 4e15).Draw(t, "time")).In([]*time.Location{time.UTC, time.FixedZone("", 3600)}[rapid.IntRange(0, 1).Draw(t, "zone")])
		return
	}
	switch v.Kind() {
	case reflect.String:
		v.SetString(rapid.OneOf(rapid.SampledFrom([]string{"a", "Львів", `"<&>\`, "\u2028", "\xff", "\n\x00", "–"}), rapid.String()).Draw(t, "text"))
	case reflect.Int64:
		v.SetInt(rapid.Int64().Draw(t, "number"))
	case reflect.Float64:
		v.SetFloat(rapid.OneOf(rapid.Just(1.0), rapid.Float64()).Draw(t, "float"))
	case reflect.Bool:
		v.SetBool(rapid.Bool().Draw(t, "bool"))
	case reflect.Struct:
		for i := range v.NumField() {
			fillAny(t, v.Field(i))
		}
	case reflect.Pointer:
		v.Set(reflect.New(v.Type().Elem()))
		fillAny(t, v.Elem())
	case reflect.Slice:
		v.Set(reflect.MakeSlice(v.Type(), rapid.IntRange(0, 3).Draw(t, "length"), 3))
		for i := range v.Len() {
			fillAny(t, v.Index(i))
		}
	case reflect.Map:
		v.Set(reflect.MakeMap(v.Type()))
		for range rapid.IntRange(0, 3).Draw(t, "size") {
			v.SetMapIndex(reflect.ValueOf(rapid.String().Draw(t, "key")), reflect.ValueOf(rapid.String().Draw(t, "value")))
		}
	default:
		t.Fatalf("no value for a %s", v.Type())
	}
}

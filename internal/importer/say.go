package importer

import (
	"errors"
	"io"
	"strings"

	"focalpoint"
	"focalpoint/internal/i18n"
	"focalpoint/internal/sheet"
)

// english gives a sentence of the message catalogue for logs, reports and the
// command line; pages say the same key in the user's language.
func english(key string, args ...any) string {
	return i18n.For(i18n.English).T("import."+key, args...)
}

// failure makes an Error that pages can say in the user's language.
func failure(op string, kind focalpoint.Kind, field, key string, args ...any) error {
	return &focalpoint.Error{Op: "importer." + op, Kind: kind, Field: field, Msg: english("err."+key, args...), Key: "import.err." + key, Args: args}
}

// fileError makes an Error of ours of what package sheet found wrong. Its own
// sentence, which names the file, is for the command line.
func fileError(err error) error {
	if err == nil || err == io.EOF {
		return err
	}
	out := &focalpoint.Error{Op: "importer.Read", Kind: focalpoint.KindInvalid, Field: "file", Msg: err.Error()}
	var e *sheet.Error
	if errors.As(err, &e) && e.Code != "" {
		out.Key = "import.err." + e.Code
		out.Args = append([]any{"row", e.Row, "column", e.Column}, e.Args...)
	}
	return out
}

// found makes a finding; its sentence is that of the code.
func found(row int64, column, code, cell string, taken bool) Finding {
	return Finding{Row: row, Column: column, Code: code, Cell: abridge(cell), Message: english("finding." + code), Taken: taken}
}

func listed(names []string) string { return strings.Join(names, ", ") }

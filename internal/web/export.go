package web

import (
	"encoding/json"
	"fmt"

	"focalpoint"
	"focalpoint/internal/register"
	"focalpoint/internal/sheet"
	"focalpoint/internal/store"
)

// exportItems writes a filtered list as CSV, XLSX or JSON: raw cells beside codes.
func (s *site) exportItems(rq *request, f register.Filter, as string) error {
	rows, err := everyRow(func(at store.Slice) (store.Page[register.Row], error) {
		f.After, f.Limit = at.After, at.Limit
		return s.Register.List(rq.R.Context(), f)
	})
	if err != nil {
		return err
	}
	head := []string{"id", "kind", "serial", "make_raw", "make", "model_raw", "model", "calibre_raw", "calibre", "type_raw", "type", "type_class", "marking", "origin", "role", "status", "keeper", "quantity", "seizure", "last_day"}
	cells := make([][]string, len(rows))
	for i, r := range rows {
		cells[i] = []string{string(r.ID), string(r.Kind), r.Serial, r.Make.Raw, r.Make.Code, r.Model.Raw, r.Model.Code, r.Calibre.Raw, r.Calibre.Code, r.Type.Raw, r.Type.Code,
			r.TypeClass, r.Marking, r.Origin, string(r.Role), string(r.Status), r.Keeper.Name, fmt.Sprint(r.Quantity), string(r.Seizure), string(r.LastDay)}
	}
	return rq.export("items", as, head, cells, rows)
}

// export answers with a table as a file: csv, xlsx, or json of the records themselves.
func (rq *request) export(name, as string, head []string, cells [][]string, records any) error {
	h := rq.W.Header()
	h.Set("Content-Disposition", fmt.Sprintf("attachment; filename=%q", name+"."+as))
	switch as {
	case "json":
		h.Set("Content-Type", "application/json")
		return json.NewEncoder(rq.W).Encode(records)
	case "csv", "xlsx":
	default:
		h.Del("Content-Disposition")
		return focalpoint.Invalid("web.export", "as", "%q is no format of an export; choose csv, xlsx or json", as)
	}
	var w sheet.Writer
	if as == "csv" {
		h.Set("Content-Type", "text/csv; charset=utf-8")
		w = sheet.NewCSV(rq.W, sheet.CSVOptions{Mark: true, Guard: true})
	} else {
		h.Set("Content-Type", "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet")
		w = sheet.NewXLSX(rq.W)
	}
	if err := w.Sheet(name, head...); err != nil {
		return err
	}
	for _, row := range cells {
		values := make([]any, len(row))
		for i, c := range row {
			values[i] = c
		}
		if err := w.Row(values...); err != nil {
			return err
		}
	}
	return w.Close()
}

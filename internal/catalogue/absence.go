package catalogue

import "focalpoint"

// absence recognises words that say there is no value, in a folded cell, and
// returns the code for it, or "".
func absence(folded string) string {
	if code, ok := absenceWords[folded]; ok {
		return code
	}
	return ""
}

// absenceWords are whole cells, folded. They are kept apart from the lists
// because they mean the same in every one of them.
var absenceWords = absenceTable()

func absenceTable() map[string]string {
	out := map[string]string{}
	for code, words := range map[string][]string{
		focalpoint.CodeUnknown: {
			"unknown", "unk", "unknow", "not known", "not identified", "unidentified", "undetermined", "n/i", "ni", "?", "??",
			"nao identificado", "nao identificada", "não identificad", "indeterminado", "indeterminada", "desconhecido", "desconhecida", "ignorado", "ignorada",
			"sem marca aparente", "nao aparente", "nao consta", "sem pais", "nao informado", "nao informada", "prejudicado",
			"desconocido", "desconocida", "no identificado", "no identificada", "sin identificar", "se desconoce", "ignorado",
			"inconnu", "inconnue", "non identifie", "non identifiee", "indetermine", "indeterminee",
			"неизвестно", "неизвестен", "неизвестная", "не установлено", "не установлен", "не определено",
			"невідомо", "невідомий", "невідома", "не встановлено", "не встановлена", "не визначено",
			"unbekannt", "不明", "未知", "不详", "غير معروف", "مجهول", "sconosciuto", "nieznany", "bilinmiyor",
		},
		focalpoint.CodeNone:          {"none", "nenhum", "nenhuma", "ninguno", "ninguna", "aucun", "aucune", "нет", "немає", "відсутній", "отсутствует", "无", "لا يوجد", "sem", "sin"},
		focalpoint.CodeNotCollected:  {"not collected", "nao coletado", "no recogido", "non collecte", "не собиралось", "未收集"},
		focalpoint.CodeNotApplicable: {"not applicable", "n/a", "na", "nao aplicavel", "nao se aplica", "no aplica", "no aplicable", "sans objet", "не применимо", "не застосовується", "不适用", "لا ينطبق"},
	} {
		for _, w := range words {
			if f := fold(w); f != "" {
				out[f] = code
			}
		}
	}
	return out
}

// otherWords say that the reporter's own list had no such value: something is
// known to the reporter, but not told.
var otherWords = map[string]bool{"outros": true, "outras": true, "outro": true, "outra": true, "other": true, "others": true, "otro": true,
	"otros": true, "otra": true, "autre": true, "autres": true, "інше": true, "інша": true, "другое": true, "прочее": true, "иное": true, "其他": true, "اخرى": true}

// noValue recognises a cell without a value: words of absence, and "other".
func noValue(raw string) (Result, bool) {
	f := fold(raw)
	if code := absence(f); code != "" {
		return Result{Code: code, Confidence: 0.95, Reason: "says that there is no value"}, true
	}
	if otherWords[f] {
		return Result{Code: focalpoint.CodeUnknown, Confidence: 0.75, Reason: "\"other\": not in the reporter's own list, and not told"}, true
	}
	return Result{}, false
}

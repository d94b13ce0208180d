package seizure_test

import (
	"context"
	"crypto/rand"
	"fmt"
	"os"
	"path/filepath"
	"strings"
	"testing"
	"time"

	"focalpoint"
	"focalpoint/internal/attachment"
	"focalpoint/internal/catalogue"
	"focalpoint/internal/importer"
	"focalpoint/internal/ledger"
	"focalpoint/internal/person"
	"focalpoint/internal/register"
	"focalpoint/internal/seizure"
	"focalpoint/internal/store"
	"focalpoint/internal/store/storetest"
)

// bulkHouse is what the import of seizure bases stands on.
type bulkHouse struct {
	t    testing.TB
	db   *store.DB
	log  *ledger.Log
	room *seizure.Room
	im   *importer.Importer
}

func bulkSchemas() []store.Schema {
	return []store.Schema{ledger.Schema(), attachment.Schema(), person.Schema(), register.Schema(), importer.Schema(), seizure.Schema()}
}

func newBulkHouse(t testing.TB, db *store.DB) *bulkHouse {
	log := &ledger.Log{DB: db, Now: time.Now, Rand: rand.Reader}
	codes := catalogue.Default()
	room := seizure.New(log, register.New(db, codes), person.New(log), codes)
	return &bulkHouse{t, db, log, room, importer.New(log, room.ImportTarget(codes))}
}

func (h *bulkHouse) load(src importer.Source) importer.Report {
	h.t.Helper()
	rep, err := h.im.Import(context.Background(), importer.Request{Target: "seizure", Source: src, Actor: "us-test"})
	if err != nil {
		h.t.Fatal(err)
	}
	return rep
}

func (h *bulkHouse) count(query string, args ...any) int64 {
	h.t.Helper()
	var n int64
	if err := h.db.QueryRowContext(context.Background(), query, args...).Scan(&n); err != nil {
		h.t.Fatalf("%s: %v", query, err)
	}
	return n
}

func (h *bulkHouse) verify() {
	h.t.Helper()
	var tables []ledger.Table
	for _, list := range [][]ledger.Table{register.Tables(), importer.Tables(), seizure.Tables(), person.Tables(), attachment.Tables()} {
		tables = append(tables, list...)
	}
	if _, err := ledger.Verify(context.Background(), h.db, tables, nil); err != nil {
		h.t.Fatal(err)
	}
}

// base is a look-alike of the Rio base: rows of one case number stand apart.
const base = `Laudo;Número de Série;Controle Interno SCO;Classe;Tipo;Marca;Modelo;Calibre;Plataforma;Restrita;Patrimoniada;Origem Arma;País;Circunscrição;Número Procedimento;Bairro;Data Registro;Acautelamento;Número Lacre;País Importador;Tipo Delito
Sim;KL12345;100.0;ARMA DE FOGO;PISTOLA;TAURUS;PT 92;9 MM;;Sim;Não Patrimoniada;Ilícita;Brasil;001A. DP - [CENTRO];001-00001/2016;CENTRO;42370.25;;;;Porte Ilegal De Arma De Fogo De Uso Restrito
Sim;;101.0;MUNIÇÃO;CARTUCHO (INTACTO);CBC;;9 MM;;Sim;;Ilícita;;002A. DP - [SAUDE];002-00009/2016;SAUDE;42371;;;;Apreensão (Outros) /// Roubo De Veículo
Sim;PM 77;102.0;ARMA DE FOGO;PISTOLA;TAURUS;PT 100;.40;;Sim;POLÍCIA MILITAR;Lícita;Brasil;001A. DP - [CENTRO];001-00001/2016;CENTRO;42370.25;;;;Porte Ilegal De Arma De Fogo De Uso Restrito
Sim;raspado;103.0;ARMA DE FOGO;REVÓLVER;ROSSI;;38;;Não;;Ilícita;;002A. DP - [SAUDE];002-00009/2016;SAUDE;42371;;L 5;;Apreensão (Outros) /// Roubo De Veículo
Sim;A1;104.0;ARMA DE FOGO;REVÓLVER;ROSSI;;38;;Não;Registro Particular;Ilícita;;002A. DP - [SAUDE];;SAUDE;18/05/2016 10:00:00;;;;Entrega Voluntária De Arma
Sim;A2;104.0;ARMA DE FOGO;REVÓLVER;ROSSI;;38;;Não;;Ilícita;;002A. DP - [SAUDE];;SAUDE;18/05/2016 10:00:00;;;;Entrega Voluntária De Arma De Fogo (Campanha Do Desarmamento)
`

func TestImportSeizureBase(t *testing.T) {
	for _, rows := range []int{1, 2, 100} { // seizures begun in one batch go on in another
		t.Run(fmt.Sprint(rows), func(t *testing.T) {
			storetest.Run(t, bulkSchemas(), func(t *testing.T, db *store.DB) {
				h := newBulkHouse(t, db)
				h.im = h.im.WithBatch(rows)
				src := importer.Source{Name: "base.csv", Size: int64(len(base)), Data: strings.NewReader(base)}
				rep := h.load(src)
				if rep.Run.Mapping.Name != "rio-de-janeiro" || rep.Added.Taken != 6 || rep.Added.Doubts != 0 || rep.Added.Refused != 0 {
					t.Errorf("%+v %+v", rep.Added, rep.Doubts)
				}
				for query, want := range map[string]int64{
					`SELECT COUNT(*) FROM seizure`:                                            4,
					`SELECT items FROM seizure WHERE number = '001-00001/2016'`:               2,
					`SELECT firearms FROM seizure WHERE number = '002-00009/2016'`:            1,
					`SELECT COUNT(*) FROM event WHERE kind = 'seizure'`:                       3,
					`SELECT COUNT(*) FROM event WHERE kind = 'observe'`:                       2,
					`SELECT COUNT(*) FROM event WHERE kind = 'surrender'`:                     1,
					`SELECT COUNT(*) FROM occurrence WHERE role = 'state-owned'`:              1,
					`SELECT COUNT(*) FROM occurrence WHERE role = 'lawful-owner'`:             1,
					`SELECT COUNT(*) FROM occurrence WHERE control = '103'`:                   1,
					`SELECT COUNT(*) FROM occurrence WHERE item_kind = 'ammunition'`:          1,
					`SELECT COUNT(*) FROM item WHERE marking = 'altered'`:                     1,
					`SELECT COUNT(*) FROM mark WHERE text = 'raspado'`:                        0,
					`SELECT COUNT(*) FROM event WHERE happened = '2016-01-01T06:00'`:          2,
					`SELECT COUNT(*) FROM seizure WHERE happened = '2016-05-18T10:00'`:        2,
					`SELECT COUNT(DISTINCT import_row) FROM event`:                            6,
					`SELECT COUNT(*) FROM seizure WHERE region = 'BR-RJ' AND country = 'BRA'`: 4,
				} {
					if n := h.count(query); n != want {
						t.Errorf("%s: %d, want %d", query, n, want)
					}
				}
				h.verify()
			})
		})
	}
}

// The three Rio workbooks load unattended, and the rule of the counting table
// (firearms, no service arms, none of lawful owners, none surrendered, one for
// each control number and year) finds 8,825 / 8,876 / 8,817.
func TestImportRio(t *testing.T) {
	dir := os.Getenv("FOCALPOINT_DATA")
	if dir == "" {
		dir = filepath.Join("..", "..", "..", "shared", "data")
	}
	dir = filepath.Join(dir, "statistics", "br-rj-seizures")
	if _, err := os.Stat(dir); err != nil {
		if os.Getenv("CI") != "" {
			t.Fatalf("%s is not there; set FOCALPOINT_DATA", dir)
		}
		t.Logf("not run: %s is not there; set FOCALPOINT_DATA", dir)
		return
	}
	h := newBulkHouse(t, storetest.OpenSQLite(t, bulkSchemas()))
	for _, year := range []int{2015, 2016, 2017} {
		src, err := importer.FileSource(filepath.Join(dir, fmt.Sprintf("24648_APREENS_ARMA_FOGO_%d_BASE_APREENSAO.xlsx", year)))
		if err != nil {
			t.Fatal(err)
		}
		rep := h.load(src)
		src.Close()
		if rep.Added.Refused != 0 || rep.Added.Doubts != 0 {
			t.Errorf("%d: %+v %+v %+v", year, rep.Added, rep.Refused[:min(3, len(rep.Refused))], rep.Doubts[:min(5, len(rep.Doubts))])
		}
		t.Logf("%d: %+v in %.1f s; %d texts wait, first %+v; notes %v", year, rep.Added, rep.Elapsed, len(rep.Waiting), rep.Waiting[:min(5, len(rep.Waiting))], rep.Notes)
	}
	for query, want := range map[string]int64{
		`SELECT COUNT(*) FROM item WHERE kind = 'firearm'`:    41055,
		`SELECT COUNT(*) FROM item WHERE kind = 'ammunition'`: 50855,
	} {
		if n := h.count(query); n != want {
			t.Errorf("%s: %d, want %d", query, n, want)
		}
	}
	for year, want := range map[int]int64{2015: 8825, 2016: 8876, 2017: 8817} {
		n := h.count(`SELECT COUNT(DISTINCT control) FROM occurrence WHERE item_kind = 'firearm' AND role = $1 AND year = $2`, string(focalpoint.RoleSeized), year)
		if n != want {
			t.Errorf("%d: %d firearms by the counting rule, want %d", year, n, want)
		}
	}
	t.Logf("%d seizures", h.count(`SELECT COUNT(*) FROM seizure`))
	h.verify()
}

package sheet

// Format names a kind of tabular file.
type Format string

// The formats the package reads. CSV stands for every separated text file.
const (
	CSV       Format = "csv"
	XLSX      Format = "xlsx"
	JSONLines Format = "jsonl"
)

// Limits that hold when Options leaves a field at zero.
const (
	DefaultMaxCell     = 1 << 20 // bytes of one text line or one cell
	DefaultMaxColumns  = 16384   // what a spreadsheet program can hold
	DefaultMaxEntries  = 4096    // parts of a workbook
	DefaultMaxExpanded = 8 << 30 // bytes after unpacking, per packed stream
	DefaultMaxRatio    = 400     // unpacked to packed, looked at beyond ratioFree bytes
	DefaultMaxStrings  = 256 << 20
)

// ratioFree is how much a packed stream may expand to before its ratio
// counts: small tables of equal rows legitimately pack a thousandfold.
const ratioFree = 64 << 20

// Options overrule what the package finds out by itself and set its limits.
// The zero value is right for nearly every file.
type Options struct {
	Format   Format // "" looks at the content
	Encoding string // "" looks at the content; else a name from Encodings
	Comma    rune   // 0 looks at the content; else the separator
	NoQuotes bool   // treat quotation marks in CSV as ordinary characters
	Sheet    string // name of the worksheet; "" takes the first visible one with rows

	// HeaderRow is the row that names the columns, numbered as in the file.
	// 0 looks for it, NoHeader says that there is none.
	HeaderRow int
	// Columns are names the caller expects; a row among the first that holds
	// most of them (letter case apart) is taken as the header.
	Columns []string

	// Strict makes text that cannot be decoded an error instead of a note.
	Strict bool

	MaxCell     int   // bytes of one text line or one cell
	MaxColumns  int   // cells in one row
	MaxEntries  int   // parts of a workbook
	MaxExpanded int64 // bytes a packed stream may expand to
	MaxRatio    int64 // how many times larger than packed it may become
	MaxStrings  int64 // bytes of a workbook's shared texts, held in memory
}

// NoHeader in Options.HeaderRow says that the first row already holds data.
const NoHeader = -1

func (o Options) withDefaults() Options {
	if o.MaxCell <= 0 {
		o.MaxCell = DefaultMaxCell
	}
	if o.MaxColumns <= 0 {
		o.MaxColumns = DefaultMaxColumns
	}
	if o.MaxEntries <= 0 {
		o.MaxEntries = DefaultMaxEntries
	}
	if o.MaxExpanded <= 0 {
		o.MaxExpanded = DefaultMaxExpanded
	}
	if o.MaxRatio <= 0 {
		o.MaxRatio = DefaultMaxRatio
	}
	if o.MaxStrings <= 0 {
		o.MaxStrings = DefaultMaxStrings
	}
	o.MaxStrings = min(o.MaxStrings, 1<<31) // places in them are kept in 32 bits
	return o
}

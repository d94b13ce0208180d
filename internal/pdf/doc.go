// Package pdf prints an HTML page to PDF with the Chromium of the machine, the
// only free engine that sets Arabic and Chinese right.
//
// The page must hold all it needs: the browser resolves no name and runs in a
// profile of its own that is thrown away. Scripts are the page's business: a
// page that shows others' words forbids them by its content policy. When no
// browser is installed, Print says so in an error of which Absent is true, and
// the caller offers the page itself for printing.
package pdf

// Command build bundles the islands: every web/src/*.ts that is not imported by
// another becomes web/dist/*.js, minified, with what it needs from node_modules. It
// runs esbuild inside Go, so Node.js is needed to fetch packages only. It is a
// module of its own, so that the program's list of dependencies stays the program's.
//
//	cd web/build && go run . ..
package main

import (
	"fmt"
	"os"
	"path/filepath"

	"github.com/evanw/esbuild/pkg/api"
)

// The scripts pages ask for; everything else in src is part of them.
var islands = []string{"app.ts", "map.ts", "graph.ts"}

func main() {
	if len(os.Args) != 2 {
		fmt.Fprintln(os.Stderr, "usage: build WEB-FOLDER")
		os.Exit(2)
	}
	if err := build(os.Args[1]); err != nil {
		fmt.Fprintln(os.Stderr, "build:", err)
		os.Exit(1)
	}
}

func build(web string) error {
	web, err := filepath.Abs(web)
	if err != nil {
		return err
	}
	var entries []string
	for _, name := range islands {
		entries = append(entries, filepath.Join(web, "src", name))
	}
	result := api.Build(api.BuildOptions{
		AbsWorkingDir:     web,
		EntryPoints:       entries,
		Outdir:            filepath.Join(web, "dist"),
		Bundle:            true,
		Write:             true,
		Format:            api.FormatIIFE,
		Platform:          api.PlatformBrowser,
		Target:            api.ES2020,
		MinifyWhitespace:  true,
		MinifyIdentifiers: true,
		MinifySyntax:      true,
		LegalComments:     api.LegalCommentsEndOfFile,
		LogLevel:          api.LogLevelWarning,
	})
	if len(result.Errors) > 0 {
		return fmt.Errorf("%d errors, shown above", len(result.Errors))
	}
	for _, f := range result.OutputFiles {
		fmt.Printf("%-12s %6d bytes\n", filepath.Base(f.Path), len(f.Contents))
	}
	return nil
}

// Package web is the door for people: pages made on the server that work
// without scripts, in six languages, on a phone and on an old machine.
//
// routes.go is the table of all pages; one page is one file here and one
// template in page/. A handler reads the request, calls a room and renders;
// no rule of the field lives here. Every text comes from the message
// catalogue or, for codes, from the code lists.
package web

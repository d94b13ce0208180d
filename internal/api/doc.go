// Package api is the door for programs: everything the pages do, as JSON under
// /api/v1, described by an OpenAPI 3.1 document that the program serves at
// /api/openapi.json.
//
// Errors are problem+json (RFC 9457) with the path of each field; lists are
// paged by cursor; changes of versioned documents carry If-Match with the
// version they were made from; a POST may carry an Idempotency-Key and is then
// done once. Operations live one noun a file. No rule of the field lives here.
package api

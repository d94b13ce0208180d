package api

import (
	"bytes"
	"context"
	"net/http"

	"focalpoint/internal/access"
	"focalpoint/internal/attachment"
)

// FilePath names a stored file by the digest of its content.
type FilePath struct {
	SHA string `path:"sha"`
}

type fileContent struct {
	ContentType string `header:"Content-Type"`
	Body        []byte
}

func (s *server) fileOperations() {
	put := operation("put-file", http.MethodPost, "/files", "Store a photograph or letter; it is kept by the digest of its content", "files")
	put.MaxBodyBytes, put.DefaultStatus = attachment.MaxSize+1, http.StatusCreated
	add(s, put, access.ReadSeizures, func(ctx context.Context, in *struct {
		Name    string `query:"name"`
		RawBody []byte `contentType:"application/octet-stream"`
	}) (*body[attachment.Info], error) {
		if u := who(ctx); !u.May(access.WriteSeizures) && !u.May(access.WriteTraces) && !u.May(access.WriteCases) {
			return nil, may(ctx, access.WriteSeizures)
		}
		info, err := s.Files.Put(ctx, who(ctx).ID, in.Name, bytes.NewReader(in.RawBody))
		return &body[attachment.Info]{info}, err
	})
	add(s, operation("get-file", http.MethodGet, "/files/{sha}", "Read a stored file", "files"), access.ReadSeizures,
		func(ctx context.Context, in *FilePath) (*fileContent, error) {
			info, content, err := s.Files.Read(ctx, in.SHA)
			return &fileContent{info.Media, content}, err
		})
}

package demo

import "context"

// files opens the investigations of the planted cases.
func (l *loader) files(ctx context.Context, incidents []*Incident) error {
	return nil
}

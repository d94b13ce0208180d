package importer

import (
	"context"

	"focalpoint/internal/jobs"
)

// Waiting is a file that waits, with the job that reads it.
type Waiting struct {
	Upload
	Job *jobs.Job `json:"-"`
}

// WithJob finds the job that tries or imports a file, if there is one.
func WithJob(ctx context.Context, queue *jobs.Queue, u Upload) (Waiting, error) {
	w := Waiting{Upload: u}
	if !w.Busy() {
		return w, nil
	}
	list, err := queue.List(ctx, UploadJob, 200)
	for i := range list {
		if list[i].ID == u.Job {
			w.Job = &list[i]
		}
	}
	return w, err
}

// Share is how much of the work of the job is done, 0 to 1.
func (w Waiting) Share() float64 {
	if w.Job == nil || w.Job.Total == 0 {
		return 0
	}
	return min(1, float64(w.Job.Done)/float64(w.Job.Total))
}

// Busy says whether a job reads the file now.
func (w Waiting) Busy() bool { return w.State == UploadTrying || w.State == UploadLoading }

// Failed says whether the job gave up for a reason that lies not in the file.
func (w Waiting) Failed() bool { return w.Busy() && w.Job != nil && w.Job.State == jobs.Failed }

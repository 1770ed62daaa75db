package worker

import (
	"context"
	"errors"
	"io"
	"sync"
	"time"

	"lookbook/engine"
)

// patience is how long Serve waits for a job that was told to stop because the
// parent is gone. Native code that does not listen ends with the process.
const patience = 2 * time.Second

// errDeaf says that a job did not stop; the process must end.
var errDeaf = errors.New("the running job did not stop")

// Serve answers the requests that arrive on in until it ends, ctx ends or
// something arrives that is no request. open is called for the first job, and
// again after it failed, so that a missing library is the fault of a job and
// not of the process. Serve closes the engine. It returns nil when in ended
// between two messages; whatever it returns, the process should end then,
// because a job that did not listen may still be running.
func Serve(ctx context.Context, in io.Reader, out io.Writer, open func() (engine.Engine, error)) error {
	ctx, cancel := context.WithCancel(ctx)
	defer cancel()
	s := &server{out: out, open: open, done: make(chan message, 1)}
	if err := s.send(message{Kind: kindHello, Protocol: protocol, Build: build()}); err != nil {
		return err
	}
	frames := make(chan message)
	ended := make(chan error, 1)
	go func() { ended <- pump(ctx, in, frames) }()
	err := s.loop(ctx, frames, ended)
	if stopped := s.stop(); stopped != nil {
		return errors.Join(err, stopped)
	}
	if errors.Is(err, io.EOF) {
		return nil
	}
	return err
}

// pump reads frames until in ends or ctx does.
func pump(ctx context.Context, in io.Reader, frames chan<- message) error {
	for {
		m, err := readFrame(in)
		if err != nil {
			return err
		}
		select {
		case frames <- m:
		case <-ctx.Done():
			return ctx.Err()
		}
	}
}

// server is the state of Serve. Only loop touches the job; the writer is
// shared with the job's goroutine.
type server struct {
	write sync.Mutex
	out   io.Writer

	open   func() (engine.Engine, error)
	engine engine.Engine // used by the job's goroutine while there is a job

	id     uint64 // of the running job, 0 = none
	cancel context.CancelFunc
	done   chan message // the running job's result
}

func (s *server) send(m message) error {
	s.write.Lock()
	defer s.write.Unlock()
	return writeFrame(s.out, m)
}

func (s *server) loop(ctx context.Context, frames <-chan message, ended <-chan error) error {
	for {
		select {
		case <-ctx.Done():
			return ctx.Err()
		case err := <-ended:
			return err
		case m := <-s.done:
			// The job is over before its result leaves: the next request
			// may arrive at once.
			s.id = 0
			s.cancel()
			if err := s.send(m); err != nil {
				return err
			}
		case m := <-frames:
			if err := s.take(ctx, m); err != nil {
				return err
			}
		}
	}
}

// take acts on one message of the client.
func (s *server) take(ctx context.Context, m message) error {
	switch {
	case m.Kind == kindRun && s.id == 0:
		var job context.Context
		job, s.cancel = context.WithCancel(ctx)
		s.id = m.ID
		go func() { s.done <- s.run(job, m.ID, *m.Request) }()
		return nil
	case m.Kind == kindCancel:
		// A cancel may cross the result of its job; then it is too late.
		if m.ID == s.id {
			s.cancel()
		}
		return nil
	}
	return errors.Join(errFrame, errors.New(m.Kind+" out of turn"))
}

// run does one job and returns its result message.
func (s *server) run(ctx context.Context, id uint64, req engine.Request) message {
	m := message{Kind: kindResult, ID: id}
	if s.engine == nil {
		e, err := s.open()
		if err != nil {
			m.Fault = engine.AsFault(err)
			return m
		}
		s.engine = e
	}
	res, err := s.engine.Run(ctx, req, func(p engine.Progress) {
		// When the client is gone the reader notices too and ends the job.
		_ = s.send(message{Kind: kindProgress, ID: id, Progress: &p})
	})
	if err != nil {
		m.Fault = engine.AsFault(err)
		return m
	}
	m.Result = &res
	return m
}

// stop ends a running job and closes the engine.
func (s *server) stop() error {
	if s.id != 0 {
		s.cancel()
		late := time.NewTimer(patience)
		defer late.Stop()
		select {
		case <-s.done:
		case <-late.C:
			return errDeaf
		}
	}
	if s.engine == nil {
		return nil
	}
	return s.engine.Close()
}

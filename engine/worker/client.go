package worker

import (
	"context"
	"os"
	"path/filepath"
	"sync"
	"time"

	"lookbook/engine"
)

// Command says how to start the child.
type Command struct {
	Path string
	Args []string
	// Env of the child; nil means that of this process.
	Env []string
}

// Self is the command that runs this binary with the given arguments.
func Self(args ...string) (Command, error) {
	path, err := os.Executable()
	if err != nil {
		return Command{}, cannotStart(err)
	}
	return Command{Path: path, Args: args}, nil
}

// Options of a Client. The zero value means the defaults.
type Options struct {
	// Grace is how long a job may take to stop after a cancel before the
	// child is killed; 0 means 400 ms, which keeps the promise of 500 ms.
	Grace time.Duration
	// Silence is how long a job may run without reporting progress before it
	// counts as hanging; 0 means 3 minutes, many times the slowest stage on
	// the slowest machine.
	Silence time.Duration
	// Start is how long the child may take to say hello; 0 means 30 s.
	Start time.Duration
	// Idle is how long the child is kept without work, with its networks in
	// memory; 0 means 5 minutes, less than 0 for ever.
	Idle time.Duration
}

func (o Options) withDefaults() Options {
	set := func(d *time.Duration, v time.Duration) {
		if *d == 0 {
			*d = v
		}
	}
	set(&o.Grace, 400*time.Millisecond)
	set(&o.Silence, 3*time.Minute)
	set(&o.Start, 30*time.Second)
	set(&o.Idle, 5*time.Minute)
	return o
}

// Client is an engine.Engine whose work happens in a child process. The child
// is started by the first Run, kept for the next ones and replaced when it
// died.
type Client struct {
	cmd  Command
	opts Options

	turn    chan struct{} // holds one token while somebody uses the fields below
	closing chan struct{}
	once    sync.Once

	child *child
	jobs  uint64
	idle  *time.Timer
}

var _ engine.Engine = (*Client)(nil)

// New returns a client; nothing is started yet. The caller closes it.
func New(cmd Command, opts Options) *Client {
	return &Client{
		cmd: cmd, opts: opts.withDefaults(),
		turn: make(chan struct{}, 1), closing: make(chan struct{}),
	}
}

// Run implements engine.Engine. Besides the faults of the engine it returns
// FaultWorker (the child crashed, hung or could not start) and FaultOutOfMemory
// (the system ended it for want of memory); after any of them the next Run starts a new child.
func (c *Client) Run(ctx context.Context, req engine.Request, sink engine.Sink) (engine.Result, error) {
	select {
	case c.turn <- struct{}{}:
	case <-ctx.Done():
		return engine.Result{}, engine.AsFault(ctx.Err())
	case <-c.closing:
		return engine.Result{}, closed()
	}
	defer func() { <-c.turn }()
	if err := c.refuse(ctx); err != nil {
		return engine.Result{}, err
	}
	c.stopIdle()
	defer c.startIdle()

	before := names(req.OutDir)
	res, err := c.serve(ctx, req, sink)
	if err != nil {
		tidy(req.OutDir, before)
		return engine.Result{}, err
	}
	return res, nil
}

// refuse answers calls that came too late.
func (c *Client) refuse(ctx context.Context) error {
	select {
	case <-c.closing:
		return closed()
	default:
	}
	if err := ctx.Err(); err != nil {
		return engine.AsFault(err)
	}
	return nil
}

// serve has one job done by the child.
func (c *Client) serve(ctx context.Context, req engine.Request, sink engine.Sink) (engine.Result, error) {
	if c.child == nil || !c.child.alive() {
		ch, err := start(ctx, c.cmd, c.opts.Start)
		if err != nil {
			return engine.Result{}, err
		}
		c.child = ch
	}
	c.jobs++
	id := c.jobs
	c.child.send(message{Kind: kindRun, ID: id, Request: &req})
	silence := time.NewTimer(c.opts.Silence)
	defer silence.Stop()
	for {
		select {
		case m, ok := <-c.child.in:
			if !ok {
				return engine.Result{}, c.child.fault()
			}
			silence.Reset(c.opts.Silence)
			if done, res, err := answer(m, id, sink); done {
				return res, err
			}
		case <-ctx.Done():
			c.stop(id)
			return engine.Result{}, engine.AsFault(ctx.Err())
		case <-c.closing:
			c.stop(id)
			return engine.Result{}, closed()
		case <-silence.C:
			return engine.Result{}, c.hung()
		}
	}
}

// answer acts on one message; done is true when it was the job's last.
func answer(m message, id uint64, sink engine.Sink) (done bool, res engine.Result, err error) {
	switch {
	case m.ID != id:
		return false, res, nil
	case m.Kind == kindProgress:
		sink.Report(*m.Progress)
		return false, res, nil
	case m.Fault != nil:
		return true, res, m.Fault
	case m.Kind == kindResult:
		return true, *m.Result, nil
	}
	return false, res, nil
}

// stop cancels the running job. A child that does not answer within the grace
// is killed.
func (c *Client) stop(id uint64) {
	c.child.send(message{Kind: kindCancel, ID: id})
	late := time.NewTimer(c.opts.Grace)
	defer late.Stop()
	for {
		select {
		case m, ok := <-c.child.in:
			if !ok || (m.ID == id && m.Kind == kindResult) {
				return
			}
		case <-late.C:
			c.child.kill()
			return
		}
	}
}

// hung gives up a child that has been silent for too long.
func (c *Client) hung() error {
	c.child.kill()
	return &engine.Fault{
		Kind: engine.FaultWorker, Code: "worker.hung", Args: map[string]string{"time": c.opts.Silence.String()},
		What:  "The engine process gave no sign of life for " + c.opts.Silence.String() + " and was ended.",
		Next:  "Try again; if it happens again with this picture, choose a smaller size.",
		Cause: tail(c.child.stderr.String(), 2000),
	}
}

// startIdle arms the timer that retires an idle child. Called with the turn.
func (c *Client) startIdle() {
	if c.child == nil || c.opts.Idle < 0 {
		return
	}
	c.idle = time.AfterFunc(c.opts.Idle, func() {
		select {
		case c.turn <- struct{}{}:
			defer func() { <-c.turn }()
			c.drop()
		default: // somebody works or closes
		}
	})
}

func (c *Client) stopIdle() {
	if c.idle != nil {
		c.idle.Stop()
		c.idle = nil
	}
}

// drop ends the child, if any. Called with the turn.
func (c *Client) drop() {
	if c.child != nil {
		c.child.retire()
		c.child = nil
	}
}

// Close cancels a running job, ends the child and waits for it. It may be
// called more than once.
func (c *Client) Close() error {
	c.once.Do(func() { close(c.closing) })
	c.turn <- struct{}{}
	defer func() { <-c.turn }()
	c.stopIdle()
	c.drop()
	return nil
}

func closed() error {
	return &engine.Fault{
		Kind: engine.FaultInternal, Code: "engine.closed",
		What: "The engine has been closed.", Next: "Start Lookbook again.",
	}
}

// names lists what is in a folder; nil when that cannot be told.
func names(dir string) map[string]bool {
	entries, err := os.ReadDir(dir)
	if err != nil {
		return nil
	}
	out := map[string]bool{}
	for _, e := range entries {
		out[e.Name()] = true
	}
	return out
}

// tidy removes what was not there before: a killed child leaves half files.
func tidy(dir string, before map[string]bool) {
	entries, err := os.ReadDir(dir)
	if err != nil || before == nil {
		return
	}
	for _, e := range entries {
		if !before[e.Name()] {
			_ = os.RemoveAll(filepath.Join(dir, e.Name()))
		}
	}
}

package worker

import (
	"context"
	"errors"
	"fmt"
	"io"
	"os/exec"
	"sync"
	"time"

	"lookbook/engine"
)

// linger is how long a child may need to end by itself after its output or its
// input was closed.
const linger = 2 * time.Second

// child is one running process. Two goroutines serve it, one per pipe; both
// have ended when gone is closed.
type child struct {
	cmd    *exec.Cmd
	stderr *ring

	out  chan message  // to the child; closed by retire
	in   chan message  // from the child; closed when no more will come
	quit chan struct{} // closed by kill: nobody reads in any more
	gone chan struct{} // closed when the process is reaped

	killOnce   sync.Once
	retireOnce sync.Once
	garbage    error // what was wrong with the last frame; read after gone

	// kills is the system's count of processes ended for want of memory when
	// this one was started.
	kills      int64
	killsKnown bool
}

// start runs the command and waits for its hello.
func start(ctx context.Context, c Command, limit time.Duration) (*child, error) {
	ch := &child{
		// The child outlives the job that started it.
		cmd: exec.CommandContext(context.WithoutCancel(ctx), c.Path, c.Args...), stderr: &ring{},
		out: make(chan message, 4), in: make(chan message, 16),
		quit: make(chan struct{}), gone: make(chan struct{}),
	}
	ch.cmd.Env = c.Env
	ch.cmd.Stderr = ch.stderr
	ch.cmd.WaitDelay = linger // standard error may be held open by others
	hideConsole(ch.cmd)
	stdin, err := ch.cmd.StdinPipe()
	if err != nil {
		return nil, cannotStart(err)
	}
	stdout, err := ch.cmd.StdoutPipe()
	if err != nil {
		return nil, cannotStart(err)
	}
	ch.kills, ch.killsKnown = oomKills()
	if err := ch.cmd.Start(); err != nil {
		return nil, cannotStart(err)
	}
	written := make(chan struct{})
	go func() { defer close(written); ch.write(stdin) }()
	go func() { defer close(ch.gone); ch.read(stdout); <-written }()
	if err := ch.hello(ctx, limit); err != nil {
		ch.kill()
		return nil, err
	}
	return ch, nil
}

// hello checks the first message.
func (ch *child) hello(ctx context.Context, limit time.Duration) error {
	late := time.NewTimer(limit)
	defer late.Stop()
	select {
	case m, ok := <-ch.in:
		if !ok {
			return ch.fault()
		}
		if m.Kind != kindHello || m.Protocol != protocol || m.Build != build() {
			return &engine.Fault{
				Kind: engine.FaultWorker, Code: "worker.version",
				What: "Lookbook was updated while it was running.", Next: "Close it and start it again.",
				Cause: fmt.Sprintf("%s of protocol %d, build %q; want %d, %q", m.Kind, m.Protocol, m.Build, protocol, build()),
			}
		}
		return nil
	case <-ctx.Done():
		return engine.AsFault(ctx.Err())
	case <-late.C:
		return &engine.Fault{
			Kind: engine.FaultWorker, Code: "worker.silent",
			What: "The engine process did not start in time.", Next: "Wait until the computer is less busy and try again.",
			Cause: "no hello in " + limit.String() + "\n" + tail(ch.stderr.String(), 2000),
		}
	}
}

// write sends messages until out is closed or the child no longer reads.
func (ch *child) write(stdin io.WriteCloser) {
	defer stdin.Close()
	for {
		select {
		case m, ok := <-ch.out:
			if !ok || writeFrame(stdin, m) != nil {
				return // the reader learns why
			}
		case <-ch.quit:
			return
		}
	}
}

// read receives messages until the child ends or talks nonsense, then reaps
// it.
func (ch *child) read(stdout io.Reader) {
	defer ch.killOnce.Do(func() { close(ch.quit) }) // lets write end
	for {
		m, err := readFrame(stdout)
		if err != nil {
			ch.reap(err)
			close(ch.in)
			return
		}
		select {
		case ch.in <- m:
		case <-ch.quit:
		}
	}
}

// reap waits for the process, which gets a moment to end by itself unless it
// talked nonsense.
func (ch *child) reap(err error) {
	wait := linger
	if errors.Is(err, errFrame) {
		ch.garbage = err
		wait = 0
	}
	t := time.AfterFunc(wait, func() { _ = ch.cmd.Process.Kill() })
	_ = ch.cmd.Wait() // the state tells more than the error
	if !t.Stop() && ch.garbage == nil {
		ch.garbage = errors.New("it closed its output and did not end")
	}
}

// fault says why there are no more messages. It waits for the end.
func (ch *child) fault() *engine.Fault {
	<-ch.gone
	if ch.garbage != nil {
		return &engine.Fault{
			Kind: engine.FaultWorker, Code: "worker.protocol",
			What:  "The engine process sent something unreadable and was ended.",
			Next:  "Try again; if it happens again, run \"lookbook doctor\" and report what it prints.",
			Cause: ch.garbage.Error() + "\n" + tail(ch.stderr.String(), 2000),
		}
	}
	state := ch.cmd.ProcessState
	return death(state, ch.stderr.String(), gather(state, ch.kills, ch.killsKnown))
}

// alive is false when the process has ended.
func (ch *child) alive() bool {
	select {
	case <-ch.gone:
		return false
	default:
		return true
	}
}

// send queues a message. The child reads at all times, so the queue is full
// only when it hangs; the caller then waits for it in vain and kills it.
func (ch *child) send(m message) {
	select {
	case ch.out <- m:
	default:
	}
}

// kill ends the process at once and waits for it. It may be called often.
func (ch *child) kill() {
	ch.killOnce.Do(func() { close(ch.quit) })
	_ = ch.cmd.Process.Kill()
	<-ch.gone
}

// retire lets the process end by itself, for which it has a moment.
func (ch *child) retire() {
	ch.retireOnce.Do(func() { close(ch.out) })
	late := time.NewTimer(linger)
	defer late.Stop()
	select {
	case <-ch.gone:
	case <-late.C:
		ch.kill()
	}
}

func cannotStart(err error) *engine.Fault {
	return &engine.Fault{
		Kind: engine.FaultWorker, Code: "worker.start",
		What: "The engine process could not be started.", Next: "Check that the Lookbook program was not moved or deleted, then start it again.",
		Cause: err.Error(),
	}
}

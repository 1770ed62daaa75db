package worker

import (
	"bytes"
	"encoding/binary"
	"encoding/json"
	"errors"
	"fmt"
	"io"
	"runtime/debug"

	"lookbook/engine"
)

// protocol is the version of the messages below; both sides must agree. They
// differ only when the binary was replaced under a running studio.
const protocol = 1

// maxFrame bounds one message. The largest real one, a recipe with every
// landmark of twenty garments corrected, stays under 1 MiB; text that is no
// frame reads as a length far above (four ASCII letters are 1 GiB or more).
const maxFrame = 16 << 20

// Kinds of messages.
const (
	kindHello    = "hello"    // child: Protocol and Build
	kindRun      = "run"      // client: ID and Request
	kindCancel   = "cancel"   // client: ID
	kindProgress = "progress" // child: ID and Progress
	kindResult   = "result"   // child: ID and either Result or Fault
)

// message is the one shape of all frames; Kind says which fields count.
type message struct {
	Kind     string           `json:"kind"`
	ID       uint64           `json:"id,omitempty"`
	Protocol int              `json:"protocol,omitempty"`
	Build    string           `json:"build,omitempty"`
	Request  *engine.Request  `json:"request,omitempty"`
	Progress *engine.Progress `json:"progress,omitempty"`
	Result   *engine.Result   `json:"result,omitempty"`
	Fault    *engine.Fault    `json:"fault,omitempty"`
}

// errFrame marks bytes that are no frame of ours.
var errFrame = errors.New("not a message of the engine process")

// writeFrame writes one message with a single Write.
func writeFrame(w io.Writer, m message) error {
	body, err := json.Marshal(m)
	if err != nil {
		return fmt.Errorf("encode %s message: %w", m.Kind, err)
	}
	if len(body) > maxFrame {
		return fmt.Errorf("%s message of %d bytes is larger than %d", m.Kind, len(body), maxFrame)
	}
	frame := binary.BigEndian.AppendUint32(make([]byte, 0, 4+len(body)), uint32(len(body)))
	if _, err := w.Write(append(frame, body...)); err != nil {
		return fmt.Errorf("write %s message: %w", m.Kind, err)
	}
	return nil
}

// readFrame reads one message. It returns io.EOF at a clean end, errFrame
// (wrapped) for garbage and never allocates more than what really arrives.
func readFrame(r io.Reader) (message, error) {
	var head [4]byte
	if _, err := io.ReadFull(r, head[:]); err != nil {
		if errors.Is(err, io.ErrUnexpectedEOF) {
			return message{}, fmt.Errorf("%w: it ends inside a length", errFrame)
		}
		return message{}, err
	}
	n := int64(binary.BigEndian.Uint32(head[:]))
	if n == 0 || n > maxFrame {
		return message{}, fmt.Errorf("%w: length %d (bytes %q)", errFrame, n, head[:])
	}
	var body bytes.Buffer
	got, err := io.Copy(&body, io.LimitReader(r, n))
	if err != nil {
		return message{}, err
	}
	if got < n {
		return message{}, fmt.Errorf("%w: %d of %d bytes", errFrame, got, n)
	}
	var m message
	if err := json.Unmarshal(body.Bytes(), &m); err != nil {
		return message{}, fmt.Errorf("%w: %w", errFrame, err)
	}
	return m, m.check()
}

// check refuses messages that lack what their kind promises.
func (m message) check() error {
	ok := false
	switch m.Kind {
	case kindHello:
		ok = m.Protocol > 0
	case kindRun:
		ok = m.ID > 0 && m.Request != nil
	case kindCancel:
		ok = m.ID > 0
	case kindProgress:
		ok = m.ID > 0 && m.Progress != nil
	case kindResult:
		ok = m.ID > 0 && (m.Result != nil) != (m.Fault != nil)
	}
	if !ok {
		return fmt.Errorf("%w: incomplete message of kind %.20q", errFrame, m.Kind)
	}
	return nil
}

// build names this build, so that a child from a newer binary is noticed.
func build() string {
	info, ok := debug.ReadBuildInfo()
	if !ok {
		return ""
	}
	name := info.Main.Version
	for _, s := range info.Settings {
		if s.Key == "vcs.revision" || s.Key == "vcs.time" {
			name += " " + s.Value
		}
	}
	return name
}

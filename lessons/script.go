package lessons

import (
	"wirewalk/lessons/wire"
	"wirewalk/quiz"
)

// Protocol is what a script's connection speaks after its handshake.
type Protocol string

const (
	WebSocket   Protocol = "websocket"
	EventStream Protocol = "event-stream"
)

// Script is a table that is executed: the page, the live run, the replay and
// the test are made of the same steps.
type Script struct {
	ID       string   `yaml:"id"` // unique in the program; a lesson's walkthrough's is its slug
	Protocol Protocol `yaml:"protocol" must:"text"`
	Caption  string   `yaml:"caption" must:"text"` // the table's caption
	Columns  Columns  `yaml:"columns"`             // of a walkthrough; a variant's table has fewer, which the page names
	Steps    []Step   `yaml:"steps" must:"list"`
	Exit     string   `yaml:"exit" md:"inline" terms:"link"` // Markdown, inline: what holds after the last row
	Axis     bool     `yaml:"axis"`                          // of a walkthrough: the measured states of both ends are shown on one time axis

	lesson *Lesson         // whose it is; filled by Load
	worked func() []effect // see effects; filled by Load
}

// Columns are a walkthrough's headings. Between Action and State stand Sent and
// Received, the two sides of a ladder; or Wire and Sees, lanes: what crosses, and
// what JavaScript has of it; or Client, Wire and Server, a dialogue: what either
// side does, and what is said between them.
type Columns struct {
	Step     string `yaml:"step" must:"text"`
	Action   string `yaml:"action" must:"text"`
	Sent     string `yaml:"sent"`
	Received string `yaml:"received"`
	Wire     string `yaml:"wire"`
	Sees     string `yaml:"sees"`
	Client   string `yaml:"client"`
	Server   string `yaml:"server"`
	State    string `yaml:"state" must:"text"`
}

// Form is how a table is drawn.
type Form string

const (
	Ladder   Form = "ladder"
	Lanes    Form = "lanes"
	Dialogue Form = "dialogue"
	Brief    Form = "brief" // a variant's: the wire alone
)

// Form is what the columns make of their table.
func (c Columns) Form() Form {
	switch {
	case c.Client != "" || c.Server != "":
		return Dialogue
	case c.Wire != "" || c.Sees != "":
		return Lanes
	case c.Sent != "" || c.Received != "":
		return Ladder
	}
	return Brief
}

// Actor is who makes a step happen.
type Actor string

const (
	Browser Actor = "browser"
	Server  Actor = "server"
)

// Action is what the actor does.
type Action string

const (
	// The browser's.
	Connect   Action = "connect"   // new WebSocket(url) or new EventSource(url)
	Reconnect Action = "reconnect" // an EventSource asks again by itself; the page does nothing
	Post      Action = "post"      // fetch(url, {method: "POST", body: Text}) beside an event stream; answered 204 at once
	// The server's, while the request waits.
	Hold         Action = "hold"          // has the whole request, answers nothing yet
	Accept       Action = "accept"        // writes the 101, or the head of the event stream and Text
	FinishAccept Action = "finish-accept" // writes the two bytes that Accept kept back; of an event stream Text after them
	Answer       Action = "answer"        // writes an ordinary response with Status instead of accepting
	// The server's, of an event stream.
	Publish Action = "publish" // has Text while nobody listens, and keeps it; of a WebSocket nobody keeps it
	Resume  Action = "resume"  // sends what was sent or published after the request's Last-Event-ID
	End     Action = "end"     // ends the response
	// The server's, of a WebSocket.
	Fragment Action = "fragment" // one fragment of a message; FIN says whether it is the last
	Ping     Action = "ping"     // a Ping with Text as its payload
	Raw      Action = "raw"      // Text or Hex as it is: what a reader of frames makes of it decides whether the browser fails the connection
	Reset    Action = "reset"    // a TCP reset instead of an end
	// Either's.
	Send     Action = "send"      // a message (WebSocket), or Text as raw event-stream bytes
	Close    Action = "close"     // starts the closing handshake with Code and Reason, or answers the browser's and leaves TCP open; eventSource.close()
	AckClose Action = "ack-close" // answers the peer's Close and ends the TCP connection
	Drop     Action = "drop"      // the server ends the TCP connection without a word of the protocol
	Wait     Action = "wait"      // nothing; of the server at full speed, for MS milliseconds
	Read     Action = "read"      // nothing: code is read, before the connection or during it
)

// What a row before Connect leaves behind.
const (
	NoObject     = -1     // Step.ReadyState
	NoConnection = "none" // Step.ServerState
)

// Step is one row.
type Step struct {
	N      int    `yaml:"step" must:"text"` // from 1, without gaps
	ID     string `yaml:"id"`               // "P003-row-5"; of a variant's or a walk's row it may be left away
	Actor  Actor  `yaml:"actor" must:"text"`
	Action Action `yaml:"action" must:"text"`
	// Text is what crosses. Of an event stream it is raw, and two words in braces
	// are replaced when it is sent: {now} by the time (RFC 3339), {posted} by what
	// the last Post carried.
	Text   string `yaml:"text"`
	Hex    string `yaml:"hex"`    // instead of Text: bytes in hexadecimal, with spaces or without; Send makes a binary message of them, Raw a frame by hand
	Times  int    `yaml:"times"`  // Text is repeated so many times; 0: once
	Every  int    `yaml:"every"`  // of a server's Send: each word of Text is an event or a message of its own, so many milliseconds after the one before
	FIN    bool   `yaml:"fin"`    // of Fragment: the last of its message
	Opcode string `yaml:"opcode"` // of Fragment: "text", "binary" or "continuation"; empty: as RFC 6455 §5.4 says
	Code   int    `yaml:"code"`   // of Close
	Reason string `yaml:"reason"` // of Close
	Status int    `yaml:"status"` // of Answer; 426 says that the protocol to change to is WebSocket (RFC 9110 §15.5.22)
	// Location is where an Answer that redirects leads: a path of this server.
	Location string `yaml:"location"`
	MS       int    `yaml:"ms"` // of Wait; a browser that waits for its own end may have none
	// Throws is the name of the exception that the browser's part throws, so that
	// nothing crosses: "InvalidStateError".
	Throws string `yaml:"throws"`
	// WrongAccept makes Accept answer another key than the one that was sent.
	WrongAccept bool `yaml:"wrongAccept"`
	// Without makes Accept leave out a header field that the 101 must have:
	// "Upgrade", "Connection" or "Sec-WebSocket-Accept".
	Without string `yaml:"without"`
	// With makes Accept agree on what nobody asked for, in a header field of the 101:
	// "Sec-WebSocket-Protocol: chat" or "Sec-WebSocket-Extensions: x-shout".
	With string `yaml:"with"`
	// OneWrite makes Accept and the Send after it leave in one piece.
	OneWrite bool `yaml:"oneWrite"`
	// Answered puts this server's answer into the same row, of a WebSocket: Connect
	// is accepted at once, and to the browser's Close it sends its own and ends the
	// TCP connection.
	Answered bool `yaml:"answered"`

	Row Row `yaml:"row" must:"text"` // the source's cells

	// Done lists the wire events that make the step done, in order for each
	// sender. Empty: done as soon as it is released; a server's Wait when it is over.
	Done []Pattern `yaml:"done"`
	// ReadyState is what the browser's object must say afterwards, NoObject before
	// there is one.
	ReadyState int `yaml:"readyState" must:"key"`
	// ServerState is the server's view: "CONNECTING", "OPEN", "CLOSING", "CLOSED",
	// and NoConnection before the request.
	ServerState string `yaml:"serverState" must:"text"`

	Say string `yaml:"say" md:"inline" must:"text"` // Markdown, inline: the one sentence; {bytes} is the number that crossed
	// These are a walkthrough's alone, which must have them.
	Explain string `yaml:"explain" md:"blocks" terms:"link"` // Markdown, blocks: the plain pane
	Server  string `yaml:"server" md:"inline"`               // Markdown, inline: what the server does now, in the code pane
	Ref     string `yaml:"ref"`                              // "RFC 6455 §5.2"
	Beside  int    `yaml:"beside"`                           // the row whose bytes stand beside this one's; 0: none

	BrowserLines []int `yaml:"browserLines"` // lines of the sample that run now
	ServerLines  []int `yaml:"serverLines"`

	Corrections []string       `yaml:"corrections"` // ids, shown in the row's pane
	Predict     *quiz.Question `yaml:"predict"`     // asked before this step
}

// Faulty reports whether the step is an Accept after which the client must fail
// the connection (RFC 6455 §4.1).
func (st *Step) Faulty() bool { return st.WrongAccept || st.Without != "" || st.With != "" }

// Row is a row's cells, as the source has them where there is one; empty where
// it is. It has those that its table has columns for; a variant's has Action and
// perhaps Wire.
type Row struct {
	Action   string `yaml:"action" must:"text"`
	Sent     string `yaml:"sent"`
	Received string `yaml:"received"`
	Wire     string `yaml:"wire"` // what crosses, by whoever acts
	Sees     string `yaml:"sees"` // what JavaScript has of it; empty: nothing
	Client   string `yaml:"client"`
	Server   string `yaml:"server"`
	State    string `yaml:"state"`
	// WireNote is a correction's id, where Wire is the source's own word and not
	// what crosses: Crosses says that, the actor's part first, then the answer.
	WireNote string   `yaml:"wireNote"`
	Crosses  []string `yaml:"crosses"`
	// StateNote is shown beside the state where it is the source's own word and
	// not the standard's; it links to the correction named here.
	StateNote string `yaml:"stateNote"` // the correction's id
}

// Pattern matches one wire event. Empty members match anything.
type Pattern struct {
	From    wire.Endpoint `yaml:"from" must:"text"`
	Kind    wire.Kind     `yaml:"kind" must:"text"` // "end" is matched by a reset too
	Opcode  string        `yaml:"opcode"`           // "text", "binary", "close", "ping", "pong", "continuation"
	Payload string        `yaml:"payload"`          // of a frame, unmasked; the data of a dispatch
	Length  int           `yaml:"length"`           // of a frame: its payload's, in bytes
	Type    string        `yaml:"type"`             // of a dispatch: the event's type
	Code    int           `yaml:"code"`             // of a Close frame, or a status line
	Header  string        `yaml:"header"`           // the name of a header field, in any case
	Value   string        `yaml:"value"`            // of a header field; the method of a request line
	// Optional marks an event that the sender may leave out: it is passed over
	// where the next one of the same sender comes, which the step must have.
	Optional bool `yaml:"optional"`
}

// Tracker is the table of variables that change as the steps run. The values
// are derived from the script (see Script.Tracked).
type Tracker struct {
	Variables   []Variable `yaml:"variables"`
	Note        string     `yaml:"note" md:"inline" terms:"link"` // Markdown, inline
	Corrections []string   `yaml:"corrections"`                   // ids
}

// Variable is one of them.
type Variable struct {
	ID   string `yaml:"id" must:"text"`   // "P003-var-1"
	Name string `yaml:"name" must:"text"` // "Connection State"
	// From is what it holds: "state" (a word), "readyState" (number and word),
	// "sent", "received", "lastEventId", "sends" (how many messages the browser
	// sent), "messages" (how many events fired) or
	// "connections" (how many requests for the connection were made).
	From string `yaml:"from" must:"text"`
	// Says are the source's values where they are not what the run leaves.
	Says []SourceValue `yaml:"says"`
}

// SourceValue is what a source says of a variable after a step.
type SourceValue struct {
	Step       int    `yaml:"step" must:"key"` // 0: before the first
	Value      string `yaml:"value" must:"text"`
	Correction string `yaml:"correction" must:"text"` // its id
}

// SourceValue is the source's other value after step n, or nil.
func (v *Variable) SourceValue(n int) *SourceValue {
	for i := range v.Says {
		if v.Says[i].Step == n {
			return &v.Says[i]
		}
	}
	return nil
}

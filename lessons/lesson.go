// Package lessons holds the lessons: their model, the strict loader and the
// checker. Every text marked Markdown is inline Markdown (code, emphasis,
// links), or blocks where it says so; the tags md and must are explained in
// package quiz.
package lessons

import (
	"wirewalk/lessons/wire"
	"wirewalk/quiz"
)

// Lesson is one file of lessons/content.
type Lesson struct {
	Slug    string `yaml:"-"`                  // the file's name without .yaml
	Number  int    `yaml:"number" must:"text"` // its place in the course, from 1
	Source  string `yaml:"source"`             // the document it teaches: "P003"
	Title   string `yaml:"title" must:"text"`
	Summary string `yaml:"summary" must:"text"` // one sentence, for cards and the page's description
	Minutes int    `yaml:"minutes" must:"text"`

	Needs []Need `yaml:"needs"` // the two or three words to know first
	Why   Why    `yaml:"why"`

	Flow        Flow            `yaml:"flow"`
	Script      *Script         `yaml:"script"`      // the walkthrough
	Tracker     Tracker         `yaml:"tracker"`     //
	KeyMoments  []KeyMoment     `yaml:"keyMoments"`  //
	Code        []Sample        `yaml:"code"`        //
	Experiments []Experiment    `yaml:"experiments"` // "Prove it live"
	Quiz        []quiz.Question `yaml:"quiz"`
	Snapshot    []Point         `yaml:"snapshot"`
	Transcript  string          `yaml:"transcript" md:"blocks"` // Markdown, blocks
	Recall      []Card          `yaml:"recall"`
	Corrections []Correction    `yaml:"corrections"`
	Terms       []Term          `yaml:"terms"` // the field's terms first used here

	compiled compiled // filled by Load
}

// Need is a word to know before starting.
type Need struct {
	Word    string `yaml:"word" must:"text"`
	Meaning string `yaml:"meaning" md:"inline" must:"text"` // Markdown, inline
}

// Why is the problem, felt in under a minute.
type Why struct {
	Text    string `yaml:"text" md:"blocks" must:"text"`    // Markdown, blocks: the problem
	Asking  string `yaml:"asking" md:"inline" must:"text"`  // Markdown, inline: said beside the counter of a page that keeps asking
	Telling string `yaml:"telling" md:"inline" must:"text"` // Markdown, inline: said beside the one connection on which news arrives
}

// Flow is the source's list of what happens, each item tied to steps.
type Flow struct {
	Note  string     `yaml:"note" md:"inline"` // Markdown, inline
	Items []FlowItem `yaml:"items"`
}

// FlowItem is one item of a Flow.
type FlowItem struct {
	ID          string   `yaml:"id" must:"text"`
	Text        string   `yaml:"text" md:"inline" must:"text"`
	Steps       []int    `yaml:"steps"`
	Corrections []string `yaml:"corrections"` // ids
}

// Protocol is what a script's connection speaks after its handshake.
type Protocol string

const (
	WebSocket   Protocol = "websocket"
	EventStream Protocol = "event-stream"
)

// Script is a table that is executed: the page, the live run, the replay and
// the test are made of the same steps.
type Script struct {
	ID       string   `yaml:"id"` // unique in the program; a walkthrough's is its lesson's slug
	Protocol Protocol `yaml:"protocol" must:"text"`
	Caption  string   `yaml:"caption" must:"text"` // the table's caption
	Columns  Columns  `yaml:"columns" must:"text"`
	Steps    []Step   `yaml:"steps" must:"list"`
	Exit     string   `yaml:"exit" md:"inline"` // Markdown, inline: what holds after the last row

	lesson *Lesson // whose it is; filled by Load
}

// Columns are the table's headings.
type Columns struct {
	Step     string `yaml:"step" must:"text"`
	Action   string `yaml:"action" must:"text"`
	Sent     string `yaml:"sent" must:"text"`
	Received string `yaml:"received" must:"text"`
	State    string `yaml:"state" must:"text"`
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
	Connect Action = "connect" // new WebSocket(url) or new EventSource(url)
	// The server's, while the request waits.
	Hold         Action = "hold"          // has the whole request, answers nothing yet
	Accept       Action = "accept"        // writes the 101, or the head of the event stream
	FinishAccept Action = "finish-accept" // writes the two bytes that Accept kept back
	Answer       Action = "answer"        // writes an ordinary response with Status instead of accepting
	// Either's.
	Send     Action = "send"      // a text message (WebSocket), or Text as raw event-stream bytes
	Close    Action = "close"     // starts the closing handshake with Code and Reason; eventSource.close()
	AckClose Action = "ack-close" // answers the peer's Close and ends the TCP connection
	End      Action = "end"       // ends the response
)

// Step is one row.
type Step struct {
	N      int    `yaml:"step" must:"text"` // from 1, without gaps
	ID     string `yaml:"id" must:"text"`   // "P003-row-5"
	Actor  Actor  `yaml:"actor" must:"text"`
	Action Action `yaml:"action" must:"text"`
	Text   string `yaml:"text"`   // of Send; of an event stream's Accept: what follows the head at once, or nothing
	Code   int    `yaml:"code"`   // of Close
	Reason string `yaml:"reason"` // of Close
	Status int    `yaml:"status"` // of Answer

	Row Row `yaml:"row" must:"text"` // the source's cells

	// Done lists the wire events that make the step done, in order for each
	// sender. Empty: done as soon as it is released.
	Done []Pattern `yaml:"done"`
	// ReadyState is what the browser's object must say afterwards.
	ReadyState int `yaml:"readyState" must:"key"`
	// ServerState is the server's view: "CONNECTING", "OPEN", "CLOSING", "CLOSED".
	ServerState string `yaml:"serverState" must:"text"`

	Say     string `yaml:"say" md:"inline" must:"text"`     // Markdown, inline: the one sentence; {bytes} is the number that crossed
	Explain string `yaml:"explain" md:"blocks" must:"text"` // Markdown, blocks: the plain pane
	Server  string `yaml:"server" md:"inline" must:"text"`  // Markdown, inline: what the server does now, in the code pane
	Ref     string `yaml:"ref" must:"text"`                 // "RFC 6455 §5.2"

	BrowserLines []int `yaml:"browserLines"` // lines of the sample that run now
	ServerLines  []int `yaml:"serverLines"`

	Corrections []string       `yaml:"corrections"` // ids, shown in the row's pane
	Predict     *quiz.Question `yaml:"predict"`     // asked before this step
}

// Row is a row's cells as the source has them; empty where the source is.
type Row struct {
	Action   string `yaml:"action" must:"text"`
	Sent     string `yaml:"sent" must:"key"`
	Received string `yaml:"received" must:"key"`
	State    string `yaml:"state" must:"text"`
	// StateNote is shown beside the state where it is the source's own word and
	// not the standard's; it links to the correction named here.
	StateNote string `yaml:"stateNote"` // the correction's id
}

// Pattern matches one wire event. Empty members match anything.
type Pattern struct {
	From    wire.Endpoint `yaml:"from" must:"text"`
	Kind    wire.Kind     `yaml:"kind" must:"text"`
	Opcode  string        `yaml:"opcode"`  // "text", "binary", "close", "ping", "pong", "continuation"
	Payload string        `yaml:"payload"` // of a text frame, unmasked; the data of a dispatch
	Code    int           `yaml:"code"`    // of a Close frame, or a status line
	Header  string        `yaml:"header"`  // the name of a header field, in any case
}

// Tracker is the table of variables that change as the steps run. The values
// are derived from the script (see Script.Tracked).
type Tracker struct {
	Variables   []Variable `yaml:"variables"`
	Note        string     `yaml:"note" md:"inline"` // Markdown, inline
	Corrections []string   `yaml:"corrections"`      // ids
}

// Variable is one of them.
type Variable struct {
	ID   string `yaml:"id" must:"text"`   // "P003-var-1"
	Name string `yaml:"name" must:"text"` // "Connection State"
	From string `yaml:"from" must:"text"` // "state", "sent" or "received"
}

// KeyMoment is a question with its answer and the rows that show it.
type KeyMoment struct {
	ID          string   `yaml:"id" must:"text"`
	Question    string   `yaml:"question" md:"inline" must:"text"` // Markdown, inline
	Answer      string   `yaml:"answer" md:"blocks" must:"text"`   // Markdown, blocks
	Rows        []int    `yaml:"rows"`
	Corrections []string `yaml:"corrections"`
}

// Sample is code of ours that can be read, copied and run.
type Sample struct {
	ID          string   `yaml:"id" must:"text"`
	Title       string   `yaml:"title" must:"text"`    // "In the browser"
	Language    string   `yaml:"language" must:"text"` // chroma's name: "javascript", "go"
	Role        string   `yaml:"role"`                 // "browser" or "server": the lines that steps light up; empty: neither
	Source      string   `yaml:"source" must:"text"`   // the code
	Pieces      []Piece  `yaml:"pieces"`               // what its parts mean
	Differs     string   `yaml:"differs" md:"blocks"`  // Markdown, blocks: what is different from the source, and why
	Corrections []string `yaml:"corrections"`
}

// Piece explains lines of a Sample.
type Piece struct {
	ID    string `yaml:"id" must:"text"`
	Lines []int  `yaml:"lines" must:"list"`
	Text  string `yaml:"text" md:"inline" must:"text"` // Markdown, inline
}

// Experiment is a small script with a prediction first: "Prove it live".
type Experiment struct {
	ID          string        `yaml:"id" must:"text"`
	Title       string        `yaml:"title" must:"text"`
	Claim       string        `yaml:"claim" md:"inline" must:"text"` // Markdown, inline: the claim that it tests
	Predict     quiz.Question `yaml:"predict" must:"text"`
	Script      *Script       `yaml:"script" must:"text"`
	Standard    string        `yaml:"standard" md:"inline" must:"text"` // Markdown, inline: what the standard expects, with its section
	Why         string        `yaml:"why" md:"blocks" must:"text"`      // Markdown, blocks
	Corrections []string      `yaml:"corrections"`                      // ids
}

// Point is one point of the snapshot.
type Point struct {
	ID   string `yaml:"id" must:"text"`
	Text string `yaml:"text" md:"inline" must:"text"` // Markdown, inline
}

// Card is a recall card.
type Card struct {
	Front string `yaml:"front" md:"inline" must:"text"` // Markdown, inline
	Back  string `yaml:"back" md:"inline" must:"text"`
}

// Correction is where the source and the standard (or what was observed)
// differ, put in our words.
type Correction struct {
	ID       string `yaml:"id" must:"text"` // "F13"
	Title    string `yaml:"title" must:"text"`
	Says     string `yaml:"says" md:"inline" must:"text"`     // Markdown, inline: the claim, in our words
	True     string `yaml:"true" md:"blocks" must:"text"`     // Markdown, blocks
	Observed string `yaml:"observed" md:"inline" must:"text"` // Markdown, inline: what was seen, with what
	Ref      string `yaml:"ref" must:"key"`                   // empty where no standard speaks of it
}

// Term is a glossary entry.
type Term struct {
	Word    string   `yaml:"word" must:"text"`
	Also    []string `yaml:"also"`                            // other spellings that link here
	Meaning string   `yaml:"meaning" md:"inline" must:"text"` // Markdown, inline
	Ref     string   `yaml:"ref"`
}

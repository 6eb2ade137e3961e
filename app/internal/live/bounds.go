package live

import (
	"time"

	"wirewalk/lessons"
)

// Every bound of a run, with its reason. A bound that is met ends that one run
// with a sentence for its reader; nothing else notices.
const (
	// MaxRuns is how many runs one process keeps, live and over. A recording takes
	// some 1.6 KiB an event in memory, so a walked lesson's is 100 to 300 KiB, and
	// all of them stay below 1 GiB. The oldest that is over gives way.
	MaxRuns = 3000

	// MaxRunsPerVisitor leaves room for two windows, a few lost connections and
	// the replays of a lesson's earlier runs. The oldest that is over gives way.
	MaxRunsPerVisitor = 12

	// IdleLifetime is how long a run stays without a step or a byte. Longer than
	// any browser holds a handshake (Chromium: 240 s), shorter than a lunch.
	IdleLifetime = 10 * time.Minute

	// ConnectLifetime is how long a run waits for its connection, from when its
	// page may ask for it: that is at once, and only another window's held
	// handshake keeps it waiting. It is short, because who asks for runs and never
	// connects fills the process. Rows that are read before have IdleLifetime.
	ConnectLifetime = 2 * time.Minute

	// ConnectSoon is within how long a page connects that means to. Where the
	// process is full, a run that has not gives way after that, so that nobody can
	// keep a class out by asking for runs alone.
	ConnectSoon = 5 * time.Second

	// TotalLifetime ends even a busy run: a class is 50 minutes.
	TotalLifetime = time.Hour

	// KeepLifetime is how long the recording of a run that is over can be opened.
	KeepLifetime = 30 * time.Minute

	// StepWait is how long a released step may take until its wire events have
	// been taped. Must be smaller than a fetch that a student gives up on.
	StepWait = 5 * time.Second

	// MaxMessage bounds one message that a browser sends in a run. The longest that
	// a lesson has it send is 65,536 bytes, the first that needs the 64-bit length
	// form.
	MaxMessage = 1<<16 + 1<<10

	// MaxWrite bounds one Write of a longer frame, so that WriteWait is enough for a
	// line with 128 kbit/s: only the longest message of a lesson takes more than one.
	MaxWrite = 128 << 10

	// MaxRecordingBytes bounds what may cross in one run: the longest message that
	// a lesson may send, and half as much besides. What is kept of it is far less,
	// see KeepPayload. MaxRecordingEvents bounds that: the longest script has some
	// 120 events.
	MaxRecordingBytes  = lessons.MaxPayload + lessons.MaxPayload/2
	MaxRecordingEvents = 500

	// KeepPayload is how much of one frame, chunk or body a run keeps: as much as a
	// reader looks through. The rest is counted.
	KeepPayload = 2 << 10

	// MaxPost bounds what a page posts beside its stream, a sentence or two, and
	// MaxPosted what the stream says of it: one line.
	MaxPost   = 1 << 10
	MaxPosted = 256

	// MaxSeen, MaxSeenData and MaxSeenBytes bound the lane that the page reports,
	// which needs no connection: its entries, each text of one, and all of them. The
	// longest lesson reports some 40 entries and 3 KiB.
	MaxSeen      = 500
	MaxSeenData  = 1 << 10
	MaxSeenBytes = 64 << 10

	// MaxFollowers bounds how many streams of one run's trace are open: a window,
	// its reconnect, and those whom the student shows it to.
	MaxFollowers = 16

	// WriteWait bounds every write to a peer: one that never reads is dropped
	// well before the 15 s after which it would cost others.
	WriteWait = 10 * time.Second

	// ReadWait bounds the reading of a post's body, which a browser sends at once.
	ReadWait = 10 * time.Second

	// AfterwardsWait is how long a connection stays open that a script has left so
	// when it was done: the page is told at once and closes it, but its own last
	// row may need some seconds of looking on.
	AfterwardsWait = 15 * time.Second

	// MaxHead bounds the request head that a tap keeps until it is claimed. It
	// is what http.Server.MaxHeaderBytes allows, and the slop net/http adds.
	MaxHead = 16<<10 + 4<<10

	// MaxEarly is what a peer may send before its handshake is over or after its
	// Close before the connection is ended.
	MaxEarly = 4 << 10

	// MaxEchoMessage bounds one message of the public echo.
	MaxEchoMessage = 64 << 10

	// MaxEchoes bounds the public echo's connections, so that strangers cannot
	// take the descriptors that a class needs.
	MaxEchoes = 2000

	// EchoPing is how often the echo pings a silent client, and EchoWait how long
	// it waits to hear anything: two pings may be lost.
	EchoPing = 30 * time.Second
	EchoWait = 75 * time.Second

	// MaxBandMessage bounds one message to the band; a pad's is 13 bytes.
	MaxBandMessage = 256

	// MaxBands bounds the band's connections, so that strangers cannot take the
	// descriptors that a class needs.
	MaxBands = 2000

	// MaxChord is how many messages are answered between two beats: more than two
	// hands play in 600 ms. What comes beyond that waits for the next.
	MaxChord = 16

	// BandIdle is how long the band plays for somebody who does not.
	BandIdle = 10 * time.Minute

	// MaxBursts bounds how many bursts are sent at a time over WebSocket, and as
	// many as event streams: each takes a processor while it lasts.
	MaxBursts = 64

	// MaxBurst is the most numbers in one burst, half a second of sending.
	MaxBurst = 10_000

	// BurstWait is how long a client may take over a burst. The largest is 120 KB,
	// so that is a line with 32 kbit/s. Who does not read at all has WriteWait.
	BurstWait = 30 * time.Second

	// MaxBurstMessage bounds what a client says to a burst, which nobody reads.
	MaxBurstMessage = 256

	// MaxReplies bounds how many streams of replies are open at a time; a class
	// races with one each. MaxReplyQueue is how many replies wait for one of them:
	// whoever waits for the last before the next call has one.
	MaxReplies    = 500
	MaxReplyQueue = 16

	// MaxCall bounds one message to a stream of replies, which is a number.
	MaxCall = 256

	// RepliesWait is how long a stream of replies lasts: a thousand of them take a
	// few seconds, on a slow phone half a minute.
	RepliesWait = time.Minute

	// MaxPlugs bounds the plugs of one process, a class each, with those that were
	// put away within PlugRest; MaxPlugPeople is a lecture hall.
	MaxPlugs      = 100
	MaxPlugPeople = 500

	// PlugEvery is how often a plug sends a message: often enough that a stream
	// which was away for a few seconds has missed some, and all can be read.
	PlugEvery = time.Second

	// KeepPlugMessages is how many messages of a plug are kept, ten minutes' worth:
	// longer than a class looks at its lamps, and 60 KiB.
	KeepPlugMessages = 600

	// PlugIdle is how long a plug stays to which nobody is connected, which is more
	// than a network needs to come back, and PlugLifetime how long any: a class is
	// 50 minutes.
	PlugIdle     = 10 * time.Minute
	PlugLifetime = time.Hour

	// PlugRest is how long the name of a plug that was put away is remembered, so
	// that none who comes back makes it anew: longer than a browser waits with that.
	PlugRest = time.Minute

	// MaxPlugTalk bounds what a page says to a plug, which nobody reads, and TalkRate
	// and TalkBurst how often: no page of ours says anything.
	MaxPlugTalk = 256
	TalkRate    = 10
	TalkBurst   = 50

	// MaxParcel bounds what a visitor gives to be sent to their own browser: more
	// frames or lines than anybody writes by hand. MaxParcelHeard bounds what that
	// browser says, which are its Pongs and its Close: more than a Pong for each
	// of the shortest Pings.
	MaxParcel      = 4 << 10
	MaxParcelHeard = 64 << 10

	// MaxParcels bounds the parcels of one process, of a visitor one: a lecture
	// hall, twice. One has at most 500 events, as a run has, and most have ten.
	MaxParcels = 1000

	// ParcelLifetime is how long a parcel is kept, with its connection and what
	// crossed on it. Its page connects at once and looks on for a few seconds.
	ParcelLifetime = time.Minute

	// MaxPairs bounds the pairs of one process: a lecture hall, each with one.
	MaxPairs = 500

	// PairEvery is how often a pair sends a message: a stream that is away for a
	// second misses a handful.
	PairEvery = 200 * time.Millisecond

	// PairRetry is how long a pair's stream asks a browser to wait before it comes
	// back, each alike: shorter than any browser's own, so that nobody waits long.
	PairRetry = time.Second

	// PairLifetime is how long a pair lasts; an experiment takes some 3 s. PairRest
	// is how long its name is remembered, which nobody else can ask for.
	PairLifetime = time.Minute
	PairRest     = 2 * PairRetry

	// FreezingEvery is how often a pair that can be frozen sends a message: its page
	// says to the tenth of a second how long it has heard nothing.
	FreezingEvery = time.Second

	// PairBeat is how often this server asks on a pair whether its client is still
	// there, and PairSilence after how long without a word it gives a WebSocket up:
	// two Pongs may be lost. Both are far shorter than EchoPing and EchoWait, which
	// nobody wants to wait for.
	PairBeat    = time.Second
	PairSilence = 3 * time.Second

	// MaxFreeze is how long a pair stays frozen whose page does not thaw it, which
	// it does after some ten seconds.
	MaxFreeze = 30 * time.Second

	// MaxHeld bounds what a frozen connection holds back: twenty times what is
	// written to it in MaxFreeze.
	MaxHeld = 64 << 10

	// MaxPairNotes bounds what is told of this server's side of a pair: in
	// PairLifetime two things a second on each connection. MaxPairWatchers bounds who
	// is told: a page, and its reconnect.
	MaxPairNotes    = 300
	MaxPairWatchers = 3

	// MaxPairLines bounds the connections of a pair that are put on record in its
	// time: an experiment has three or four, and eight posts beside them.
	MaxPairLines = 16

	// MaxPairEvents bounds what is kept of a pair, the newest: an experiment has
	// some 120, and in memory each takes about 1.6 KiB.
	MaxPairEvents = 300

	// MaxJamSeats bounds the pages that play with each other in one process: a
	// lecture hall. Each has two connections, and of what crossed at most
	// MaxPairEvents, so all of them stay below 256 MiB. A room is there while
	// somebody is in it, so this bounds the rooms too.
	MaxJamSeats = 500

	// MaxJamSeatsPerVisitor leaves room for two windows, each loaded again before
	// its seat was missed.
	MaxJamSeatsPerVisitor = 4

	// MaxJamPlayers is how many strangers play in one room: a small band, in which
	// everybody can still be heard. MaxJamClass is how many of a class do, who know
	// each other: two courses in one hall. Whoever comes then opens another room.
	MaxJamPlayers = 16
	MaxJamClass   = 100

	// MaxJamMessage bounds one message to a room; a pad's is 13 bytes.
	MaxJamMessage = 256

	// JamRate and JamBurst are how many notes a second a player may play, and how
	// many at once: more than ten fingers do. Whoever plays more is told so and
	// put out.
	JamRate  = 12
	JamBurst = 24

	// JamRoomRate and JamRoomBurst bound the notes of a whole room, each of which is
	// sent to everybody twice: in a full class room 24,000 writes a second.
	JamRoomRate  = 120
	JamRoomBurst = 240

	// KeepJam is how many of a room's messages are kept for a stream that comes
	// back: a few seconds of everybody's, and 10 KiB.
	KeepJam = 120

	// MaxJamQueue is how far a connection may fall behind its room before it is
	// dropped, since it does not read and would hold up the others. What was kept
	// has room in it.
	MaxJamQueue = 2 * KeepJam

	// JamIdle is how long a seat is kept for somebody who does not play.
	JamIdle = 10 * time.Minute

	// JamRest is how long a seat is kept that has no connection: longer than a
	// stream waits before it comes back, and than a page needs to open its own.
	JamRest = 15 * time.Second
)

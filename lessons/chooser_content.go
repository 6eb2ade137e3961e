package lessons

// The ways of the chooser.
const (
	wayPolling     = "polling"
	wayEventStream = "event-stream"
	wayBoth        = "event-stream-and-fetch"
	wayFetchStream = "fetch-stream"
	wayWebSocket   = "websocket"
	wayDatagrams   = "datagrams"
)

func chooserWays() []Way {
	return []Way{
		{wayPolling, "asking again with fetch", "An ordinary request now and then. Nothing stays open, and everything on the way knows what to do with it.", []string{"choosing#why", "websocket-protocol#why"}},
		{wayEventStream, "an event stream", "One request whose answer does not end (Server-Sent Events). Your browser reads it with `EventSource`, and comes back by itself.", []string{"sse-stream#walkthrough"}},
		{wayBoth, "an event stream, and fetch for the way up", "News comes down on one stream; what the page has to say goes up in requests beside it.", []string{"sse-stream#experiment-send-on-a-stream"}},
		{wayFetchStream, "a stream that fetch reads", "`fetch` sends any request, and the page reads the body of the answer while it arrives.", []string{"sse-stream#opening"}},
		{wayWebSocket, "a WebSocket", "One connection, after a handshake, on which both sides send messages whenever they like.", []string{"websocket-protocol#walkthrough"}},
		{wayDatagrams, "neither, but WebRTC or WebTransport", "A WebRTC data channel and WebTransport can both send over UDP, without order and without sending again. What is late is left behind.", []string{"choosing#A002-wsuse-2"}},
	}
}

func chooserQuestions() []ChooserQuestion {
	return []ChooserQuestion{speaks(), often(), carries(), missed(), between(), listeners()}
}

func speaks() ChooserQuestion {
	upAndDown := []string{"sse-stream#experiment-send-on-a-stream"}
	return ChooserQuestion{ID: "speaks", Text: "Who has something to say?", Answers: []ChooserAnswer{
		{ID: "server", Text: "Only the server: a ticker, a progress bar, a dashboard", Effects: []Effect{
			{wayEventStream, 3, "Everything goes one way, and an event stream is just that: one request, and then the server adds to its answer.", []string{"sse-stream#step-4"}},
			{wayPolling, 1, "The page has nothing to say but “anything new?”.", []string{"websocket-protocol#why"}},
			{wayFetchStream, 1, "The answer to one request can go on for as long as there is news.", []string{"sse-stream#opening"}},
			{wayBoth, -1, "You need no way up.", nil},
			{wayWebSocket, -1, "Half of it would lie idle: the way up is never used.", []string{"sse-stream#sse-key-5"}},
		}},
		{ID: "answer", Text: "The page asks something, and one long answer comes bit by bit", Effects: []Effect{
			{wayFetchStream, 6, "`fetch` sends the question with a method, a body and headers of its own, and reads the answer as it comes.", []string{"sse-stream#opening"}},
			{wayBoth, -1, "It takes two connections where the answer to the question would be one.", upAndDown},
			{wayEventStream, -2, "An `EventSource` can only `GET` an address: no body, no headers of the page’s own.", []string{"sse-stream#step-1"}},
			{wayPolling, -1, "Asking again is no way to read along.", []string{"sse-stream#opening"}},
		}},
		{ID: "sometimes", Text: "The server mostly, the page now and then: a vote, a line of chat, a click", Effects: []Effect{
			{wayBoth, 4, "News comes down on the stream, and a `fetch` now and then is all that the way up needs.", upAndDown},
			{wayWebSocket, 2, "Both directions share one connection.", []string{"websocket-protocol#step-7"}},
			{wayPolling, 1, "What the page says can travel with its next question.", nil},
			{wayEventStream, ruledOut, "Nothing can go up on it.", upAndDown},
		}},
		{ID: "both", Text: "Both, all the time: a game, a shared drawing, a busy chat", Effects: []Effect{
			{wayWebSocket, 7, "Each message costs a few bytes of head, in either direction, and no new request.", []string{"websocket-protocol#step-7"}},
			{wayDatagrams, 2, "It carries messages both ways.", nil},
			{wayPolling, -2, "Each word up is a request with all its headers, and each word down waits for the next one.", []string{"websocket-protocol#why"}},
			{wayFetchStream, -2, "The way up would still need a request for each word.", upAndDown},
			{wayEventStream, ruledOut, "Nothing can go up on it.", upAndDown},
		}},
	}}
}

func often() ChooserQuestion {
	why := []string{"websocket-protocol#why"}
	return ChooserQuestion{ID: "often", Text: "How often is there something new?", Answers: []ChooserAnswer{
		{ID: "rarely", Text: "Every few minutes, and a minute late is early enough", Effects: []Effect{
			{wayPolling, 5, "Once a minute, a question is cheaper than a connection that is kept open for it.", why},
			{wayEventStream, -1, "It would be open for minutes with nothing in it, kept alive by comments.", []string{"sse-stream#step-8"}},
			{wayBoth, -1, "It would be open for minutes with nothing in it, kept alive by comments.", []string{"sse-stream#step-8"}},
			{wayWebSocket, -2, "It would be open for minutes with nothing on it, kept alive by pings.", []string{"frames#step-12"}},
			{wayDatagrams, ruledOut, "At this pace nothing comes too late.", nil},
		}},
		{ID: "soon", Text: "Now and then, but it should be there at once", Effects: []Effect{
			{wayEventStream, 1, "The server tells, so nobody asks in vain.", why},
			{wayBoth, 1, "The server tells, so nobody asks in vain.", why},
			{wayWebSocket, 1, "The server tells, so nobody asks in vain.", why},
			{wayPolling, -3, "To be there at once, a page would have to ask all the time, mostly for “nothing yet”.", why},
			{wayDatagrams, -5, "At this pace a lost packet holds up nothing that anyone notices.", nil},
		}},
		{ID: "fast", Text: "Many times a second", Effects: []Effect{
			{wayWebSocket, 1, "A short message needs two bytes of head on its way down. In an event stream it is about 14.", []string{"frames#step-4"}},
			{wayDatagrams, 2, "There is little time in which a lost packet could be sent again.", nil},
			{wayPolling, ruledOut, "No question goes back and forth so fast.", why},
		}},
	}}
}

func carries() ChooserQuestion {
	text := []string{"frames#experiment-floats"}
	return ChooserQuestion{ID: "carries", Text: "What is in it?", Answers: []ChooserAnswer{
		{ID: "text", Text: "Text, JSON", Effects: []Effect{
			{wayEventStream, 1, "An event is text, a few lines that anybody can read.", []string{"sse-stream#step-4"}},
			{wayBoth, 1, "An event is text, a few lines that anybody can read.", []string{"sse-stream#step-4"}},
		}},
		{ID: "bytes", Text: "Bytes: sound, pictures, packed numbers", Effects: []Effect{
			{wayWebSocket, 4, "A binary message carries bytes as they are, and says where they end.", []string{"frames#step-5"}},
			{wayFetchStream, 2, "A body may be any bytes. Where one piece ends and the next begins, your own code has to find out.", nil},
			{wayPolling, 1, "A body may be any bytes.", nil},
			{wayDatagrams, 1, "A datagram carries bytes as they are.", nil},
			{wayEventStream, -4, "It is all text. Bytes would have to travel as Base64, a third longer.", text},
			{wayBoth, -4, "The stream is all text. Bytes would have to travel as Base64, a third longer.", text},
		}},
	}}
}

func missed() ChooserQuestion {
	resume := []string{"sse-stream#experiment-with-and-without-id"}
	comesBack := []string{"sse-stream#experiment-who-comes-back"}
	const line = "It rides on TCP, which keeps the order: what was lost holds up all that follows."
	tcp := []string{"choosing#A002-wsuse-2", "frames#why"}
	return ChooserQuestion{ID: "missed", Text: "The connection is lost for a moment. What about the messages in between?", Answers: []ChooserAnswer{
		{ID: "later", Text: "They must still arrive, in order", Effects: []Effect{
			{wayEventStream, 3, "Your browser comes back by itself and says with `Last-Event-ID` what it has. A server that kept the rest can send it.", resume},
			{wayBoth, 3, "Your browser comes back by itself and says with `Last-Event-ID` what it has. A server that kept the rest can send it.", resume},
			{wayPolling, 2, "The next question can say what the page has: “since 41”.", nil},
			{wayWebSocket, -1, "It does not come back by itself. You write that, with a growing and random delay, and ids of your own.", comesBack},
			{wayFetchStream, -1, "It does not come back by itself. You write that, and ids of your own.", comesBack},
			{wayDatagrams, ruledOut, "A datagram that is lost is not sent again.", nil},
		}},
		{ID: "newest", Text: "Never mind, the newest makes up for them", Effects: []Effect{
			{wayEventStream, 1, "Your browser comes back by itself, and the next event tells how things are.", comesBack},
			{wayBoth, 1, "Your browser comes back by itself, and the next event tells how things are.", comesBack},
			{wayPolling, 1, "The next answer tells how things are.", nil},
			{wayDatagrams, 1, "The next datagram tells how things are.", nil},
		}},
		{ID: "late", Text: "Better lost than late: where a player is now, a voice", Effects: []Effect{
			{wayDatagrams, 6, "Over UDP what is lost holds up nothing: the next datagram is handed over at once.", tcp},
			{wayWebSocket, -2, line, tcp},
			{wayEventStream, -2, line, tcp},
			{wayBoth, -2, line, tcp},
			{wayFetchStream, -2, line, tcp},
			{wayPolling, -3, line, tcp},
		}},
	}}
}

func between() ChooserQuestion {
	six := []string{"choosing#A002-compare-3", "sse-stream#step-17"}
	proxies := []string{"sse-stream#sse-key-2"}
	const limit = "Over HTTP/1.1 a browser has six connections to one host and port, for all tabs together. The seventh stream waits, and the pages with it. Share one stream among the tabs, or turn HTTP/2 on."
	const held = "A proxy may hold a stream back until it has more, or end one that is silent. Ask it not to buffer, and send a comment now and then."
	return ChooserQuestion{ID: "between", Text: "What stands between the page and your server?", Answers: []ChooserAnswer{
		{ID: "h2", Text: "Nothing special: https, with HTTP/2 up to the server", Effects: []Effect{
			{wayEventStream, 1, "Over HTTP/2 all streams share one connection, often a hundred of them.", six},
			{wayBoth, 1, "Over HTTP/2 the stream and the requests beside it share one connection.", six},
		}},
		{ID: "tabs", Text: "HTTP/1.1, and people keep many tabs of it open", Effects: []Effect{
			{wayWebSocket, 2, "A WebSocket is not counted among the six connections that a browser has for one host over HTTP/1.1.", six},
			{wayPolling, 1, "A request that is answered at once gives its connection back.", six},
			{wayEventStream, -3, limit, six},
			{wayBoth, -3, limit, six},
			{wayFetchStream, -2, limit, six},
		}},
		{ID: "proxies", Text: "Company networks and proxies that I do not control", Effects: []Effect{
			{wayPolling, 2, "Ordinary requests pass wherever a page does.", nil},
			{wayEventStream, -1, held, proxies},
			{wayBoth, -1, held, proxies},
			{wayFetchStream, -1, held, proxies},
			{wayWebSocket, -2, "A proxy that is not set up for it drops `Upgrade`, and the handshake fails. With `wss` most of them see only encryption, and it gets through more often.", []string{"websocket-protocol#P003-key-1"}},
			{wayDatagrams, -4, "Many networks let no UDP out. Keep another way for them.", nil},
		}},
	}}
}

func listeners() ChooserQuestion {
	bus := []string{"two-way-channels#D001-build-6"}
	return ChooserQuestion{ID: "listeners", Text: "How many listen, and to how many servers?", Answers: []ChooserAnswer{
		{ID: "few", Text: "Some hundreds, and one server will do", Note: "Some hundreds of open connections are nothing special for one server: each takes some kilobytes of memory, and hardly any work while it is silent."},
		{ID: "many", Text: "Thousands, on several servers", Places: bus, Note: "An open connection stays on its server, whichever way you take. To reach everybody, your servers need something that carries each message to all of them; sending a visitor always to the same server does not do that."},
		{ID: "crowd", Text: "A crowd, and all read the same", Note: "An answer that is the same for everybody can come from a cache in front of your server. An open connection cannot, so each of them is yours.", Effects: []Effect{
			{wayPolling, 2, "One cached answer serves them all.", nil},
			{wayWebSocket, -1, "Each reader is a connection that no cache takes off your hands.", nil},
		}},
	}}
}

package lessons

// phase is where a run is between two steps.
type phase string

const (
	idle      phase = "before connect"
	requested phase = "while the request waits"
	accepting phase = "after accept"
	opened    phase = "while the connection is open"
	closing   phase = "after close"
	parting   phase = "after both Close frames"
	ended     phase = "after the response has ended"
	over      phase = "after the connection is over"
)

// how tells apart what one action does, where its phase alone does not.
type how string

const (
	plainly     how = ""
	inParts     how = "in parts"    // an accept whose last two bytes finish-accept writes
	wrongly     how = "wrongly"     // an accept that the browser must not take
	throwing    how = "throwing"    // a send that the browser's object refuses
	silently    how = "silently"    // a send that the browser drops
	illegally   how = "illegally"   // what RFC 6455 §5 does not let stand here
	finally     how = "finally"     // raw bytes in which a Close is
	impatiently how = "impatiently" // a wait that the browser ends by giving up
	replying    how = "replying"    // a server's close that answers the browser's
	answered    how = "answered"    // a connect or a close with its answer
)

// move is one action in one phase: whose it may be, where it leads, and what
// readyState and the server's state can be afterwards.
type move struct {
	action      Action
	how         how
	from        []phase
	actors      []Actor // none: whoever did not close
	to          phase   // none: the phase stays
	readyState  []int   // none: it stays
	serverState []string
}

// webSocketMoves are RFC 6455 §4 and §7 with the states of the WHATWG
// WebSockets Standard. Between accept and finish-accept the 101 is not whole,
// so nobody is OPEN. Where the server closes, the browser answers by itself, and
// what the page sends after either's Close is dropped (§3.1 of the latter).
func webSocketMoves() []move {
	browser, server := []Actor{Browser}, []Actor{Server}
	connecting, open, shut := []string{"CONNECTING"}, []string{"OPEN"}, []string{"CLOSED"}
	return []move{
		{Read, plainly, []phase{idle, requested, opened, closing, parting, over}, []Actor{Browser, Server}, "", nil, nil},
		{Connect, plainly, []phase{idle, over}, browser, requested, []int{0}, connecting},
		{Connect, answered, []phase{idle}, browser, opened, []int{1}, open},
		{Hold, plainly, []phase{requested}, server, requested, []int{0}, connecting},
		{Accept, plainly, []phase{requested}, server, opened, []int{1}, open},
		{Accept, inParts, []phase{requested}, server, accepting, []int{0}, connecting},
		{Accept, wrongly, []phase{requested}, server, over, []int{3}, shut},
		{FinishAccept, plainly, []phase{accepting}, server, opened, []int{1}, open},
		{Answer, plainly, []phase{requested}, server, over, []int{3}, shut},
		{Send, throwing, []phase{requested}, browser, "", nil, nil},
		{Send, plainly, []phase{opened}, []Actor{Browser, Server}, opened, []int{1}, open},
		{Send, silently, []phase{closing, parting, over}, browser, "", nil, nil},
		{Send, plainly, []phase{closing}, nil, closing, []int{2, 3}, []string{"CLOSING"}},
		{Send, illegally, []phase{opened}, server, over, []int{3}, shut},
		{Fragment, plainly, []phase{opened}, server, opened, []int{1}, open},
		{Fragment, illegally, []phase{opened}, server, over, []int{3}, shut},
		{Ping, plainly, []phase{opened}, server, opened, []int{1}, open},
		{Raw, plainly, []phase{opened}, server, opened, []int{1}, open},
		{Raw, finally, []phase{opened}, server, closing, []int{2, 3}, []string{"CLOSING"}},
		{Raw, illegally, []phase{opened}, server, over, []int{3}, shut},
		{Publish, plainly, []phase{over}, server, "", nil, nil},
		{Wait, plainly, []phase{requested, over}, browser, "", nil, nil},
		{Wait, impatiently, []phase{requested, closing, parting}, browser, over, []int{3}, shut},
		{Wait, plainly, []phase{requested, opened, closing, parting}, server, "", nil, nil},
		{Drop, plainly, []phase{opened, closing, parting}, server, over, []int{3}, shut},
		{Reset, plainly, []phase{opened, closing, parting}, server, over, []int{3}, shut},
		{Close, plainly, []phase{opened}, browser, closing, []int{2}, []string{"CLOSING"}},
		{Close, answered, []phase{opened}, browser, over, []int{3}, shut},
		{Close, plainly, []phase{opened}, server, closing, []int{2, 3}, []string{"CLOSING"}},
		{Close, replying, []phase{closing}, server, parting, []int{2, 3}, []string{"CLOSING"}},
		{AckClose, plainly, []phase{closing}, nil, over, []int{3}, shut},
	}
}

// eventStreamMoves are HTML §9.2: CLOSED is 2, and after the end of the
// response the browser is CONNECTING again, for it will ask once more. Its
// object has no send at all.
func eventStreamMoves() []move {
	browser, server := []Actor{Browser}, []Actor{Server}
	connecting, open, shut := []string{"CONNECTING"}, []string{"OPEN"}, []string{"CLOSED"}
	return []move{
		{Read, plainly, []phase{idle, requested, opened, ended, over}, []Actor{Browser, Server}, "", nil, nil},
		{Connect, plainly, []phase{idle, over}, browser, requested, []int{0}, connecting},
		{Reconnect, plainly, []phase{ended}, browser, requested, []int{0}, connecting},
		{Hold, plainly, []phase{requested}, server, requested, []int{0}, connecting},
		{Accept, plainly, []phase{requested}, server, opened, []int{1}, open},
		{Accept, inParts, []phase{requested}, server, accepting, []int{0}, []string{"CONNECTING", "OPEN"}},
		{FinishAccept, plainly, []phase{accepting}, server, opened, []int{1}, open},
		{Answer, plainly, []phase{requested}, server, over, []int{2}, shut},
		{Send, plainly, []phase{opened}, server, opened, []int{1}, open},
		{Send, throwing, []phase{requested, opened, ended, over}, browser, "", nil, nil},
		{Post, plainly, []phase{opened}, browser, opened, []int{1}, open},
		{Resume, plainly, []phase{opened}, server, opened, []int{1}, open},
		{Publish, plainly, []phase{requested, ended}, server, "", nil, nil},
		{Wait, plainly, []phase{requested, ended, over}, browser, "", nil, nil},
		{Wait, impatiently, []phase{requested}, browser, over, []int{2}, shut},
		{Wait, plainly, []phase{requested, opened}, server, "", nil, nil},
		{End, plainly, []phase{opened}, server, ended, []int{0}, shut},
		{Drop, plainly, []phase{opened}, server, ended, []int{0}, shut},
		{Close, plainly, []phase{opened, ended}, browser, over, []int{2}, shut},
	}
}

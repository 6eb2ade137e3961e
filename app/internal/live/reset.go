package live

import "net"

// forget makes the next Close of a connection a TCP reset: what was not sent yet
// is dropped, and whatever the peer sends afterwards is answered with RST.
func forget(conn net.Conn) {
	for {
		switch c := conn.(type) {
		case *tap:
			conn = c.Conn
		case interface{ SetLinger(sec int) error }: // TCP
			_ = c.SetLinger(0)
			return
		case interface{ NetConn() net.Conn }: // TLS
			conn = c.NetConn()
		default:
			return
		}
	}
}

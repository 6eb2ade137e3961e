package main

import (
	"context"
	"errors"
	"fmt"
	"net"
	"os"
	"os/exec"
	"path/filepath"
	"time"
)

// errNoNginx means that nginx is not installed.
var errNoNginx = errors.New("nginx is not installed")

// nginxConfig takes the file, the address, the directory for what it writes, and
// the path of the page.
const nginxConfig = `daemon off;
master_process on;
worker_processes auto;
pid %[3]s/nginx.pid;
error_log stderr error;
events { worker_connections 1024; }
http {
	access_log off;
	sendfile on;
	tcp_nopush on;
	keepalive_requests 1000000000;
	open_file_cache max=10;
	client_body_temp_path %[3]s; proxy_temp_path %[3]s; fastcgi_temp_path %[3]s; uwsgi_temp_path %[3]s; scgi_temp_path %[3]s;
	server {
		listen %[2]s;
		location = %[4]s {
			types {}
			default_type "text/html; charset=utf-8";
			add_header Content-Encoding gzip;
			alias %[1]s;
		}
	}
}
`

// nginx is an nginx that answers with the bytes of a file.
type nginx struct {
	host string
	cmd  *exec.Cmd
}

// startNginx returns when nginx answers, or errNoNginx.
func startNginx(ctx context.Context, dir, file string) (*nginx, error) {
	path, err := exec.LookPath("nginx")
	if err != nil {
		path, err = exec.LookPath("/usr/sbin/nginx") // which is not on everybody's path
	}
	if err != nil {
		return nil, errNoNginx
	}
	l, err := net.Listen("tcp", "127.0.0.1:0")
	if err != nil {
		return nil, err
	}
	n := &nginx{host: l.Addr().String()}
	_ = l.Close() // it is free now
	config := filepath.Join(dir, "nginx.conf")
	err = errors.Join(
		os.WriteFile(config, fmt.Appendf(nil, nginxConfig, file, n.host, dir, benchPage), 0o600),
		os.Chmod(file, 0o644), os.Chmod(dir, 0o755)) // started by root, its workers are nobody
	if err != nil {
		return nil, err
	}
	n.cmd = exec.Command(path, "-p", dir, "-c", config)
	n.cmd.Stderr = os.Stderr
	if err := n.cmd.Start(); err != nil {
		return nil, err
	}
	for until := time.Now().Add(patience); ; time.Sleep(10 * time.Millisecond) {
		conn, err := net.Dial("tcp", n.host)
		if err == nil {
			_ = conn.Close()
			return n, nil
		}
		if ctx.Err() != nil || time.Now().After(until) {
			n.end()
			return nil, errors.Join(fmt.Errorf("nginx does not answer: %w", err), ctx.Err())
		}
	}
}

// end ends it, workers too.
func (n *nginx) end() {
	_ = n.cmd.Process.Signal(os.Interrupt)
	_ = n.cmd.Wait()
}

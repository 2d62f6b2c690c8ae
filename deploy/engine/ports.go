package main

import (
	"errors"
	"fmt"
	"net"
	"strconv"
	"syscall"

	"go.temporal.io/server/common/membership/static"
	"go.temporal.io/server/common/primitives"
)

// ports are the ports of this process: three that somebody asked for and the
// services' own, any free ones. They stay bound until release, so that nobody
// takes them while the databases are made ready.
type ports struct {
	listen     string
	frontend   int
	ui         int
	metrics    int
	grpc       map[primitives.ServiceName]int
	membership map[primitives.ServiceName]int
	held       []net.Listener
}

var services = []primitives.ServiceName{
	primitives.FrontendService, primitives.HistoryService, primitives.MatchingService, primitives.WorkerService,
}

func reservePorts(o options) (*ports, error) {
	p := &ports{
		listen:     o.listen,
		grpc:       map[primitives.ServiceName]int{},
		membership: map[primitives.ServiceName]int{},
	}
	var err error
	if p.frontend, err = p.hold(o.listen, o.frontendPort, "--frontend-port"); err != nil {
		return nil, err
	}
	if o.uiPort != 0 {
		if p.ui, err = p.hold("127.0.0.1", o.uiPort, "--ui-port"); err != nil {
			return nil, err
		}
	}
	if o.metricsPort != 0 {
		if p.metrics, err = p.hold("127.0.0.1", o.metricsPort, "--metrics-port"); err != nil {
			return nil, err
		}
	}
	return p, p.holdServices()
}

func (p *ports) holdServices() (err error) {
	for _, s := range services {
		if p.grpc[s], err = p.hold(p.listen, 0, ""); err != nil {
			return err
		}
		if p.membership[s], err = p.hold(p.listen, 0, ""); err != nil {
			return err
		}
	}
	p.grpc[primitives.FrontendService] = p.frontend
	return nil
}

// hold binds a port, any free one if it is 0; flag is what a person changes
// when it is taken.
func (p *ports) hold(host string, port int, flag string) (int, error) {
	l, err := net.Listen("tcp", net.JoinHostPort(host, strconv.Itoa(port)))
	if errors.Is(err, syscall.EADDRINUSE) {
		return 0, fmt.Errorf("port %d on %s is taken by another program; end that one or choose another with %s", port, host, flag)
	}
	if err != nil {
		return 0, fmt.Errorf("bind a port: %w", err)
	}
	p.held = append(p.held, l)
	return l.Addr().(*net.TCPAddr).Port, nil
}

func (p *ports) release() {
	for _, l := range p.held {
		_ = l.Close()
	}
	p.held = nil
}

func (p *ports) frontendAddr() string { return net.JoinHostPort(p.listen, strconv.Itoa(p.frontend)) }

// hosts fixes the membership to this process. Without it a quick restart waits
// about a minute for the ports of the process before it.
func (p *ports) hosts() map[primitives.ServiceName]static.Hosts {
	hosts := map[primitives.ServiceName]static.Hosts{}
	for _, s := range services {
		hosts[s] = static.SingleLocalHost(net.JoinHostPort(p.listen, strconv.Itoa(p.grpc[s])))
	}
	return hosts
}

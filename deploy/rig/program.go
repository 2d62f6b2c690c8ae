package rig

import (
	"errors"
	"fmt"
	"os"
	"os/exec"
	"path/filepath"
	"runtime"
	"strconv"
	"strings"
	"sync"
	"syscall"
	"time"
)

// Command says how to start a program.
type Command struct {
	Path string
	Args []string
	Env  []string // whole, not in addition
	Dir  string
	Log  string // the file that takes all it says
	// Kept programs are started again whenever they end, a moment later, as a service
	// manager would.
	Kept bool
}

// again is the moment after which a kept program is started again.
const again = 300 * time.Millisecond

// Program is a child process.
type Program struct {
	command Command
	said    int64 // length of the log before this program wrote to it

	mu      sync.Mutex
	process *os.Process
	stopped bool
	starts  int
	ended   chan struct{} // closed when it has ended for good
	err     error         // how it ended; read after ended
}

// forks starts every child from one thread that never ends: the kernel's word to a child
// that its parent died is sent when the thread that forked it ends.
var forks = sync.OnceValue(func() chan<- func() {
	todo := make(chan func())
	go func() {
		runtime.LockOSThread()
		for f := range todo {
			f()
		}
	}()
	return todo
})

// Start starts the program.
func Start(c Command) (*Program, error) {
	p := &Program{command: c, ended: make(chan struct{})}
	if info, err := os.Stat(c.Log); err == nil {
		p.said = info.Size()
	}
	cmd, err := p.launch()
	if err != nil {
		return nil, err
	}
	go p.watch(cmd)
	return p, nil
}

func (p *Program) launch() (*exec.Cmd, error) {
	log, err := os.OpenFile(p.command.Log, os.O_CREATE|os.O_WRONLY|os.O_APPEND, 0o600)
	if err != nil {
		return nil, fmt.Errorf("start %s: %w", filepath.Base(p.command.Path), err)
	}
	defer func() { _ = log.Close() }()
	cmd := exec.Command(p.command.Path, p.command.Args...)
	cmd.Dir, cmd.Env = p.command.Dir, p.command.Env
	cmd.Stdout, cmd.Stderr = log, log
	cmd.SysProcAttr = orphaned()
	failed := make(chan error)
	forks() <- func() { failed <- cmd.Start() }
	if err := <-failed; err != nil {
		return nil, fmt.Errorf("start %s: %w", filepath.Base(p.command.Path), err)
	}
	p.mu.Lock()
	defer p.mu.Unlock()
	p.process = cmd.Process
	p.starts++
	return cmd, nil
}

func (p *Program) watch(cmd *exec.Cmd) {
	defer close(p.ended)
	for {
		p.err = cmd.Wait()
		time.Sleep(again)
		p.mu.Lock()
		over := p.stopped || !p.command.Kept
		p.mu.Unlock()
		if over {
			return
		}
		next, err := p.launch()
		if err != nil {
			p.err = err
			return
		}
		cmd = next
	}
}

// Pid is the number of the process that runs now, or ran last.
func (p *Program) Pid() int {
	p.mu.Lock()
	defer p.mu.Unlock()
	return p.process.Pid
}

// Starts is how often it was started.
func (p *Program) Starts() int {
	p.mu.Lock()
	defer p.mu.Unlock()
	return p.starts
}

// Signal sends the program a signal; syscall.SIGKILL is kill -9.
func (p *Program) Signal(s syscall.Signal) error {
	p.mu.Lock()
	defer p.mu.Unlock()
	return p.process.Signal(s)
}

// Ended is closed when the program has ended for good.
func (p *Program) Ended() <-chan struct{} { return p.ended }

// Stop asks the program to end with SIGTERM and insists after the patience. It returns
// how the program ended.
func (p *Program) Stop(patience time.Duration) error { return p.stop(syscall.SIGTERM, patience) }

// Interrupt is Stop by Ctrl-C.
func (p *Program) Interrupt(patience time.Duration) error { return p.stop(syscall.SIGINT, patience) }

func (p *Program) stop(s syscall.Signal, patience time.Duration) error {
	p.mu.Lock()
	p.stopped = true
	_ = p.process.Signal(s)
	p.mu.Unlock()
	select {
	case <-p.ended:
		return p.err
	case <-time.After(patience):
		_ = p.Signal(syscall.SIGKILL)
		<-p.ended
		return errors.Join(fmt.Errorf("%s did not end within %s", filepath.Base(p.command.Path), patience), p.err)
	}
}

// Said is what the program wrote since Start.
func (p *Program) Said() string {
	f, err := os.Open(p.command.Log)
	if err != nil {
		return ""
	}
	defer func() { _ = f.Close() }()
	info, err := f.Stat()
	if err != nil || info.Size() <= p.said {
		return ""
	}
	text := make([]byte, info.Size()-p.said)
	n, _ := f.ReadAt(text, p.said)
	return string(text[:n])
}

// Below lists the living processes below one, by what /proc says, children before their
// own: on a system without /proc there are none to see.
func Below(pid int) []int {
	parents := map[int][]int{}
	stats, _ := filepath.Glob("/proc/[0-9]*/stat")
	for _, stat := range stats {
		child, parent, state := readStat(stat)
		if state != "" && state != "Z" {
			parents[parent] = append(parents[parent], child)
		}
	}
	var below []int
	for next := parents[pid]; len(next) > 0; next = next[1:] {
		below = append(below, next[0])
		next = append(next, parents[next[0]]...)
	}
	return below
}

// Alive lists those of the processes that still run.
func Alive(pids []int) (alive []int) {
	for _, pid := range pids {
		if _, _, state := readStat(fmt.Sprintf("/proc/%d/stat", pid)); state != "" && state != "Z" {
			alive = append(alive, pid)
		}
	}
	return alive
}

// Named is the child of a process whose program's file name begins with name; 0 for none.
func Named(parent int, name string) int {
	for _, pid := range Below(parent) {
		exe, _ := os.Readlink(fmt.Sprintf("/proc/%d/exe", pid))
		if _, above, _ := readStat(fmt.Sprintf("/proc/%d/stat", pid)); above == parent && strings.HasPrefix(filepath.Base(exe), name) {
			return pid
		}
	}
	return 0
}

func readStat(path string) (pid, parent int, state string) {
	text, err := os.ReadFile(path)
	if err != nil {
		return 0, 0, ""
	}
	first, rest := string(text), string(text)
	first, _, _ = strings.Cut(first, " ")
	fields := strings.Fields(rest[strings.LastIndex(rest, ")")+1:])
	pid, _ = strconv.Atoi(first)
	parent, _ = strconv.Atoi(fields[1])
	return pid, parent, fields[0]
}

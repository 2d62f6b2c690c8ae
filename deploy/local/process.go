package local

import (
	"context"
	"fmt"
	"os/exec"
	"runtime"
	"sync"
	"syscall"
	"time"
)

// process is a started child in a process group of its own, so that Ctrl-C in
// the terminal reaches this program alone and the children end in order.
type process struct {
	cmd   *exec.Cmd
	born  time.Time
	ended chan struct{} // closed when the child is gone and reaped
	err   error         // how it ended; read after ended
}

// forks runs starts of children one after another on a single thread that
// lives as long as this program. The kernel's parent-death signal is sent when
// the *thread* that forked ends, and Go ends threads as it likes.
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

// spawn starts a child that gets the signal last when this program dies.
func spawn(cmd *exec.Cmd, last syscall.Signal) (*process, error) {
	if cmd.SysProcAttr == nil {
		cmd.SysProcAttr = &syscall.SysProcAttr{}
	}
	cmd.SysProcAttr.Setpgid = true
	setDeathSignal(cmd.SysProcAttr, last)
	started := make(chan error)
	forks() <- func() { started <- cmd.Start() }
	if err := <-started; err != nil {
		return nil, err
	}
	p := &process{cmd: cmd, born: time.Now(), ended: make(chan struct{})}
	unguard := func() {}
	if !hasDeathSignal {
		unguard = guard(p, last)
	}
	go func() {
		p.err = cmd.Wait()
		_ = syscall.Kill(-cmd.Process.Pid, syscall.SIGKILL) // what it left of its group goes with it
		unguard()
		close(p.ended)
	}()
	return p, nil
}

// end asks the process to end, insists after the patience, and returns when it
// is gone.
func (p *process) end(sig syscall.Signal, patience time.Duration) {
	_ = p.cmd.Process.Signal(sig)
	select {
	case <-p.ended:
	case <-time.After(patience):
		_ = p.cmd.Process.Kill()
		<-p.ended
	}
}

// guard has a shell send a signal to the whole group of a child when this
// program is gone: the shell reads from a pipe that only this program holds
// open. It reaches grandchildren, which a parent-death signal does not.
func guard(p *process, last syscall.Signal) (unguard func()) {
	const script = `read -r _; kill -"$1" -"$2" 2>/dev/null`
	shell := exec.Command("sh", "-c", script, "guard", fmt.Sprint(int(last)), fmt.Sprint(p.cmd.Process.Pid))
	shell.SysProcAttr = &syscall.SysProcAttr{Setpgid: true}
	pipe, err := shell.StdinPipe()
	if err != nil || shell.Start() != nil {
		return func() {}
	}
	return func() {
		_ = shell.Process.Kill()
		_ = shell.Wait()
		_ = pipe.Close()
	}
}

// keeper keeps a child running until it is told to stop.
type keeper struct {
	name   string
	launch func(context.Context) (*process, error) // returns when the child can be used
	quit   syscall.Signal
	say    Say
	stop   context.CancelFunc
	done   chan struct{} // closed when the child is gone for good
}

// Pauses before a child is started again; one that lived for steady begins
// with the first pause anew.
const (
	firstPause = 200 * time.Millisecond
	lastPause  = 5 * time.Second
	steady     = 10 * time.Second
)

// stopPatience is how long a child may take to end when asked.
const stopPatience = 10 * time.Second

// keep watches over a child that runs already.
func (k *keeper) keep(p *process) {
	ctx, stop := context.WithCancel(context.Background())
	k.stop, k.done = stop, make(chan struct{})
	go func() {
		defer close(k.done)
		pause := firstPause
		for p != nil {
			select {
			case <-ctx.Done():
				p.end(k.quit, stopPatience)
				return
			case <-p.ended:
				if time.Since(p.born) > steady {
					pause = firstPause
				}
				k.say("%s ended (%s), starting it again", k.name, manner(p.err))
				p = k.again(ctx, &pause)
			}
		}
	}()
}

// again starts the child until that works. It returns nil when told to stop.
func (k *keeper) again(ctx context.Context, pause *time.Duration) *process {
	for {
		select {
		case <-ctx.Done():
			return nil
		case <-time.After(*pause):
		}
		*pause = min(2**pause, lastPause)
		p, err := k.launch(ctx)
		if err == nil {
			k.say("%s is back", k.name)
			return p
		}
		if ctx.Err() == nil {
			k.say("%s does not start yet: %v", k.name, err)
		}
	}
}

// halt ends the child and returns when it is gone or ctx has ended.
func (k *keeper) halt(ctx context.Context) error {
	k.stop()
	select {
	case <-k.done:
		return nil
	case <-ctx.Done():
		return fmt.Errorf("stop %s: %w", k.name, ctx.Err())
	}
}

func manner(err error) string {
	if err == nil {
		return "of its own accord"
	}
	return err.Error()
}

// Say tells a person what takes time or is out of the ordinary, one sentence
// without a full stop a call. A nil Say is silence.
type Say func(format string, a ...any)

func (s Say) orSilence() Say {
	if s == nil {
		return func(string, ...any) {}
	}
	return s
}

package local

import (
	"bytes"
	"context"
	"crypto/sha256"
	"encoding/hex"
	"errors"
	"fmt"
	"os"
	"os/exec"
	"path/filepath"
	"slices"
	"strings"
	"syscall"
	"time"
)

// sayEvery is the time between two remarks while something takes long.
const sayEvery = 15 * time.Second

// BuildEngine builds deploy/engine at low priority into the user's cache and
// returns the program. The first time takes minutes, says the elapsed time
// every 15 s, and is shared: whoever else wants the same engine waits for it.
// While engine's sources and Go stay the same, it returns at once.
func BuildEngine(ctx context.Context, o EngineOptions) (binary string, err error) {
	say := o.Say.orSilence()
	source := o.Source
	if source == "" {
		if source, err = engineSource(); err != nil {
			return "", err
		}
	}
	key, err := buildKey(ctx, source)
	if err != nil {
		return "", err
	}
	cache, err := cacheFolder()
	if err != nil {
		return "", err
	}
	binary = filepath.Join(cache, "engine-"+key)
	if exists(binary) {
		return binary, nil
	}
	l, err := waitLock(ctx, filepath.Join(cache, "engine.lock"), func(waited time.Duration) {
		say("waiting for the engine that another process is building: %s", waited)
	})
	if err != nil {
		return "", fmt.Errorf("wait for the engine's build: %w", err)
	}
	defer l.release()
	if exists(binary) {
		return binary, nil
	}
	if err := build(ctx, source, binary, say); err != nil {
		return "", err
	}
	forgetOldEngines(cache)
	return binary, nil
}

// build runs go build. The flags are Go's defaults, as for the product, so
// that both share the packages they have in common; only the look at the
// checkout's history, which fails in somebody else's checkout, is left out.
func build(ctx context.Context, source, binary string, say Say) error {
	say("building the engine; only the first time takes minutes, and all but the engine works meanwhile")
	for _, left := range glob(filepath.Dir(binary), "engine-*.unfinished") {
		_ = os.Remove(left)
	}
	unfinished := binary + ".unfinished"
	defer func() { _ = os.Remove(unfinished) }()
	cmd := exec.Command("go", "build", "-buildvcs=false", "-o", unfinished, ".")
	cmd.Dir = source
	cmd.Env = append(os.Environ(), "GOWORK=off")
	var out bytes.Buffer
	cmd.Stdout, cmd.Stderr = &out, &out
	p, err := spawn(cmd, syscall.SIGKILL)
	if err != nil {
		return fmt.Errorf("build the engine: %w", err)
	}
	_ = syscall.Setpriority(syscall.PRIO_PGRP, cmd.Process.Pid, 10)
	defer guard(p, syscall.SIGKILL)() // the compilers, too, must not outlive us
	tick := time.NewTicker(sayEvery)
	defer tick.Stop()
	for {
		select {
		case <-tick.C:
			say("building the engine: %s", time.Since(p.born).Round(time.Second))
		case <-ctx.Done():
			p.end(syscall.SIGKILL, 0)
			return fmt.Errorf("build the engine: %w", ctx.Err())
		case <-p.ended:
			if p.err != nil {
				return fmt.Errorf("build the engine: %w: %s", p.err, bytes.TrimSpace(out.Bytes()))
			}
			say("the engine is built, after %s", time.Since(p.born).Round(time.Second))
			return os.Rename(unfinished, binary)
		}
	}
}

// engineSource looks for deploy/engine in the working folder and above it: in
// the checkout that holds it.
func engineSource() (string, error) {
	dir, err := os.Getwd()
	if err != nil {
		return "", err
	}
	for {
		source := filepath.Join(dir, "deploy", "engine")
		if exists(filepath.Join(source, "go.mod")) {
			return source, nil
		}
		if dir == filepath.Dir(dir) {
			return "", errors.New("the engine's sources, deploy/engine, are not in this folder or above it: run this in a checkout of Followthrough, or give it the address of an engine")
		}
		dir = filepath.Dir(dir)
	}
}

// buildKey names a build by all that makes a difference to it.
func buildKey(ctx context.Context, source string) (string, error) {
	cmd := exec.CommandContext(ctx, "go", "env", "GOVERSION", "GOOS", "GOARCH", "GOFLAGS", "CGO_ENABLED", "GOEXPERIMENT")
	cmd.Dir = source
	env, err := cmd.Output()
	if errors.Is(err, exec.ErrNotFound) {
		return "", errors.New("the engine is built with Go, whose command go is not on the PATH: install Go, or give this the address of an engine")
	}
	if err != nil {
		return "", fmt.Errorf("ask go for its version: %w", err)
	}
	sum := sha256.New()
	sum.Write(env)
	for _, file := range glob(source, "*") {
		name := filepath.Base(file)
		if strings.HasSuffix(name, "_test.go") || !strings.HasSuffix(name, ".go") && name != "go.mod" && name != "go.sum" {
			continue
		}
		text, err := os.ReadFile(file)
		if err != nil {
			return "", fmt.Errorf("read the engine's sources: %w", err)
		}
		fmt.Fprintf(sum, "%s %d\n", name, len(text))
		sum.Write(text)
	}
	return hex.EncodeToString(sum.Sum(nil))[:16], nil
}

// forgetOldEngines leaves the three newest; each is over 200 MB.
func forgetOldEngines(cache string) {
	engines := glob(cache, "engine-????????????????")
	slices.SortFunc(engines, func(a, b string) int { return modified(b).Compare(modified(a)) })
	for _, old := range engines[min(3, len(engines)):] {
		_ = os.Remove(old)
	}
}

func glob(dir, pattern string) []string {
	found, _ := filepath.Glob(filepath.Join(dir, pattern)) // an error is a bad pattern
	return found
}

func modified(path string) time.Time {
	info, err := os.Stat(path)
	if err != nil {
		return time.Time{}
	}
	return info.ModTime()
}

// Command cron-oracle answers when Kubernetes' own cron parser (github.com/robfig/cron/v3) says that
// a text is due. README.md beside this file says what its commands are for.
package main

import (
	"bufio"
	"fmt"
	"os"
	"strconv"
	"strings"
	"time"
)

// The committed answers are those of this seed.
const committedSeed = 20261123

const usage = `usage: cron-oracle generate             the answers that are committed
       cron-oracle check FILE           whether FILE is what generate prints
       cron-oracle fuzz SEED SECONDS    answers to random questions until the time is over
       cron-oracle answer               answers to lines of text, zone, after and k from stdin`

func main() {
	if err := run(os.Args[1:]); err != nil {
		fmt.Fprintln(os.Stderr, "cron-oracle:", err)
		os.Exit(1)
	}
}

func run(args []string) error {
	out := bufio.NewWriterSize(os.Stdout, 1<<16)
	defer out.Flush()
	switch {
	case len(args) == 1 && args[0] == "generate":
		return write(out, generated())
	case len(args) == 2 && args[0] == "check":
		return check(args[1], generated())
	case len(args) == 3 && args[0] == "fuzz":
		return fuzz(out, args[1], args[2])
	case len(args) == 1 && args[0] == "answer":
		return answerLines(out)
	}
	return fmt.Errorf("unknown command %q\n%s", strings.Join(args, " "), usage)
}

func generated() []string {
	oracle := newOracle()
	lines := []string{"# Written by cron-oracle, by make cron-answers; columns: cron-oracle/README.md"}
	for _, q := range newGenerator(committedSeed, oracle).committed() {
		lines = append(lines, oracle.answer(q))
	}
	return lines
}

func write(out *bufio.Writer, lines []string) error {
	for _, line := range lines {
		if _, err := fmt.Fprintln(out, line); err != nil {
			return err
		}
	}
	return nil
}

// check compares line by line. Lines whose zone has other offsets in this Go's tz database, or a
// transition at another time to start from, cannot be compared; they are counted.
func check(file string, wanted []string) error {
	content, err := os.ReadFile(file)
	if err != nil {
		return err
	}
	found := strings.Split(strings.TrimSuffix(string(content), "\n"), "\n")
	if len(found) != len(wanted) {
		return fmt.Errorf("%s has %d lines and not %d: run make cron-answers", file, len(found), len(wanted))
	}
	otherZones := 0
	for i, line := range wanted {
		if line == found[i] {
			continue
		}
		want, got := strings.Split(line, "\t"), strings.Split(found[i], "\t")
		sameText := len(want) == 8 && len(got) == 8 && want[0] == got[0] && want[1] == got[1] && want[3] == got[3]
		if !sameText || want[2] == got[2] && want[7] == got[7] {
			return fmt.Errorf("%s, line %d: run make cron-answers\n  committed %s\n  generated %s",
				file, i+1, found[i], line)
		}
		otherZones++
	}
	fmt.Printf("%d lines are as generated; zones with other rules in this tz database: %d lines\n",
		len(wanted)-otherZones, otherZones)
	// A few zones change each year; that everything changed would be another fault.
	if otherZones > len(wanted)/10 {
		return fmt.Errorf("%s: run make cron-answers", file)
	}
	return nil
}

func fuzz(out *bufio.Writer, seedText, secondsText string) error {
	seed, err := strconv.ParseInt(seedText, 10, 64)
	if err != nil {
		return fmt.Errorf("seed: %q is not a whole number", seedText)
	}
	seconds, err := strconv.Atoi(secondsText)
	if err != nil || seconds < 1 {
		return fmt.Errorf("seconds: %q is not a whole number of at least 1", secondsText)
	}
	oracle := newOracle()
	generator := newGenerator(seed, oracle)
	for end := time.Now().Add(time.Duration(seconds) * time.Second); time.Now().Before(end); {
		if _, err := fmt.Fprintln(out, oracle.answer(generator.any())); err != nil {
			return err
		}
	}
	return nil
}

func answerLines(out *bufio.Writer) error {
	oracle := newOracle()
	in := bufio.NewScanner(os.Stdin)
	in.Buffer(nil, 1<<20)
	for in.Scan() {
		cells := strings.Split(in.Text(), "\t")
		if len(cells) < 4 {
			return fmt.Errorf("%q has %d cells and not at least 4: text, zone, after, k", in.Text(), len(cells))
		}
		text, err := strconv.Unquote(`"` + cells[0] + `"`)
		if err != nil {
			return fmt.Errorf("text: %q is not escaped as in a Go string", cells[0])
		}
		zone, err := strconv.Unquote(`"` + cells[1] + `"`)
		if err != nil {
			return fmt.Errorf("zone: %q is not escaped as in a Go string", cells[1])
		}
		after, err := time.Parse(time.RFC3339Nano, cells[2])
		if err != nil {
			return fmt.Errorf("after: %q is not an instant such as 2026-03-29T00:30:00Z", cells[2])
		}
		k, err := strconv.Atoi(cells[3])
		if err != nil {
			return fmt.Errorf("k: %q is not a whole number", cells[3])
		}
		if _, err := fmt.Fprintln(out, oracle.answer(question{text, zone, after, k})); err != nil {
			return err
		}
	}
	return in.Err()
}

package main

import (
	"errors"
	"fmt"
	"os"
	"regexp"
	"strconv"
	"strings"
	"sync/atomic"
	"time"
	_ "time/tzdata"

	"github.com/robfig/cron/v3"
)

var errRefused = errors.New("refused")

// What the API server wants of each part of a zone's name before it looks the name up.
var zonePart = regexp.MustCompile(`^[A-Za-z.\-_0-9+]{1,14}$`)

// location looks a zone up as the API server does for a CronJob's timeZone.
func location(name string) (*time.Location, error) {
	for _, part := range strings.Split(name, "/") {
		if part == "." || part == ".." || strings.HasPrefix(part, "-") || !zonePart.MatchString(part) {
			return nil, errRefused
		}
	}
	if strings.EqualFold(name, "Local") {
		return nil, errRefused
	}
	return time.LoadLocation(name)
}

// parse reads a text as the API server does for a CronJob's schedule.
func parse(text string) (cron.Schedule, error) {
	if strings.Contains(text, "TZ") {
		return nil, errRefused
	}
	return cron.ParseStandard(text)
}

// parseWithSeconds reads six fields with the same module.
func parseWithSeconds(text string) (cron.Schedule, error) {
	return cron.NewParser(
		cron.Second | cron.Minute | cron.Hour | cron.Dom | cron.Month | cron.Dow).Parse(text)
}

// sundayAs0 rewrites the 7s of the last field as 0; false if there are none or the field is wrong.
func sundayAs0(text string) (string, bool) {
	fields := strings.Fields(text)
	if len(fields) != 5 && len(fields) != 6 {
		return "", false
	}
	last := len(fields) - 1
	var items []string
	found := false
	for _, item := range strings.Split(fields[last], ",") {
		span, stepText, stepped := strings.Cut(item, "/")
		low, high, ranged := strings.Cut(span, "-")
		step := 1
		if stepped {
			var err error
			if step, err = strconv.Atoi(stepText); err != nil || step < 1 {
				return "", false
			}
		}
		switch {
		case ranged && isSeven(high):
			from := weekday(low)
			if from < 0 {
				return "", false
			}
			found = true
			for day := from; day <= 7; day += min(step, 8) {
				items = append(items, strconv.Itoa(day%7))
			}
		case !ranged && isSeven(low):
			found = true
			items = append(items, "0")
		default:
			items = append(items, item)
		}
	}
	fields[last] = strings.Join(items, ",")
	return strings.Join(fields, " "), found
}

func isSeven(text string) bool { return strings.TrimLeft(text, "0") == "7" }

// weekday is the number, 0 to 7, of a weekday's number or name, or -1.
func weekday(text string) int {
	for i, name := range weekdayNames {
		if strings.EqualFold(name, text) {
			return i
		}
	}
	if day, err := strconv.Atoi(text); err == nil && day >= 0 && day <= 7 && !strings.HasPrefix(text, "+") {
		return day
	}
	return -1
}

// guard ends the program, with the case, when the module does not come back.
type guard struct {
	current  atomic.Pointer[string]
	progress atomic.Int64
}

func newGuard(limit time.Duration) *guard {
	g := &guard{}
	go func() {
		seen := int64(-1)
		for range time.Tick(limit) {
			now := g.progress.Load()
			if current := g.current.Load(); current != nil && now == seen {
				fmt.Fprintf(os.Stderr, "cron-oracle: no answer within %s: %s\n", limit, *current)
				os.Exit(3)
			}
			seen = now
		}
	}()
	return g
}

func (g *guard) next(schedule cron.Schedule, after time.Time, what string) time.Time {
	g.progress.Add(1)
	g.current.Store(&what)
	defer g.current.Store(nil)
	return schedule.Next(after)
}

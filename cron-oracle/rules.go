package main

import (
	"math"
	"strings"
	"time"

	"github.com/robfig/cron/v3"
)

const (
	day    = int64(86400)
	margin = 2 * day // more than any offset and any transition's shift together
	// Between two 29ths of February that a restriction leaves over lie eight years at most.
	longestGap = 9 * 366
)

// period is a stretch of one UTC offset; before is the offset of the one before it.
type period struct{ start, end, offset, before int64 }

// periods lists the stretches of one offset that touch [from, to].
func periods(location *time.Location, from, to int64) []period {
	var found []period
	for at := from; at <= to; {
		start, end := time.Unix(at, 0).In(location).ZoneBounds()
		_, offset := time.Unix(at, 0).In(location).Zone()
		next := period{math.MinInt64 / 2, math.MaxInt64 / 2, int64(offset), int64(offset)}
		if !start.IsZero() {
			next.start = start.Unix()
			_, before := time.Unix(next.start-1, 0).In(location).Zone()
			next.before = int64(before)
		}
		if !end.IsZero() {
			// Beyond the last transition in a zone's file Go's bounds can end too early, at the turn
			// of the year: a minute further on it finds its way again.
			next.end = max(end.Unix(), at+60)
		}
		// A change of name or of the summer flag alone is none of the clock.
		if last := len(found) - 1; last >= 0 && found[last].offset == next.offset {
			found[last].end = next.end
		} else {
			found = append(found, next)
		}
		at = next.end
	}
	return found
}

// rules is this project's meaning of a text, as plainly as it can be written: every local time of
// every matching date is tried, on the module's own bit masks. What a transition skips or repeats
// counts once if the hours are fixed; otherwise real time is followed.
type rules struct {
	spec     *cron.SpecSchedule
	fixed    bool
	location *time.Location
}

// isFixed says whether the hour field of a text has no *, ? or /.
func isFixed(text string) bool {
	fields := strings.Fields(text)
	if strings.HasPrefix(text, "@") {
		return text != "@hourly"
	}
	return !strings.ContainsAny(fields[len(fields)-4], "*?/")
}

// next is the first slot after an instant.
func (r rules) next(after int64) (int64, bool) {
	_, offset := time.Unix(after, 0).In(r.location).Zone()
	first := (after+int64(offset))/day - 2
	best := int64(math.MaxInt64)
	for date := first; date < first+longestGap; date++ {
		// Local times of a later date can be earlier instants, but only by a transition's shift.
		if best != math.MaxInt64 && date*day > best+2*margin {
			break
		}
		if r.matchesDate(date) {
			best = min(best, r.firstOfDate(date, after))
		}
	}
	return best, best != math.MaxInt64
}

func (r rules) matchesDate(date int64) bool {
	t := time.Unix(date*day, 0).UTC()
	if !in(r.spec.Month, int(t.Month())) {
		return false
	}
	monthDay, weekday := in(r.spec.Dom, t.Day()), in(r.spec.Dow, int(t.Weekday()))
	if in(r.spec.Dom, 63) || in(r.spec.Dow, 63) {
		return monthDay && weekday
	}
	return monthDay || weekday
}

func (r rules) firstOfDate(date, after int64) int64 {
	best := int64(math.MaxInt64)
	around := periods(r.location, date*day-margin, date*day+margin)
	for hour := 0; hour < 24; hour++ {
		for minute := 0; minute < 60; minute++ {
			for second := 0; second < 60; second++ {
				if !in(r.spec.Hour, hour) || !in(r.spec.Minute, minute) {
					break
				}
				if in(r.spec.Second, second) {
					local := date*day + int64(hour*3600+minute*60+second)
					for _, instant := range r.instants(local, around) {
						if instant > after {
							best = min(best, instant)
						}
					}
				}
			}
		}
	}
	return best
}

// instants are those at which a matching local time counts.
func (r rules) instants(local int64, around []period) []int64 {
	var found []int64
	for _, p := range around {
		passed := local < p.start+p.before // the period before got that far already
		if local >= p.start+p.offset && local < p.end+p.offset && !(r.fixed && passed) {
			found = append(found, local-p.offset)
		}
		skipped := local >= p.start+p.before && local < p.start+p.offset
		if r.fixed && skipped {
			found = append(found, p.start)
		}
	}
	return found
}

func in(mask uint64, bit int) bool { return mask>>uint(bit)&1 != 0 }

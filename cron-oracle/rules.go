package main

import (
	"math"
	"sort"
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

// zone is a time zone with its periods in the years that are asked about; Go finds one of them only
// by working out the rules of the year each time.
type zone struct {
	*time.Location
	table []period
}

func newZone(location *time.Location) *zone {
	return &zone{location, periods(location, date(1970), date(2120))}
}

// periods lists the stretches of one offset that touch [from, to].
func (z *zone) periods(from, to int64) []period {
	first, last := z.table[0], z.table[len(z.table)-1]
	if from < date(1970) || to >= date(2120) || from < first.start || to >= last.end {
		return periods(z.Location, from, to)
	}
	low := sort.Search(len(z.table), func(i int) bool { return z.table[i].end > from })
	high := sort.Search(len(z.table), func(i int) bool { return z.table[i].start > to })
	return z.table[low:high]
}

// offset is the offset at an instant.
func (z *zone) offset(at int64) int64 { return z.periods(at, at)[0].offset }

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
	spec  *cron.SpecSchedule
	fixed bool
	zone  *zone
	times []int64 // of the day, in seconds
}

func newRules(spec *cron.SpecSchedule, fixed bool, zone *zone) rules {
	r := rules{spec: spec, fixed: fixed, zone: zone}
	for hour := 0; hour < 24; hour++ {
		for minute := 0; minute < 60; minute++ {
			for second := 0; second < 60 && in(spec.Hour, hour) && in(spec.Minute, minute); second++ {
				if in(spec.Second, second) {
					r.times = append(r.times, int64(hour*3600+minute*60+second))
				}
			}
		}
	}
	return r
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
	first := (after+r.zone.offset(after))/day - 2
	best := int64(math.MaxInt64)
	for epochDay := first; epochDay < first+longestGap; epochDay++ {
		// Local times of a later date can be earlier instants, but only by a transition's shift.
		if best != math.MaxInt64 && epochDay*day > best+2*margin {
			break
		}
		if r.matchesDate(epochDay) {
			best = min(best, r.firstOfDate(epochDay, after))
		}
	}
	return best, best != math.MaxInt64
}

func (r rules) matchesDate(epochDay int64) bool {
	t := time.Unix(epochDay*day, 0).UTC()
	if !in(r.spec.Month, int(t.Month())) {
		return false
	}
	monthDay, weekday := in(r.spec.Dom, t.Day()), in(r.spec.Dow, int(t.Weekday()))
	if in(r.spec.Dom, 63) || in(r.spec.Dow, 63) {
		return monthDay && weekday
	}
	return monthDay || weekday
}

func (r rules) firstOfDate(epochDay, after int64) int64 {
	best := int64(math.MaxInt64)
	around := r.zone.periods(epochDay*day-margin, epochDay*day+margin)
	for _, time := range r.times {
		for _, instant := range r.instants(epochDay*day+time, around) {
			if instant > after {
				best = min(best, instant)
			}
		}
	}
	return best
}

// instants are those at which a matching local time counts.
func (r rules) instants(local int64, around []period) []int64 {
	found := make([]int64, 0, 4)
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

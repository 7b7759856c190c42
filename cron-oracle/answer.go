package main

import (
	"fmt"
	"regexp"
	"strconv"
	"strings"
	"time"

	"github.com/robfig/cron/v3"
)

// question is one case: the first k slots of a text in a zone after an instant.
type question struct {
	text, zone string
	after      time.Time
	k          int
}

func (q question) String() string {
	return strings.Join(
		[]string{escaped(q.text), escaped(q.zone), q.after.UTC().Format(time.RFC3339Nano), strconv.Itoa(q.k)}, "\t")
}

func escaped(text string) string {
	quoted := strconv.QuoteToASCII(text)
	return quoted[1 : len(quoted)-1]
}

// Why an answer of this project is another one than Kubernetes'.
const (
	sixFields        = "six-fields"        // Kubernetes has no seconds; compared with the module's own
	sundayAs7        = "sunday-as-7"       // Kubernetes refuses 7; compared with 0 in its place
	emptyItem        = "empty-item"        // taken by Kubernetes, refused here, as the next four
	starRange        = "star-range"        //
	sign             = "sign"              //
	foreignLetter    = "foreign-letter"    //
	negativeEvery    = "negative-every"    //
	transition       = "transition"        // one lies within 26 hours of either answer
	beyondTransition = "beyond-transition" // the module lost its way in one, and finds ours from behind it
	secondOffset     = "second-offset"     // the zone's offset is no whole minutes, which the module rounds
	fiveYears        = "five-years"        // the module gave up
	skippedDay       = "skipped-day"       // a day that never was: the module might not come back
	unexplained      = "unexplained"
)

var nonsense = []struct {
	why     string
	pattern *regexp.Regexp
}{
	{emptyItem, regexp.MustCompile(`(^|[\s,]),|,(\s|$)`)},
	{starRange, regexp.MustCompile(`(^|[\s,])[*?]-`)},
	{sign, regexp.MustCompile(`(^|[\s,/-])\+`)},
	{foreignLetter, regexp.MustCompile(`\x{130}`)},
}

// oracle answers questions with Kubernetes' parser and with this project's rules.
type oracle struct {
	guard *guard
	zones map[string]*zone // nil for a name that is refused
}

func newOracle() *oracle {
	return &oracle{newGuard(30 * time.Second), map[string]*zone{}}
}

func (o *oracle) zone(name string) *zone {
	known, asked := o.zones[name]
	if !asked {
		if location, err := location(name); err == nil {
			known = newZone(location)
		}
		o.zones[name] = known
	}
	return known
}

// answer is the whole line: the question, why the answers differ (- if they do not), Kubernetes'
// answer, this project's (= for the same), and the zone's offsets over the stretch that they span.
func (o *oracle) answer(q question) string {
	zone := o.zone(q.zone)
	schedule, err := parse(q.text)
	var whys []string
	if err == nil && zone != nil {
		if why := refusedHere(q.text); why != "" {
			return q.String() + "\t" + why + "\ttaken\trefused\t-"
		}
	}
	asked := q.text
	if err != nil {
		if rewritten, ok := sundayAs0(asked); ok {
			asked, whys = rewritten, append(whys, sundayAs7)
			schedule, err = parse(asked)
		}
	}
	if err != nil && len(strings.Fields(asked)) == 6 && !strings.HasPrefix(asked, "@") && !strings.Contains(asked, "TZ") {
		whys = append(whys, sixFields)
		schedule, err = parseWithSeconds(asked)
		if err == nil && refusedHere(q.text) != "" {
			err = errRefused
		}
	} else if err == nil && len(whys) > 0 && refusedHere(q.text) != "" {
		err = errRefused
	}
	if err != nil || zone == nil {
		return q.String() + "\t-\trefused\t=\t-"
	}
	return q.String() + "\t" + o.instants(q, asked, schedule, zone, whys)
}

// refusedHere says why this project refuses a text that Kubernetes takes, if it does.
func refusedHere(text string) string {
	if strings.HasPrefix(text, "@") {
		duration, err := time.ParseDuration(strings.TrimPrefix(text, "@every "))
		if err == nil && duration < 0 {
			return negativeEvery
		}
		return ""
	}
	fields := strings.Join(strings.Fields(text), " ")
	for _, n := range nonsense {
		if n.pattern.MatchString(fields) {
			return n.why
		}
	}
	return ""
}

func (o *oracle) instants(
	q question, asked string, schedule cron.Schedule, zone *zone, whys []string) string {
	from := q.after
	var theirs, ours []string
	var r rules
	if spec, isSpec := schedule.(*cron.SpecSchedule); isSpec {
		r = newRules(spec, isFixed(asked), zone)
	}
	for i := 0; i < q.k; i++ {
		their, our, why, slot := o.step(q, r, schedule, zone, from)
		theirs, ours = append(theirs, their), append(ours, our)
		if why != "" && !contains(whys, why) {
			whys = append(whys, why)
		}
		if our == "none" {
			break
		}
		from = slot
	}
	kubernetes, here := strings.Join(theirs, ","), strings.Join(ours, ",")
	if kubernetes == here {
		here = "="
	}
	if len(whys) == 0 {
		whys = []string{"-"}
	}
	stretch := "-"
	if _, isSpec := schedule.(*cron.SpecSchedule); isSpec {
		stretch = offsets(zone, q.after, from)
	}
	return strings.Join([]string{strings.Join(whys, "+"), kubernetes, here, stretch}, "\t")
}

// step is one slot: the module's, ours, why they differ, and ours once more.
func (o *oracle) step(
	q question, r rules, schedule cron.Schedule, zone *zone, from time.Time,
) (their, our, why string, slot time.Time) {
	if r.spec == nil { // @every
		slot = o.guard.next(schedule, from.In(zone.Location), q.String())
		return stamp(slot), stamp(slot), "", slot
	}
	second, found := r.next(from.Unix())
	our = "none"
	if found {
		slot = time.Unix(second, 0)
		our = stamp(slot)
	}
	if skipsADay(zone, from, slot) {
		return "unasked", our, skippedDay, slot
	}
	answer := o.guard.next(schedule, from.In(zone.Location), q.String())
	if answer.IsZero() {
		their = "none"
	} else {
		their = stamp(answer)
	}
	if their == our {
		return their, our, "", slot
	}
	return their, our, o.reason(q, r, schedule, zone, from, answer, slot), slot
}

func (o *oracle) reason(
	q question, r rules, schedule cron.Schedule, zone *zone, from, their, our time.Time) string {
	switch {
	case our.IsZero() && !their.IsZero():
		// Past a first of the month without midnight the module goes on into a month that it must not.
		if !r.matchesDate((their.Unix() + zone.offset(their.Unix())) / day) {
			return beyondTransition
		}
		return unexplained
	case hasSecondOffset(zone, from) || hasSecondOffset(zone, our):
		return secondOffset
	case !their.IsZero() && nearTransition(zone, their), nearTransition(zone, our):
		return transition
	case their.IsZero() && our.In(zone.Location).Year() > from.In(zone.Location).Year()+5:
		return fiveYears
	}
	// The module goes by the first of the month and by midnight: if a transition skipped that, it keeps
	// the wrong time of day. Asked from a later month, or just before our slot, it must find it.
	start := time.Unix(zone.periods(our.Unix(), our.Unix())[0].start, 0)
	if start.Unix() > from.Unix()-32*day && start.Before(our) {
		behind := start.Add(32 * 24 * time.Hour)
		if !behind.Before(our) {
			behind = our.Add(-time.Second)
		}
		if o.guard.next(schedule, behind.In(zone.Location), q.String()).Equal(our) {
			return beyondTransition
		}
	}
	return unexplained
}

func nearTransition(zone *zone, t time.Time) bool {
	return len(zone.periods(t.Unix()-26*3600, t.Unix()+26*3600)) > 1
}

func hasSecondOffset(zone *zone, t time.Time) bool {
	return zone.offset(t.Unix())%60 != 0
}

// skipsADay says whether a calendar day is missing where the module would search: it might not come
// back.
func skipsADay(zone *zone, from, to time.Time) bool {
	if to.IsZero() {
		to = from.AddDate(7, 0, 0)
	}
	for _, p := range zone.periods(from.Unix()-margin, to.Unix()+margin) {
		if p.offset-p.before > 12*3600 && p.start > from.Unix()-margin {
			return true
		}
	}
	return false
}

// offsets are those of the stretch, two days longer at either end, so that a reader with another
// version of the tz database notices: first the offset, then each change and the offset from then on.
func offsets(zone *zone, from, to time.Time) string {
	var text strings.Builder
	for i, p := range zone.periods(from.Unix()-margin, to.Unix()+margin) {
		if i == 0 {
			fmt.Fprintf(&text, "%d", p.offset)
		} else {
			fmt.Fprintf(&text, " %s %d", stamp(time.Unix(p.start, 0)), p.offset)
		}
	}
	return text.String()
}

func stamp(t time.Time) string { return t.UTC().Format("2006-01-02T15:04:05Z") }

func contains(list []string, wanted string) bool {
	for _, s := range list {
		if s == wanted {
			return true
		}
	}
	return false
}

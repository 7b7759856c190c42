package main

import (
	_ "embed"
	"fmt"
	"math/rand"
	"strconv"
	"strings"
	"time"
)

// The names of the tz database, as in Go's lib/time/zoneinfo.zip.
//
//go:embed zones.txt
var zoneNames string

// Zones in which a simple evaluator fails: shifts of half an hour, offsets of a quarter, transitions
// around midnight, four of them a year, a skipped day, names that JDKs lack.
var oddZones = strings.Fields(`Australia/Lord_Howe Pacific/Chatham Asia/Kathmandu America/St_Johns
	America/Asuncion America/Havana Pacific/Apia America/Santiago Africa/Cairo Africa/Casablanca
	Africa/El_Aaiun Asia/Tehran Asia/Kolkata Asia/Beirut Asia/Amman Asia/Gaza Antarctica/Troll
	Antarctica/Casey America/Sao_Paulo America/Godthab Atlantic/Azores Europe/Berlin Europe/London
	Europe/Dublin Europe/Lisbon America/New_York America/Los_Angeles America/Caracas
	Australia/Adelaide Australia/Eucla Pacific/Kiritimati Pacific/Norfolk Pacific/Marquesas
	Asia/Pyongyang Africa/Monrovia Africa/Windhoek Europe/Istanbul EST MST HST ROC GMT+0 Factory
	UTC Etc/GMT+5`)

var wrongZones = []string{
	"Local", "local", "Z", "GMT+5", "UTC+1", "UT+01:00", "+05:00", "-03:00", "SystemV/EST5", "EDT",
	"Mars/Base", "europe/berlin", "utc", "Europe/Berlin ", " UTC", "../UTC", "Europe/../UTC", ".",
	"Europe", "Europe/", "/UTC", "America//New_York", "America/New York", "Europe/Bérlin",
	"-UTC", "Etc/-GMT", "Asia/Kathmandu2", "CET-1CEST", "EST+5", "GMT+1", "UTC0",
}

// Texts that show each form once; what is refused lies next to what is taken.
var listedTexts = strings.Split(strings.TrimSpace(`
* * * * *
? ? ? ? ?
*/1 * * * *
?/1 ?/2 * * *
0 0 1 1 0
59 23 31 12 6
5 4 * * *
*/5 * * * *
*/7 * * * *
*/60 * * * *
*/59 * * * *
*/100 */24 */32 */13 */8
0 */24 * * *
5/15 * * * *
59/1 * * * *
5/100 3/1 31/9 12/2 6/2
10-20 * * * *
10-20/3 * * * *
10-10/3 * * * *
0-59 0-23 1-31 1-12 0-6
1,2,3 * * * *
1,1,1,2-2 0-23/1 * * *
*,5 * * * *
5,* 3 * * *
1-5,10-20/5,*/40 * * * *
005 08 01 001 00
0 9-17 * * MON-FRI
0 9 * * mon,Wed,FRI
0 9 * * SUN-SAT
0 9 * JAN-MAR,dec *
0 9 1 Jan-dEc/2 *
0 0 13 * 5
0 0 13 * *
0 0 * * 5
0 0 13 * */1
0 0 13 * ?,1
0 0 13,* * 1
0 0 13 * 0-6
0 0 */2 * 5
0 0 */1 * 5
0 0 ?/1 * 5
0 0 1-31 * 1
0 0 1-31/2 * */2
0 0 ? * 1
0 0 1 * ?
0 0 29 2 *
0 0 29 2 1
0 0 29 FEB 0-6/7
0 0 30 2 *
0 0 30,31 2 *
0 0 31 2,4,6,9,11 *
0 0 31 4 */2
0 0 31 * *
0 0 30 * *
0 0 29,31 * *
59 23 28-31 2 *
0 12 31 12 *
0 0 1 1 *
@yearly
@annually
@monthly
@weekly
@daily
@midnight
@hourly
@every 1s
@every 1m
@every 90m
@every 1h30m
@every 1.5h
@every .5h
@every 1h1h
@every 24h
@every 8760h
@every 999ms
@every 1500ms
@every 1ns
@every 0
@every 0s
@every +5s
@every -0
@every 100us
@every 100µs
@every 100μs
@every 1s1ns
@every 2562047h47m16.854775807s
@every -1s
@every -1h
@every -1ns
@every
@every  1h
@every 1
@every 1d
@every 1H
@every h
@every 1h-5m
@every 2562048h
@every 99999999999999999999h
@Every 1h
@Daily
@DAILY
@reboot
@
@ daily
* * * *
* * * * * * *
*
0 0 * * 7
0 0 * * 07
0 0 * * 0,7
0 0 * * 5-7
0 0 * * fri-7
0 0 * * FRI-7/2
0 0 * * 1-7/3
0 0 * * 7/3
0 0 * * 7-7
0 0 1 * 7
0 0 1 * 0-7
*/5 * * * 7
0 0 * * 8
0 0 * * 7-1
0 0 * * SUN-7
0 0 7 7 7
* * * * * *
*/15 * * * * *
30 0 0 1 1 *
0 30 2 * * *
59 59 23 31 12 6
5,10 */20 2-4 * * MON
60 * * * * *
0 60 * * * *
0 0 0 * * 7
0 0 0 * * 5-7/2
, * * * *
1, * * * *
,1 * * * *
1,,2 * * * *
0 0 , * *
0 0 * * ,
*-5 * * * *
?-5 * * * *
*-5/2 * * * *
*-x * * * *
0 *-1-2 * * *
+5 * * * *
0 +0 * * *
0-+5 * * * *
*/+5 * * * *
0 0 * * FRİ
0 0 * * frı
0 0 * * ſun
0 0 * * ﬆ
60 * * * *
-1 * * * *
61 * * * *
0 24 * * *
0 0 0 * *
0 0 32 * *
0 0 1-32 * *
0 0 * 0 *
0 0 * 13 *
0 0 * * 1,8
5-3 * * * *
0 22-2 * * *
0 0 * * FRI-MON
0 0 * NOV-FEB *
*/0 * * * *
*/-1 * * * *
*/x * * * *
*/ * * * *
1-5/ * * * *
/5 * * * *
*/5/2 * * * *
**/2 * * * *
** * * * *
?5 * * * *
*5 * * * *
5* * * * *
-5 * * * *
5- * * * *
1-2-3 * * * *
--5 * * * *
- * * * *
1.5 * * * *
1e1 * * * *
0x5 * * * *
٣ * * * *
１ * * * *
99999999999999999999 * * * *
*/9223372036854775807 * * * *
*/9223372036854775808 * * * *
0 0 L * *
0 0 LW * *
0 0 15W * *
0 0 * * 5L
0 0 * * MON#2
0 0 * * MONDAY
0 0 * * MO
0 0 * JANUARY *
0 JAN * * *
MON * * * *
0 0 MON * *
0 0 * MON *
0 0 * * JAN
0 0 1 1 * 2026
H * * * *
~ * * * *
0 0 * * *;
0 0 * * * #
"0 0 * * *"
'0 0 * * *'
TZ=UTC 0 0 * * *
CRON_TZ=UTC 0 0 * * *
TZ=
0 0 * * TZ
midnight
`), "\n")

// Texts with white space that an editor would spoil.
var spacedTexts = []string{
	"", "@every ", "@every 1h ", "@daily ", " @daily", "0  0   *\t*  *",
	" 0 0 * * *", "0 0 * * * ", "\t0\t0\t*\t*\t*\t", "0\u00a00 * * *", "0\u30000 * * *",
	"0\u20030 *\u2028*\u2029*", "0 0 * * *\n", "\n0 0 * * *", "0\v0\f*\r* *", "0\u00850 * * *",
	"0\u200b0 * * *", "\ufeff0 0 * * *", "0\x000 * * *", "0\x1f0 * * *", " ", "\t", "0 0 *\u1680* *",
	"0 0 * *\u180e*",
}

var weekdayNames = []string{"SUN", "mon", "Tue", "WED", "thu", "fri", "SAT"}

var monthNames = []string{
	"JAN", "feb", "Mar", "APR", "may", "jun", "JUL", "aug", "sep", "oct", "nov", "DEC"}

type bounds struct {
	min, max int
	names    []string
}

var fieldBounds = []bounds{
	{0, 59, nil}, {0, 59, nil}, {0, 23, nil}, {1, 31, nil}, {1, 12, monthNames}, {0, 6, weekdayNames}}

const (
	second = iota
	minute
	hour
	monthDay
	month
	weekDay
)

// generator makes questions; a seed makes always the same ones.
type generator struct {
	*rand.Rand
	oracle *oracle
	zones  []string
}

func newGenerator(seed int64, oracle *oracle) *generator {
	return &generator{rand.New(rand.NewSource(seed)), oracle, strings.Fields(zoneNames)}
}

func (g *generator) pick(choices ...string) string { return choices[g.Intn(len(choices))] }

func (g *generator) oneIn(n int) bool { return g.Intn(n) == 0 }

func (g *generator) between(from, to int64) time.Time { return time.Unix(from+g.Int63n(to-from), 0) }

func date(year int) int64 { return time.Date(year, 1, 1, 0, 0, 0, 0, time.UTC).Unix() }

// committed are the questions whose answers lie beside the tests.
func (g *generator) committed() []question {
	var all []question
	add := func(text, zone string, after time.Time, k int) {
		all = append(all, question{text, zone, after.UTC(), k})
	}
	for i, text := range append(append([]string{}, listedTexts...), spacedTexts...) {
		for j := 0; j < 6; j++ {
			zone := "UTC"
			if j > 1 {
				zone = oddZones[(6*i+j)%len(oddZones)]
			}
			add(text, zone, g.between(date(2024), date(2030)), 4)
		}
	}
	for _, zone := range wrongZones {
		add("@daily", zone, g.between(date(2024), date(2030)), 1)
		add("0 12 * * 1-5", zone, g.between(date(2024), date(2030)), 1)
		add("@every 1h", zone, g.between(date(2024), date(2030)), 1)
	}
	for _, zone := range g.zones {
		add("30 4 * * *", zone, g.between(date(2020), date(2030)), 2)
		add(g.calendar(), zone, g.nearTransition(zone), 3)
	}
	for i := 0; i < 2400; i++ {
		zone := oddZones[i%len(oddZones)]
		add(g.fixedOrNot(), zone, g.nearTransition(zone), 4)
	}
	for i := 0; i < 400; i++ {
		zone := oddZones[i%len(oddZones)]
		year := int(2016 + 4*g.Int63n(23))
		text := g.pick("0", "59", "*/30", g.field(minute)) + " " + g.pick("0", "23", "*", "12", g.field(hour)) + " " +
			g.pick("29 2 *", "29 2 *", "28-31 2 *", "29 FEB ?", "30 2 *", "31 4,6 *", "31 * *", "29-31 */2 *",
				"30-31 2 */2", "29 2 1", "*/31 * *", "1 3 *", "28,29 2,3 *")
		add(text, zone, time.Unix(date(year), 0).Add(time.Duration(g.Intn(120*24*3600))*time.Second), 2)
	}
	for i := 0; i < 300; i++ {
		add("@every "+g.duration(), g.pick(oddZones...), g.between(date(2000), date(2060)), 3)
	}
	for i := 0; i < 900; i++ {
		add(g.nearlyValid(), g.pick(oddZones...), g.between(date(2000), date(2060)), 3)
	}
	for _, night := range namedStarts {
		for _, text := range namedTexts {
			add(text, night.zone, night.start, 5)
		}
	}
	// Found by the fuzzer, dates that never come: the module launches on 31 May what is for months without a 31st.
	add("0 0 31 2,4,6,9,11 *", "Africa/Casablanca", time.Date(1973, 1, 14, 10, 26, 59, 0, time.UTC), 4)
	add("0 0 31 2,4,6,9,11 *", "Pacific/Kiritimati", time.Date(1994, 2, 7, 9, 25, 14, 0, time.UTC), 4)
	for i := 0; i < 500; i++ {
		text, zone := g.extended(), g.pick(oddZones...)
		after := g.between(date(2000), date(2060))
		if g.oneIn(2) {
			after = g.nearTransition(zone)
		}
		// A fraction of a second must not matter.
		add(text, zone, after.Add(time.Duration(g.Intn(2)*g.Intn(1000))*time.Millisecond), 3)
	}
	return all
}

// namedStarts are nights that a random start rarely meets: skipped days, an offset with seconds, and
// transitions at midnight, at the first of a month, by half an hour.
var namedStarts = []struct {
	zone  string
	start time.Time
}{
	{"Pacific/Apia", time.Date(2011, 12, 29, 12, 0, 0, 0, time.UTC)},
	{"Pacific/Fakaofo", time.Date(2011, 12, 29, 12, 0, 0, 0, time.UTC)},
	{"Pacific/Kwajalein", time.Date(1993, 8, 20, 1, 0, 0, 0, time.UTC)},
	{"Pacific/Kiritimati", time.Date(1994, 12, 31, 1, 0, 0, 0, time.UTC)},
	{"Africa/Monrovia", time.Date(1972, 1, 5, 12, 46, 12, 0, time.UTC)},
	{"America/Asuncion", time.Date(2023, 9, 28, 12, 0, 0, 0, time.UTC)},
	{"America/Santiago", time.Date(2025, 9, 5, 12, 0, 0, 0, time.UTC)},
	{"Africa/Cairo", time.Date(2025, 4, 23, 12, 0, 0, 0, time.UTC)},
	{"America/Havana", time.Date(2025, 11, 1, 12, 0, 0, 0, time.UTC)},
	{"Australia/Lord_Howe", time.Date(2025, 10, 3, 20, 0, 0, 0, time.UTC)},
	{"Asia/Pyongyang", time.Date(2018, 5, 4, 10, 0, 0, 0, time.UTC)},
	{"America/St_Johns", time.Date(2010, 11, 6, 12, 0, 0, 0, time.UTC)},
	{"Antarctica/Troll", time.Date(2025, 3, 29, 12, 0, 0, 0, time.UTC)},
	{"Europe/Dublin", time.Date(2025, 10, 25, 12, 0, 0, 0, time.UTC)},
}

var namedTexts = []string{
	"@daily", "@hourly", "0 12 * * *", "30 2 * * *", "30 0 * * *", "30 */2 * * *", "*/20 0-3 * * *",
	"0 0 1 * *", "0 12 30 12 *", "45 23,0,1 * * *",
}

// any is one question of any kind, for the fuzzer.
func (g *generator) any() question {
	zone := g.pick(g.zones...)
	if g.oneIn(4) {
		zone = g.pick(oddZones...)
	}
	after := g.between(date(1971), date(2100))
	if g.oneIn(2) {
		after = g.nearTransition(zone)
	}
	var text string
	switch g.Intn(20) {
	case 0, 1, 2, 3, 4, 5:
		text = g.nearlyValid()
	case 6, 7, 8:
		text = g.extended()
	case 9:
		text = "@every " + g.duration()
	case 10:
		text = g.pick(listedTexts...)
	case 11, 12, 13, 14:
		text = g.calendar()
	default:
		text = g.fixedOrNot()
	}
	if g.oneIn(100) {
		zone = g.pick(wrongZones...)
	}
	return question{text, zone, after.UTC(), 4}
}

// nearTransition is a start within a day and a half before one of the zone's transitions, or a few
// hours after it.
func (g *generator) nearTransition(name string) time.Time {
	at := g.between(date(1972), date(2100))
	if g.oneIn(2) {
		at = g.between(date(2005), date(2040))
	}
	// Drawn in any case: what a newer tz database changes must not change the questions that follow.
	shift := int64(g.Intn(40*3600) - 36*3600)
	zone := g.oracle.zone(name)
	if zone == nil {
		return at
	}
	around := zone.periods(at.Unix(), at.Unix()+400*day)
	if len(around) == 1 {
		around = zone.periods(at.Unix()-400*day, at.Unix())
	}
	if last := len(around) - 1; last > 0 && around[1].start > date(1972) {
		return time.Unix(around[1].start+shift, 0)
	}
	return at
}

// calendar is a valid text of five fields.
func (g *generator) calendar() string {
	days, months, weekdays := "*", "*", "*"
	if g.oneIn(2) {
		days = g.field(monthDay)
	}
	if g.oneIn(3) {
		months = g.field(month)
	}
	if g.oneIn(2) {
		weekdays = g.field(weekDay)
	}
	return strings.Join([]string{g.field(minute), g.field(hour), days, months, weekdays}, " ")
}

// fixedOrNot is a text whose hours are likely to meet a transition.
func (g *generator) fixedOrNot() string {
	hours := g.pick("0", "1", "2", "3", "23", "0-3", "1,2", "0,23", "2,3", "*/2", "1-3/1", "*", "4,*/3", "?",
		"22-23", "2/24", "@", g.field(hour))
	if hours == "@" {
		return g.pick("@daily", "@hourly", "@midnight", "@monthly", "@weekly")
	}
	days := "* * *"
	if g.oneIn(4) {
		days = strings.SplitN(g.calendar(), " ", 3)[2]
	}
	return g.pick("0", "30", "15", "45", "*/30", "*/20", g.field(minute)) + " " + hours + " " + days
}

// extended is a text that only this project takes, or nearly: six fields, Sunday as 7, or both.
func (g *generator) extended() string {
	text := g.fixedOrNot()
	if strings.HasPrefix(text, "@") {
		return text
	}
	form := g.Intn(3)
	if form != 0 {
		fields := strings.Fields(text)
		fields[4] = g.pick("7", "7", "5-7", "1-7/2", "7/2", "fri-7", "0,7", "3,7", "0-7", "07", "1-7/7", "6-7/3", "SAT-7")
		text = strings.Join(fields, " ")
	}
	if form != 1 {
		text = g.pick("0", "30", "*/20", "59", "0,1", g.field(second)) + " " + text
	}
	return text
}

func (g *generator) field(f int) string {
	items := []string{g.item(f)}
	for g.oneIn(4) {
		items = append(items, g.item(f))
	}
	return strings.Join(items, ",")
}

func (g *generator) item(f int) string {
	var text string
	switch g.Intn(8) {
	case 0, 1:
		text = g.pick("*", "*", "?")
	case 2, 3, 4:
		text = g.value(f)
	default:
		b := fieldBounds[f]
		low := b.min + g.Intn(b.max-b.min+1)
		high := low + g.Intn(b.max-low+1)
		text = g.written(f, low) + "-" + g.written(f, high)
	}
	if g.oneIn(3) {
		text += "/" + g.pick("1", "2", "3", "5", "7", "10", "15", "20", "24", "30", "31", "60", "100", "01", "02")
	}
	return text
}

func (g *generator) value(f int) string {
	b := fieldBounds[f]
	return g.written(f, b.min+g.Intn(b.max-b.min+1))
}

func (g *generator) written(f, value int) string {
	b := fieldBounds[f]
	if b.names != nil && g.oneIn(3) {
		return b.names[value-b.min]
	}
	if g.oneIn(20) {
		return fmt.Sprintf("%03d", value)
	}
	return strconv.Itoa(value)
}

// nearlyValid is a text with, often, a fault or two.
func (g *generator) nearlyValid() string {
	if g.oneIn(8) {
		return g.pick("@", "@every", "@every ", "@every "+g.duration(), "@yearly", "@weekly", "@hourly ",
			" @daily", "@Monthly", "@dayly", "@every\t1h", "@every 5 m")
	}
	fields := strings.Fields(g.calendar())
	for faults := g.Intn(3); faults > 0; faults-- {
		i := g.Intn(len(fields))
		fields[i] = g.spoiled(fields[i])
	}
	switch g.Intn(30) {
	case 0:
		fields = fields[1:]
	case 1:
		fields = append(fields, "*")
	case 2:
		fields = append(fields, "*", "2026")
	}
	return g.pick("", "", "", " ", "\u3000") + strings.Join(fields, g.pick(" ", " ", " ", "  ", " \u2003", "\t")) +
		g.pick("", "", "", " ")
}

func (g *generator) spoiled(field string) string {
	letters := []rune(field)
	switch kind := g.Intn(4); {
	case kind == 0 || field == "":
		return g.pick("-1", "60", "61", "24", "32", "0", "13", "8", "7", "x", "SUN", "JAN", "L", "99999999999999999999",
			"+5", "1.5", "٣", "１", "5-3", "*/0", "*/", "/5", "1-", "-", ",", "*-5", "**", "?*", "FRİ", "ſat", "mayo")
	case kind == 1:
		at := g.Intn(len(letters) + 1)
		return string(letters[:at]) + g.pick(",", "-", "/", "*", "?", "+", "0", "7", "x", "#", "L", "\u00a0", ",,", "//", "İ") + string(letters[at:])
	case kind == 2:
		at := g.Intn(len(letters))
		return string(letters[:at]) + string(letters[at+1:]) + g.pick("", "", "/2", "-3", ",1")
	default:
		return field + g.pick(",", ",,1", "-", "/", "/2", "/0", "/-1", "/+2", "-9", "W", "#2", "/9223372036854775807",
			"/9223372036854775808", ",*", ",?/2")
	}
}

func (g *generator) duration() string {
	text := g.pick("", "", "", "", "", "", "+", "-")
	for n := 1 + g.Intn(3); n > 0; n-- {
		text += g.pick("1", "2", "30", "90", "0", "1000", "7", "1", "5", "", "12345678901234567890") +
			g.pick("", "", "", "", ".", ".5", ".25", ".333333", ".5000000000000", ".99999999999999999999999") +
			g.pick("h", "m", "s", "h", "m", "s", "ms", "us", "µs", "μs", "ns", "d", "")
	}
	return text
}

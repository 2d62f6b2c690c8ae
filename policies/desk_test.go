package policies

import (
	"testing"
	"time"
)

var deskDay = time.Date(2026, 11, 18, 9, 0, 0, 0, time.FixedZone("", 8*3600))

func TestDesk_LightsAndSampleSizeAreData(t *testing.T) {
	p := load(t, Embedded)
	if red, yellow := p.Lights(deskDay); red != 0 || yellow != 5 {
		t.Errorf("red %d, yellow %d", red, yellow)
	}
	for closed, want := range map[int]int{0: 0, 1: 1, 2: 2, 15: 2, 21: 3, 100: 10, 1000: 20} {
		if size, _, _, _ := p.SampleSize(deskDay, closed); size != want {
			t.Errorf("of %d closed %d are drawn, want %d", closed, size, want)
		}
	}
}

func TestDesk_ThresholdsHoldFromTheirDay(t *testing.T) {
	p := load(t, changed(t, change{"thresholds/desk.json", `"yellow": 5}`, `"yellow": 5}, {"from": "2026-11-19", "red": 1, "yellow": 10}`}))
	if _, yellow := p.Lights(deskDay); yellow != 5 {
		t.Errorf("the day before: %d", yellow)
	}
	if red, yellow := p.Lights(deskDay.AddDate(0, 0, 1)); red != 1 || yellow != 10 {
		t.Errorf("from its day: %d, %d", red, yellow)
	}
}

package speed

import "testing"

func TestRatiosAreTakenRoundByRound(t *testing.T) {
	base := []Sample{{Articles: 100, Seconds: 1, CPU: 1}, {Articles: 100, Seconds: 4, CPU: 4}, {Articles: 100, Seconds: 1, CPU: 1}}
	ours := []Sample{{Articles: 200, Seconds: 1, CPU: 1}, {Articles: 200, Seconds: 4, CPU: 4}, {Articles: 200, Seconds: 2, CPU: 3}}
	row := Sum("ours", ours, base)
	if row.CPURatio != 0.5 || row.SpeedRatio != 2 || row.CPUPerThousand != 15 || row.CPULow != 5 || row.CPUHigh != 20 || row.Rounds != 3 {
		t.Errorf("%+v", row)
	}
	if row := Sum("none", nil, base); row.Rounds != 0 {
		t.Errorf("%+v", row)
	}
}

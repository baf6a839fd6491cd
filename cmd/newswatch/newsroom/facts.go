package newsroom

import (
	"fmt"
	"hash/fnv"
	"time"
)

// What every piece must agree on, whoever writes it and when: of one thing and
// one time there is one number. The numbers are invented.

// draw is a number from low to high that follows from what it is about.
func draw(low, high int, about ...any) int {
	h := fnv.New64a()
	fmt.Fprint(h, about...)
	return low + int(h.Sum64()%uint64(high-low+1))
}

// rate is a growth from low to high, in tenths of a per cent.
func rate(low, high int, about ...any) string {
	return fmt.Sprintf("%.1f", float64(draw(low, high, about...))/10)
}

// quarter is a time that quarterly statistics are about.
type quarter struct {
	year, number int
	name         string
	share        float64 // of the year's output
}

var quarters = []struct {
	name  string
	share float64
}{{"一季度", 0.23}, {"上半年", 0.48}, {"前三季度", 0.73}, {"", 1}}

// published is the latest quarter whose statistics are out at a time, and the
// ones before it for greater rounds: papers also look back.
func published(at time.Time, round int) quarter {
	// Statistics of a quarter come out twenty days after it.
	t := at.AddDate(0, -3*(round%4), -20)
	year, number := t.Year(), (int(t.Month())-1)/3-1
	if number < 0 {
		year, number = year-1, 3
	}
	q := quarters[number]
	return quarter{year, number, fmt.Sprintf("%d年%s", year, q.name), q.share}
}

// statistics are the official numbers of a quarter and of the months of a year.
func statistics(at time.Time, round int) map[string]string {
	q := published(at, round)
	growth := 52 + draw(0, 3, q.year) + q.number // tenths of a per cent
	output := 2300 * q.share
	for year := 2024; year < q.year; year++ {
		output *= 1.055
	}
	percent := func(tenths int) string { return fmt.Sprintf("%.1f", float64(tenths)/10) }
	month := time.Date(at.Year(), at.Month()-time.Month(1+round%6), 1, 0, 0, 0, 0, at.Location()) // a year up to here
	return map[string]string{
		"期": q.name, "总": fmt.Sprintf("%.1f", output), "增": percent(growth), "规上": percent(growth + 6),
		"社零": percent(growth - 9), "固投": percent(growth + 13), "预算": fmt.Sprintf("%.1f", output*0.131),
		"年": fmt.Sprint(month.Year()), "月数": fmt.Sprint(int(month.Month())),
		"游客": fmt.Sprint(78*int(month.Month()) + draw(0, 30, "游客", month.Year(), month.Month())), "游客增": rate(61, 98, "游客", month.Year(), month.Month()),
		"货邮": rate(48, 89, "货邮", month.Year(), month.Month()), "外货": rate(72, 128, "外货", month.Year(), month.Month()),
		"航班": fmt.Sprint(30 + int(month.Month())),
	}
}

// plans are what is intended for a year, and what a street, a company or a corps
// has done in it so far.
func plans(at time.Time, street, company, corps string) map[string]string {
	year := at.Year()
	return map[string]string{
		"今年": fmt.Sprint(year),
		"电梯": fmt.Sprint(draw(8, 46, "电梯", street, year)), "户": fmt.Sprint(draw(180, 900, "户", street, year)),
		"补贴": fmt.Sprint(5 * draw(2, 8, "补贴", street, year)), "惠及": fmt.Sprint(10 * draw(30, 96, "惠及", street, year)),
		"研发": rate(12, 98, "研发", company, year), "占比": rate(42, 128, "占比", company, year), "专利": fmt.Sprint(draw(6, 48, "专利", company, year)),
		"征迁": fmt.Sprint(10 * draw(30, 120, "征迁", corps, year)), "开工": fmt.Sprint(draw(6, 32, "开工", corps, year)), "安置": fmt.Sprint(10 * draw(24, 96, "安置", corps, year)),
	}
}

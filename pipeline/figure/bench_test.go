package figure

import (
	"strings"
	"syscall"
	"testing"
	"time"

	"newswatch/pipeline/fold"
)

// articles are the labelled texts joined to articles of about 1,500 characters,
// which state far more figures than news does, and the same with prose between
// them, which states about as many.
func articles(b *testing.B) (dense, usual []fold.Text) {
	b.Helper()
	prose := strings.Repeat("会议强调，要坚持问题导向，进一步统一思想、凝聚共识，以更加务实的作风推动各项部署落地见效。", 5)
	var thick, thin strings.Builder
	for _, s := range sentences(b) {
		thick.WriteString(s + "\n")
		thin.WriteString(s + prose + "\n")
		if len([]rune(thick.String())) > 1500 {
			dense = append(dense, fold.Fold(thick.String()))
			thick.Reset()
		}
		if len([]rune(thin.String())) > 1500 {
			usual = append(usual, fold.Fold(thin.String()))
			thin.Reset()
		}
	}
	return dense, usual
}

func sentences(t testing.TB) (all []string) {
	t.Helper()
	for _, l := range readLabelled(t, "sentences.txt") {
		all = append(all, l.text)
	}
	return all
}

// BenchmarkRead reports the time for one article of 1,500 characters, folded
// already; BenchmarkFold beside it is the folding alone.
func BenchmarkRead(b *testing.B) {
	r := NewReader(nil)
	dense, usual := articles(b)
	day := time.Date(2025, 3, 1, 0, 0, 0, 0, time.UTC)
	for _, c := range []struct {
		name  string
		texts []fold.Text
	}{{"usual", usual}, {"dense", dense}} {
		b.Run(c.name, func(b *testing.B) {
			b.ReportAllocs()
			figures, cpu := 0, cpuSeconds()
			for i := 0; b.Loop(); i++ {
				figures += len(r.ReadFolded(fold.Text{}, c.texts[i%len(c.texts)], day))
			}
			b.ReportMetric(float64(figures)/float64(b.N), "figures/op")
			b.ReportMetric((cpuSeconds()-cpu)*1e6/float64(b.N), "cpu-µs/op")
		})
	}
	b.Run("fold", func(b *testing.B) {
		cpu := cpuSeconds()
		for i := 0; b.Loop(); i++ {
			fold.Fold(usual[i%len(usual)].Original())
		}
		b.ReportMetric((cpuSeconds()-cpu)*1e6/float64(b.N), "cpu-µs/op")
	})
}

// cpuSeconds is the processor time of this process, which a busy machine does
// not stretch as it stretches the time on the wall.
func cpuSeconds() float64 {
	var u syscall.Rusage
	if err := syscall.Getrusage(syscall.RUSAGE_SELF, &u); err != nil {
		return 0
	}
	return float64(u.Utime.Sec+u.Stime.Sec) + float64(u.Utime.Usec+u.Stime.Usec)/1e6
}

// BenchmarkDigits reads a megabyte of digits.
func BenchmarkDigits(b *testing.B) {
	r := NewReader(nil)
	text := fold.Fold(strings.Repeat("7", 1<<20))
	b.SetBytes(1 << 20)
	for b.Loop() {
		r.ReadFolded(fold.Text{}, text, time.Time{})
	}
}

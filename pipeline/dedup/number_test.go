package dedup

import (
	"fmt"
	"testing"

	"newswatch/pipeline/fold"

	"pgregory.net/rapid"
)

func TestNumbersAreOneHoweverWritten(t *testing.T) {
	for _, list := range [][]string{
		{"2", "两", "二", "２", "02"},
		{"12", "十二", "一十二"},
		{"20", "二十"},
		{"105", "一百零五"},
		{"3000", "3,000", "三千", "3０００"},
		{"12000", "1.2万", "12,000", "一万二千", "1.20万"},
		{"418600000", "4.186亿", "41860万"},
		{"2026", "二〇二六", "二○二六"},
		{"35000", "三万五千", "3.5万"},
		{"1000000000000", "1万亿", "10000亿"},
	} {
		want := tokensOf(list[0])
		if len(want) != 1 || want[0].kind != number {
			t.Fatalf("%q is %v, not one number", list[0], want)
		}
		for _, s := range list {
			if got := tokensOf(s); len(got) != 1 || got[0].id != want[0].id {
				t.Errorf("%q and %q are two numbers", s, list[0])
			}
		}
	}
	if a, b := tokensOf("百分之五点六"), tokensOf("5.6%"); len(a) != 2 || len(b) != 2 || a[0].id != b[0].id || a[1].id != b[1].id {
		t.Errorf("百分之五点六 is %v, 5.6%% is %v", a, b)
	}
	if a, b := tokensOf("2月5日"), tokensOf("二月五号"); fmt.Sprint(ids(a)) != fmt.Sprint(ids(b)) {
		t.Error("2月5日 and 二月五号 are two days")
	}
}

func TestNumbersDiffer(t *testing.T) {
	seen := map[uint32]string{}
	for i := range 2000 {
		for _, s := range []string{fmt.Sprint(i), fmt.Sprintf("%d.5", i)} {
			id := tokensOf(s)[0].id
			if other, ok := seen[id]; ok {
				t.Fatalf("%s and %s are one token", s, other)
			}
			seen[id] = s
		}
	}
}

func tokensOf(s string) []token { return appendTokens(nil, fold.String(s), 0) }

func ids(list []token) []uint32 {
	var out []uint32
	for _, t := range list {
		out = append(out, t.id)
	}
	return out
}

func TestTokensLieInTheirText(t *testing.T) {
	rapid.Check(t, func(t *rapid.T) {
		s := fold.String(rapid.StringOf(rapid.SampledFrom([]rune("湘湖今天日前百分之点5 3,.千万亿零十号ab%°é，。\n"))).Draw(t, "text"))
		last := uint32(0)
		for _, x := range appendTokens(nil, s, 0) {
			if x.pos < last || x.end < x.pos || int(x.end) > len(s) {
				t.Fatalf("token %v after %d in %q", x, last, s)
			}
			last = x.end
		}
	})
}

func TestBlocksAreCommon(t *testing.T) {
	text := rapid.StringOfN(rapid.SampledFrom([]rune("甲乙丙丁戊5，")), 0, 120, -1)
	rapid.Check(t, func(t *rapid.T) {
		a, b := tokensOf(text.Draw(t, "a")), tokensOf(text.Draw(t, "b"))
		blocks := align(a, b)
		more, swaps := gaps(a, b, blocks)
		last := 0
		for _, p := range blocks {
			if p.b < last || p.n < gram {
				t.Fatalf("block %v after %d", p, last)
			}
			last = p.b + p.n
		}
		for _, list := range [][]block{blocks, more} {
			for _, p := range list {
				for k := range p.n {
					if a[p.a+k].id != b[p.b+k].id {
						t.Fatalf("block %v differs at %d", p, k)
					}
				}
			}
		}
		for _, s := range swaps {
			if s.a1 < s.a0 || s.b1 < s.b0 || s.a1 > len(a) || s.b1 > len(b) {
				t.Fatalf("swap %v", s)
			}
		}
	})
}

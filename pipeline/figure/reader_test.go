package figure

import (
	"fmt"
	"math"
	"strings"
	"testing"
	"time"

	"newswatch"
)

// TestSpans reads spans, values and units out of one clause each; several
// figures are parted by " + ".
func TestSpans(t *testing.T) {
	r := NewReader(nil)
	for _, c := range []struct{ text, want string }{
		// numbers
		{"出口额1,234.5亿元", "1,234.5亿元 123450000000 CNY"},
		{"投资１２．５亿元", "１２．５亿元 1250000000 CNY"},
		{"投资1亿2000万元", "1亿2000万元 120000000 CNY"},
		{"引进项目三百二十个", "三百二十个 320 project"},
		{"培育企业一万二千家", "一万二千家 12000 company"},
		{"惠及农户两万三", ""},
		{"增长百分之五点六", "百分之五点六 5.6 %"},
		{"发病率千分之三", "千分之三 3 ‰"},
		{"志愿者二十余名", "二十余名 20 person"},
		{"共1万多人报名", "1万多人 10000 person"},
		{"近百家企业参展", "百家 100 company"},
		{"数百家企业参展", ""},
		{"几十家企业参展", ""},
		{"利润占三成", "三成 30 %"},
		{"产量为上年的2.5倍", "2.5倍 2.5 倍"},
		// ranges
		{"增长5%—6%", "5%—6% 5..6 %"},
		{"增长5%至6%", "5%至6% 5..6 %"},
		{"增长10%-15%", "10%-15% 10..15 %"},
		{"投资3—5亿元", "3—5亿元 300000000..500000000 CNY"},
		{"需要3到5个工人", "3到5个 3..5 person"},
		{"六七万人从业", "六七万人 60000..70000 person"},
		{"占比从33.2%提升到67.4%", "33.2% 33.2 % + 67.4% 67.4 %"},
		{"运价由2元到3元", "2元 2 CNY + 3元 3 CNY"},
		// units
		{"面积6.4万平方米", "6.4万平方米 64000 m2"},
		{"面积12㎡", "12㎡ 12 m2"},
		{"流转土地900亩", "900亩 900 mu"},
		{"全长31.3公里", "31.3公里 31.3 km"},
		{"时速350公里", "350公里 350 km/h"},
		{"风速28米/秒", "28米/秒 28 m/s"},
		{"限速80公里/小时", "80公里/小时 80 km/h"},
		{"产量68万吨", "68万吨 680000 ton"},
		{"亩均税收50万元/亩", "50万元/亩 500000 元/亩"},
		{"进口额3.2亿美元", "3.2亿美元 320000000 USD"},
		{"债券20亿港元", "20亿港元 2000000000 港元"},
		{"提高2.1个百分点", "2.1个百分点 2.1 pp"},
		{"走访156家企业", "156家 156 company"},
		{"共有12家医院", "12家 12 item"},
		{"23万大学师生", "23万 230000 person"},
		{"成立15个项目党支部", "15个 15 item"},
		{"新增规上企业 10 个", "10 个 10 company"},
		{"受影響兩(liang)個項目", "兩(liang)個 2 project"},
		{"产值能突破3个亿", "3个亿 300000000 CNY"},
		{"GDP突破1000亿", "1000亿 100000000000 CNY"},
		{"最低气温-3.5℃", "-3.5℃ -3.5 ℃"},
		// no figures
		{"2025年3月12日10时30分", ""},
		{"1—11月，第三季度", ""},
		{"第三届大会，第19次会议", ""},
		{"前三季度位列前十名", ""},
		{"位居世界500强", ""},
		{"建党100周年", ""},
		{"“11345”作战，“1+2+N”体系，2+3+X集群", ""},
		{"C919首飞，G20峰会，5G网络，A4纸", ""},
		{"11楼会议室，03省道，地铁1号线", ""},
		{"启动Ⅳ级响应，8级大风，5A级景区", ""},
		{"拨打0571-82345678或12345热线", ""},
		{"排名上升2位", ""},
		{"住在5幢2单元301室", ""},
		{"四处奔走，三三两两，千方百计", ""},
		{"一般公共预算与三门县", ""},
		{"“七张清单”“三件大事”", ""},
		{"版本2.0.1，比分3:1，1/3的人", ""},
	} {
		var got []string
		for _, f := range r.Read("", c.text, time.Time{}) {
			value := ""
			if f.Value != nil {
				value = fmt.Sprintf("%.12g", *f.Value)
			} else {
				value = fmt.Sprintf("%.12g..%.12g", *f.Min, *f.Max)
			}
			got = append(got, f.Text+" "+value+" "+f.Unit)
		}
		if s := strings.Join(got, " + "); s != c.want {
			t.Errorf("%s: read %q, want %q", c.text, s, c.want)
		}
	}
}

func TestExtraIndicators(t *testing.T) {
	text := "全区亩均效益评价得分提升，村口税增长12%。"
	read := func(r *Reader) string {
		figures := r.Read("", text, time.Time{})
		if len(figures) != 1 {
			t.Fatalf("%d figures, want 1", len(figures))
		}
		return figures[0].Indicator
	}
	if got := read(NewReader(nil)); got != "村口税增速" {
		t.Errorf("unknown indicator reads %q", got)
	}
	if got := read(NewReader([]Indicator{{Name: "集体经营税", Names: []string{"村口税"}}})); got != "集体经营税增速" {
		t.Errorf("user's indicator reads %q", got)
	}
}

func TestFieldsAndYears(t *testing.T) {
	r := NewReader(nil)
	figures := r.Read("湘南区GDP达1000亿元", "到2026年底，湘南区GDP达1200亿元。", time.Date(2025, 1, 1, 0, 0, 0, 0, time.UTC))
	if len(figures) != 2 || figures[0].Field != newswatch.FieldTitle || figures[1].Field != newswatch.FieldText {
		t.Fatalf("want a figure of the headline and one of the text, got %v", figures)
	}
	if figures[1].Kind != newswatch.Goal {
		t.Errorf("a year to come reads %s", figures[1].Kind)
	}
	figures = r.Read("", "2024年底，湘南区GDP达1200亿元。", time.Date(2025, 1, 1, 0, 0, 0, 0, time.UTC))
	if figures[0].Kind != newswatch.Result {
		t.Errorf("a year past reads %s", figures[0].Kind)
	}
}

func TestDiffers(t *testing.T) {
	v := func(x float64) *float64 { return &x }
	goal := newswatch.Figure{Value: v(5), Unit: "%", Kind: newswatch.Goal}
	for _, c := range []struct {
		name    string
		now     newswatch.Figure
		change  float64
		differs bool
	}{
		{"the same", newswatch.Figure{Value: v(5), Unit: "%", Kind: newswatch.Goal}, 0, false},
		{"a tenth more", newswatch.Figure{Value: v(5.5), Unit: "%", Kind: newswatch.Goal}, 0.1, true},
		{"a fifth less", newswatch.Figure{Value: v(4), Unit: "%", Kind: newswatch.Goal}, -0.2, true},
		{"a range around it", newswatch.Figure{Min: v(4), Max: v(6), Unit: "%", Kind: newswatch.Goal}, 0, true},
		{"reached", newswatch.Figure{Value: v(5), Unit: "%", Kind: newswatch.Result}, 0, true},
		{"another unit", newswatch.Figure{Value: v(5), Unit: "pp", Kind: newswatch.Goal}, math.Inf(1), true},
	} {
		change, differs := Differs(goal, c.now)
		if differs != c.differs || change != c.change && math.Abs(change-c.change) > 1e-12 {
			t.Errorf("%s: change %v, differs %v; want %v, %v", c.name, change, differs, c.change, c.differs)
		}
	}
}

package dedup_test

import (
	"strings"
	"testing"

	"newswatch"
	"newswatch/pipeline/dedup"
	"newswatch/pipeline/fold"
)

const notice = "今年前三季度，全区新签约亿元以上项目63个，协议总投资418.6亿元，其中智能装备项目27个。\n" +
	"区投促局负责人钱海明说，今年换了打法，招商小分队从6支增加到14支，每支盯住两条产业链，一名干部一年要在外跑120天。\n" +
	"在瓜渚镇，占地96亩的传感器产业园已经完成桩基，9家企业提前定下了厂房。做激光雷达的沈一苇去年还在犹豫，今年5月带着38人的团队从深圳搬了过来。\n" +
	"也有项目没能留住。一家做电池回收的企业因为环评没有通过，考察了三回还是走了，钱海明把这件事写进了下个月的例会材料。\n" +
	"按照计划，到年底全区还要供地2100亩，新建人才公寓4500套，让来的人住得下、留得住。"

const weather = "市气象台今天17时发布：今天夜里多云，明天白天多云转阴，气温14到22度，偏北风3级；后天阴有小雨，气温12到18度。"

const power = "因线路检修，3月12日8时30分至17时，丰溪街道桃园社区、石桥村停电，涉及公用变压器6台、用户412户，请提前做好准备。如遇雨天，工作顺延。"

const meeting = "2月5日，云栖区2024年教育工作会议在区文化中心召开，区委副书记梁致远出席并讲话，全区58所学校的校长参加会议。\n" +
	"会议回顾了过去一年的工作：新增学位3200个，引进骨干教师85名，课后服务覆盖率达到96%。\n" +
	"梁致远强调，办好教育是最大的民生，要把学校安全放在首位，把教师队伍建设抓紧抓实，让每一个孩子都能在家门口上好学。\n" +
	"会上还表彰了20个先进集体和64名先进个人，实验小学校长郑书怡作了交流发言。"

const release = "近日，由行业协会主办的年度评选揭晓，蓝湾新材料股份有限公司荣获年度创新企业称号。评委会认为，该公司长期坚持自主研发，产品质量稳定可靠，在客户中享有良好口碑，为行业转型升级作出了积极贡献。蓝湾新材料股份有限公司表示，这一荣誉既是肯定也是鞭策，公司将继续加大投入，与上下游伙伴一道，推动产业链协同发展。"

const visit = "深秋时节，城南街道的志愿者走进辖区养老院，为行动不便的老人理发、修剪指甲、打扫房间。理发师傅动作轻柔，一边理发一边同老人拉家常。志愿者还带来了新鲜水果和自己包的馄饨，老人们笑着说，比过年还热闹。"

const collision = "昨天下午4时20分，云栖区望江路与滨河路交叉口两车相撞，2人受伤。消防救援人员赶到后，用破拆工具将被困的驾驶员救出，送往附近医院。目前伤者生命体征平稳，事故原因正在调查。"

const obituary = "市水利局原局长、离休干部陈可嘉同志，因病于2025年4月2日在杭州逝世，享年91岁。陈可嘉同志1934年7月出生，1951年8月参加工作，历任闸口公社书记、市水利局副局长等职。遵照遗愿，丧事从简。"

func replace(s string, pairs ...string) string { return strings.NewReplacer(pairs...).Replace(s) }

func firstOf(s string, n int) string { return strings.Join(strings.Split(s, "\n")[:n], "\n") }

func TestCompare(t *testing.T) {
	own := "\n编者的话：招商不是请客吃饭，功夫都在平时。这几年周边几个区你追我赶，比的是服务，拼的是耐心，谁把企业的小事当成大事，谁就能赢得先机。"
	for _, tt := range []struct {
		what      string
		old, new  string
		same      bool
		disguised bool
	}{
		{"the same text", notice, notice, true, false},
		{"dateline, signature, footer", notice, "本报讯（记者 方晓 通讯员 余文）" + notice + "（记者 方晓）\n责任编辑：木子\n声明：本文仅代表作者个人观点，与本网无关。", true, false},
		{"cut to the first two paragraphs", notice, firstOf(notice, 2), true, false},
		{"the opening cut off", notice, strings.Join(strings.Split(notice, "\n")[2:], "\n"), true, false},
		{"own paragraph added", notice, notice + own, true, false},
		{"half cut and own paragraph added", notice, firstOf(notice, 3) + own, true, false},
		{"two reports in one", notice, notice + "\n" + meeting, true, false},
		{"numbers written otherwise", notice, replace(notice, "14支", "十四支", "两条", "2条", "2100亩", "2,100亩", "三回", "3回", "418.6亿", "4186000万", "9家", "九家"), true, false},
		{"percent in words", meeting, replace(meeting, "96%", "百分之九十六", "3200个", "三千二百个"), true, false},
		{"the day in other words", meeting, replace(meeting, "2月5日", "昨天"), true, false},
		{"slips corrected", notice, replace(notice, "换了打法", "换了打发", "犹豫", "忧豫", "例会", "列会"), true, false},
		{"one figure corrected", notice, replace(notice, "4500套", "4600套"), true, false},
		{"words changed by an editor", notice, replace(notice, "负责人", "局长", "去年还在犹豫", "去年还举棋不定", "按照计划", "根据安排", "已经完成", "业已完成"), true, false},
		{"another place put in throughout", notice, replace(notice, "瓜渚镇", "临浦镇", "深圳", "重庆", "全区", "全区"), true, true},
		{"another place that differs in one character", replace(notice, "深圳", "南京", "全区", "南京全区"), replace(notice, "深圳", "北京", "全区", "北京全区"), true, true},
		{"traditional with notes", notice, replace(notice, "项目", "項目(mù)", "投资", "投資(zī )", "钱海明", "錢海明", "说", "說(shuō)", "业", "業", "个", "個(gè)", "区", "區(qū)", "产", "產", "还", "還"), true, true},
		{"zero-width characters", notice, replace(notice, "项", "项\u200b", "业", "\u2060业", "区", "区\ufeff"), true, true},
		{"spaced out", notice, strings.Join(strings.Split(notice, ""), " "), true, true},
		{"bytes lost", notice, replace(notice, "招商", "��", "盯住", "??梢住", "厂房", "厂�", "例会", "渚??会"), true, true},
		{"a name spelt by its sound", notice, replace(notice, "钱海明", "前海鸣", "沈一苇", "申一维", "瓜渚", "挂主"), true, true},
		{"a copy of a brief", weather, "来源：晚报\n" + weather + "\n编辑：小林", true, false},
		{"a copy of a notice", power, "【关注】" + power, true, false},

		{"nothing but the place of a brief", visit, replace(visit, "城南街道", "临湖街道"), true, true},
		{"nothing but the quarter in a brief's place", visit, replace(visit, "城南街道", "城北街道"), true, true},
		{"nothing but the place of a brief, with a footer", collision, replace(collision, "云栖区", "临湖区") + "\n责任编辑：木子", true, true},
		{"near a hospital, in other words", collision, replace(collision, "附近", "周边"), true, false},
		{"a brief without figures, carelessly copied", visit, replace(visit, "时节", "时光", "走进", "走过", "养老院", "养者院", "轻柔", "轻快", "新鲜", "新样", "过年", "过午"), true, false},
		{"spaced out to the last digit", collision, strings.Join(strings.Split(collision, ""), " "), true, true},
		{"spaced out, with a fraction", power, strings.Join(strings.Split(power, ""), " "), true, true},

		{"another accident at another place", collision, replace(collision, "云栖区", "临湖区", "昨天", "前天", "2人", "1人"), false, false},
		{"the weather of another day", weather, replace(weather, "14到22", "15到23", "12到18", "11到16"), false, false},
		{"the weather, one figure", weather, replace(weather, "14到22", "14到24"), false, false},
		{"the weather, other words", weather, replace(weather, "多云转阴", "晴到多云", "阴有小雨", "多云"), false, false},
		{"a power cut on another day", power, replace(power, "3月12日", "3月19日"), false, false},
		{"a power cut elsewhere", power, replace(power, "丰溪街道", "临湖街道", "桃园", "金沙", "石桥村", "荷塘村", "412户", "388户"), false, false},
		{"the meeting a year later", meeting, replace(meeting, "2月5日", "2月11日", "2024", "2025", "梁致远", "徐立", "58所", "61所", "3200", "4100", "85名", "102名", "96%", "98%", "64名", "70名", "郑书怡", "何静"), false, false},
		{"the meeting a year later, few figures", meeting, replace(meeting, "2月5日", "2月11日", "2024", "2025", "3200", "4100", "85名", "102名", "96%", "98%"), false, false},
		{"another firm in the release", release, replace(release, "蓝湾新材料", "宏远精密机械"), false, false},
		{"another firm, common words", release, replace(release, "蓝湾新材料", "未来科技"), false, false},
		{"another person's death", obituary, replace(obituary, "陈可嘉", "吴延年", "4月2日", "5月9日", "91岁", "88岁", "1934年7月", "1937年1月", "1951年8月", "1956年3月"), false, false},
		{"the same opening, another story", notice, firstOf(notice, 1) + "\n园区里最忙的是食堂。掌勺的老汪五点起床，要给760人做早饭，一锅粥用去52斤米。\n他说最怕下雨，工人进不了场，蒸好的馒头剩下300多个，只好送到隔壁的敬老院。\n今年食堂添了8台消毒柜，饭价三年没有涨过，一荤两素还是12元。\n晚上九点，最后一批安装工吃完面走了，老汪才坐下来算账。", false, false},
		{"two stories with the same background", own + "\n甲厂昨天投产，12条产线日产8000件，厂长高平说订单排到了明年3月。厂区里还留着一棵老樟树，设计时特意绕开了它。", own + "\n一座新桥今天合龙，全长1.8公里，用钢6.2万吨，比计划早了45天。建桥的工人里有21对父子，合龙时谁也没有说话。", false, false},
		{"behind another report", notice, meeting + "\n" + notice, false, false},
		{"a brief in a digest", weather, meeting + "\n" + weather + "\n" + power + "\n" + obituary, false, false},
		{"nothing to compare", "", "", false, false},
		{"next to nothing", "视频加载中，请稍候", "视频加载中，请稍候", false, false},
	} {
		got := dedup.Compare(&newswatch.Article{Title: "标题", Text: tt.old}, &newswatch.Article{Title: "标题", Text: tt.new})
		if got.Same != tt.same || tt.same && got.Disguised != tt.disguised {
			t.Errorf("%s: same %v, disguised %v; want %v, %v (%s)", tt.what, got.Same, got.Disguised, tt.same, tt.disguised, got.Reason)
		}
		if got.Similarity < 0 || got.Similarity > 1 || got.Reason == "" {
			t.Errorf("%s: similarity %v, reason %q", tt.what, got.Similarity, got.Reason)
		}
		back := dedup.Compare(&newswatch.Article{Title: "标题", Text: tt.new}, &newswatch.Article{Title: "标题", Text: tt.old})
		if back.Same != tt.same || back.Disguised != got.Disguised {
			t.Errorf("%s: the other way round same is %v, disguised %v (%s)", tt.what, back.Same, back.Disguised, back.Reason)
		}
		if got.OldDisguised && back.OldDisguised || got.OldDisguised && !got.Disguised {
			t.Errorf("%s: both count as the disguised one", tt.what)
		}
	}
}

func TestCompareShowsWhatIsShared(t *testing.T) {
	l := dedup.Compare(&newswatch.Article{Text: notice}, &newswatch.Article{Text: firstOf(notice, 2)})
	if len(l.Shared) == 0 || !strings.Contains(notice, strings.TrimSuffix(l.Shared[0], "…")) {
		t.Errorf("shared passages %q are not from the text", l.Shared)
	}
}

func FuzzCompare(f *testing.F) {
	f.Add(notice, weather)
	f.Add(power, power)
	f.Add("百分之", "1,000.万亿号%")
	f.Fuzz(func(t *testing.T, a, b string) {
		old, new := &newswatch.Article{Title: a[:len(a)/2], Text: a}, &newswatch.Article{Title: b[len(b)/2:], Text: b}
		l := dedup.Compare(old, new)
		if l.Similarity < 0 || l.Similarity > 1 || l.Reason == "" {
			t.Errorf("likeness %+v", l)
		}
		if n := len(dedup.Fingerprint(fold.Fold(a), fold.Fold(b)).Bands); n > 18 {
			t.Errorf("%d bands", n)
		}
	})
}

// Of two forms of one text it is known which wears the disguise.
func TestWhoWearsTheDisguise(t *testing.T) {
	plain := &newswatch.Article{Title: "前三季度新签约项目63个", Text: notice}
	mirror := &newswatch.Article{Title: plain.Title, Text: replace(notice, "全区", "全區(qū)", "项目", "項目(xiàng mù)", "个", "個", "业", "業", "产", "產(chǎn)", "钱", "錢", "区", "區", "团", "團", "万", "萬")}
	if l := dedup.Compare(plain, mirror); !l.Same || !l.Disguised || l.OldDisguised {
		t.Errorf("the mirror second: %+v", l)
	}
	if l := dedup.Compare(mirror, plain); !l.Same || !l.Disguised || !l.OldDisguised {
		t.Errorf("the mirror first: %+v", l)
	}
}

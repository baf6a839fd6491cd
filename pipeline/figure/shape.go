package figure

// actions are characters that are verbs by themselves; with an ending of the
// next list they make verbs that no lexicon lists whole.
var actions = newRuneSet(`揪捧晒搬跑雇租领捐补缴收追退减省抽挖填打铺架栽移调抓救找查扫清运装卸存贷借还垫筹凑募挤腾划割圈排选评请聘派带管守教授讲写编寄贴挂刷喷涂洗晾烘磨榨酿烧炼铸织染缝裁绣雕刻画拍录播唱跳演赛赢夺摘斩揽接抱扛挑背推拉拽拖吊举撑端倒洒浇灌喂放捕捞钓采砍伐锯劈剪削剥捡掏掘埋盖搭砌筑垒堆叠码摆种养卖买花拿赚挣送设拆建修造招引签供投吃喝用看听说读走飞游骑开停住睡坐站换抢争拼闯冲写画学练做办搞弄变改治疗医护养育生产产创立成签谈聊问答报诉告罚判抓捉逮押扣查封关闭启打砸拔插栽搂搜捡攒积储存囤屯贮销售兑换付支耗费欠赔亏丢失死伤病倒塌淹毁烧撞碾压缩减增添加扩拓延拉伸涨跌升降提拔托寄邮传递发射投掷扔抛甩撒泼献赠给授颁奖评审核批准许认定立项列出现涌冒`)

// endings say that what stands before them was done: 揪出, 送去, 卖了.
var endings = newRuneSet(`了出去到回下起完掉过好满足走进给上`)

// changes are characters that 到 or 至 makes words of reaching a number from.
var changes = newRuneSet(`增减升降涨跌扩缩调提冲翻攀跃飙滑落拓展压拉抬推做长回探`)

var manners, afterReach = newRuneSet("猛骤锐激陡剧速狂暴稳再又直大已逐"), newRuneSet("了近约超现目如")

// reachShape returns the end of a word that says a number was reached, told by
// its shape, or i: 猛增到204家, 冲至86万元.
func reachShape(t []rune, i, limit int) int {
	j := i
	for j < i+2 && j < limit && manners.has(t[j]) {
		j++
	}
	k := j
	for k < j+2 && k < limit && changes.has(t[k]) {
		k++
	}
	if k == j || k >= limit || t[k] != '到' && t[k] != '至' {
		return i
	}
	if k++; k == limit && limit < len(t) && (isDigit(t[limit]) || isNumeral(t[limit])) || k < limit && afterReach.has(t[k]) {
		return k
	}
	return i
}

// verbShape returns the end of a verb that is told by its shape alone, or i: a
// character of action with an ending behind it, before a number or a known word.
func (r *Reader) verbShape(t []rune, i, limit int) int {
	end := i + 2
	if end > limit || !endings.has(t[i+1]) || !actions.has(t[i]) {
		return i
	}
	if t[i+1] != '了' && end < limit && t[end] == '了' {
		end++
	}
	if end >= limit {
		if limit < len(t) && (isDigit(t[limit]) || isNumeral(t[limit])) {
			return end
		}
		return i
	}
	if t[i+1] == '了' || t[end] == '一' {
		return end
	}
	if e, ok := r.words.at(t, end, limit); ok && (len(e.word) > 1 || e.kind&quote != 0) && e.kind&of == 0 || t[end-1] == '了' {
		return end
	}
	return i
}

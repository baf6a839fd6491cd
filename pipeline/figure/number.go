package figure

import "math"

// maxDigits bounds a written number: a longer run of digits is a serial number,
// no figure.
const maxDigits = 16

// number is a quantity without its unit; lo and hi differ for 六七.
type number struct {
	lo, hi  float64
	end     int  // after the last rune
	han     bool // in Chinese numerals
	scaled  bool // with 万, 亿 or another written scale
	point   bool // with decimals
	approx  rune // 余, 多 or 来 inside, else 0
	digits  int  // of an Arabic mantissa before the point
	lastExp float64
	bare    bool // 百, 千, 万 without a digit
}

func hanDigit(r rune) (float64, bool) {
	switch r {
	case '零', '〇':
		return 0, true
	case '一', '壹':
		return 1, true
	case '二', '两', '贰':
		return 2, true
	case '三', '叁':
		return 3, true
	case '四':
		return 4, true
	case '五':
		return 5, true
	case '六':
		return 6, true
	case '七':
		return 7, true
	case '八':
		return 8, true
	case '九':
		return 9, true
	}
	return 0, false
}

func hanScale(r rune) (float64, bool) {
	switch r {
	case '十':
		return 10, true
	case '百':
		return 100, true
	case '千':
		return 1e3, true
	case '万':
		return 1e4, true
	case '亿':
		return 1e8, true
	}
	return 0, false
}

// numerals are the characters that Chinese numbers are written with.
var numerals = newRuneSet("零〇一壹二两贰三叁四五六七八九十百千万亿")

func isNumeral(r rune) bool { return numerals.has(r) }

// skipBlank steps over one blank, as in "10 亿元".
func skipBlank(t []rune, i int) int {
	if i < len(t) && (t[i] == ' ' || t[i] == '\u00a0' || t[i] == '\u3000') {
		return i + 1
	}
	return i
}

// number reads the number that starts at t[i].
func (r *Reader) number(t []rune, i int) (number, bool) {
	if i >= len(t) {
		return number{}, false
	}
	if isDigit(t[i]) {
		return r.arabic(t, i)
	}
	return r.hanNumber(t, i)
}

// arabic reads 1,234.5, 1.1亿, 20余万, 1亿2000万.
func (r *Reader) arabic(t []rune, i int) (number, bool) {
	total, least := 0.0, math.Inf(1)
	n := number{}
	for {
		value, end, digits, point := mantissa(t, i)
		if digits == 0 || digits > maxDigits {
			return number{end: end}, false
		}
		n.point = n.point || point
		if n.digits == 0 {
			n.digits = digits
		}
		exp, after, approx := r.scales(t, end)
		if exp >= least { // 3亿5亿: the second is a number of its own
			break
		}
		total += value * exp
		n.end, n.lastExp = after, exp
		if exp > 1 {
			n.scaled = true
		}
		if approx != 0 {
			n.approx = approx
		}
		least = exp
		if exp < 1e4 || after >= len(t) || !isDigit(t[after]) || approx != 0 {
			break
		}
		i = after
	}
	n.lo, n.hi = total, total
	return n, n.end > 0
}

// mantissa reads digits with separators and decimals.
func mantissa(t []rune, i int) (value float64, end, digits int, point bool) {
	for i < len(t) && isDigit(t[i]) {
		if digits++; digits <= maxDigits {
			value = value*10 + float64(t[i]-'0')
		}
		i++
		if i+3 < len(t) && t[i] == ',' && digits <= maxDigits && groupOfThree(t, i+1) && (digits <= 3 || t[i-4] == ',') {
			i++
		}
	}
	if i+1 < len(t) && t[i] == '.' && isDigit(t[i+1]) {
		frac := 0.1
		j := i + 1
		for ; j < len(t) && isDigit(t[j]); j++ {
			if frac > 1e-12 {
				value += float64(t[j]-'0') * frac
				frac /= 10
			}
		}
		if j < len(t) && t[j] == '.' && j+1 < len(t) && isDigit(t[j+1]) {
			return 0, j, maxDigits + 1, true // a version or an address
		}
		i, point = j, true
	}
	return value, i, digits, point
}

func groupOfThree(t []rune, i int) bool {
	return i+3 <= len(t) && isDigit(t[i]) && isDigit(t[i+1]) && isDigit(t[i+2]) && (i+3 == len(t) || !isDigit(t[i+3]))
}

// scales reads what multiplies a mantissa: 万, 千万, 余万, 多亿. It also takes a
// last 余 or 多 before the unit.
func (r *Reader) scales(t []rune, i int) (exp float64, end int, approx rune) {
	exp, end = 1, i
	for {
		j := skipBlank(t, end)
		if j >= len(t) {
			return exp, end, approx
		}
		if s, ok := hanScale(t[j]); ok {
			if m, _ := r.units.at(t, j); m != nil && m.class != timing { // 千米, 百分点
				return exp, end, approx
			}
			if exp >= 1e12 {
				return exp, end, approx
			}
			exp *= s
			end = j + 1
			continue
		}
		if t[j] == '个' && j+1 < len(t) && t[j+1] == '亿' && exp < 1e8 { // 3个亿
			exp *= 1e8
			end = j + 2
			continue
		}
		if a := t[j]; approx == 0 && (a == '余' || a == '多' || a == '来') {
			k := skipBlank(t, j+1)
			if k >= len(t) {
				return exp, end, approx
			}
			m, _ := r.units.at(t, k)
			_, scale := hanScale(t[k])
			if m != nil || scale || a == '余' || r.unitNoun(t, k) != nil {
				approx, end = a, j+1
				continue
			}
		}
		return exp, end, approx
	}
}

// hanNumber reads 三百二十, 一万二千, 六七万, 二十余, 五点六.
func (r *Reader) hanNumber(t []rune, i int) (number, bool) {
	var lo, hi, secLo, secHi, dLo, dHi float64 // total, section below 万, last digit
	n := number{han: true}
	haveDigit, any, start := false, false, i
	last := 0.0
	for ; i < len(t) && i-start < 24; i++ {
		c := t[i]
		if d, ok := hanDigit(c); ok {
			switch {
			case haveDigit && d == dLo+1 && dLo == dHi && d > 1, haveDigit && dLo == 3 && d == 5 && dHi == 3:
				dHi = d // 六七万, 三五个
			case haveDigit && dLo != 0:
				return number{end: i + 1}, false // 二〇二五, 一三六
			case haveDigit:
				if start != i-1 {
					dLo, dHi = d, d
					break
				}
				return number{end: i + 1}, false
			default:
				dLo, dHi = d, d
			}
			haveDigit, any = true, true
			if d == 0 {
				haveDigit = false
			}
			continue
		}
		if s, ok := hanScale(c); ok {
			if m, _ := r.units.at(t, i); m != nil && m.class != timing && any {
				break
			}
			if s < 1e4 {
				if !haveDigit {
					if any && s >= last && last != 0 && last < 1e4 { // 百十
						break
					}
					dLo, dHi = 1, 1
					if s > 10 && !any {
						n.bare = true
					}
				}
				secLo += dLo * s
				secHi += dHi * s
			} else {
				if !any {
					secLo, secHi = 1, 1
					n.bare = true
				} else {
					secLo += dLo
					secHi += dHi
				}
				if secLo == 0 && lo > 0 { // 万亿
					lo, hi = lo*s, hi*s
				} else {
					lo, hi = lo+secLo*s, hi+secHi*s
				}
				if s == 1e8 && last == 1e4 && secLo == 0 {
					n.scaled = true
				}
				secLo, secHi = 0, 0
			}
			dLo, dHi, haveDigit, any = 0, 0, false, true
			last = s
			n.scaled = n.scaled || s >= 100
			continue
		}
		if c == '点' && any && i+1 < len(t) {
			if _, ok := hanDigit(t[i+1]); !ok {
				break
			}
			frac := 0.1
			value := lo + secLo + dLo
			j := i + 1
			for ; j < len(t) && j-i < 10; j++ {
				d, ok := hanDigit(t[j])
				if !ok {
					break
				}
				value += d * frac
				frac /= 10
			}
			exp, end, approx := r.scales(t, j)
			value = round(value * exp)
			return number{lo: value, hi: value, end: end, han: true, scaled: exp > 1, point: true, approx: approx, lastExp: exp}, true
		}
		break
	}
	if !any {
		return number{end: start + 1}, false
	}
	if haveDigit && last >= 100 && dLo == dHi && i < len(t) && t[i-1] != '零' { // 三百五, 一万二
		if prev := t[i-2]; prev != '零' && prev != '〇' {
			dLo, dHi = dLo*last/10, dHi*last/10
		}
	}
	n.lo, n.hi, n.end = lo+secLo+dLo, hi+secHi+dHi, i
	exp, end, approx := r.scales(t, i)
	if approx != 0 || exp > 1 {
		n.lo, n.hi, n.end, n.approx = n.lo*exp, n.hi*exp, end, approx
		n.scaled = n.scaled || exp > 1
	}
	return n, true
}

// round takes the noise of binary fractions off a product: 1.1 × 1e8.
func round(v float64) float64 {
	if v == 0 || math.IsInf(v, 0) {
		return v
	}
	if r := math.Round(v); math.Abs(v-r) < 1e-6*math.Max(1, math.Abs(v)*1e-6) {
		return r
	}
	scale := math.Pow(10, 12-math.Ceil(math.Log10(math.Abs(v))))
	return math.Round(v*scale) / scale
}

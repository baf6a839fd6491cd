package markup

import "strings"

func (b *builder) inTable() bool {
	switch b.tok.kind {
	case text:
		if b.open[len(b.open)-1].el.is&misfits != 0 && allSpace(b.tok.data) {
			b.addText(b.tok.data)
			return true
		}
	case startTag:
		switch el := b.tok.el; {
		case el == elCaption:
			b.clearTo(0, elTable)
			b.format = append(b.format, open{el: &marker})
			b.addElement()
			b.mode = (*builder).inCaption
			return true
		case el == elColgroup:
			b.clearTo(0, elTable)
			b.addElement()
			b.mode = (*builder).inColumns
			return true
		case el == elCol:
			b.imply(startTag, elColgroup)
			return false
		case el.is&rows != 0:
			b.clearTo(0, elTable)
			b.addElement()
			b.mode = (*builder).inRows
			return true
		case el.is&cell != 0, el == elTr:
			b.imply(startTag, elTbody)
			return false
		case el == elTable:
			if !b.close(inTable, elTable) {
				return true
			}
			b.resetMode()
			return false
		case el.name == "style", el == elScript, el == elTemplate:
			return b.inHead()
		case el.start == startInput && b.hidden():
			b.addVoid()
			return true
		case el == elForm:
			if b.form == nil {
				b.addElement()
				b.form = b.pop().node
			}
			return true
		}
	case endTag:
		switch el := b.tok.el; {
		case el == elTable:
			if b.close(inTable, elTable) {
				b.resetMode()
			}
			return true
		case el.tabular(), el == elBody, el == elHTML, el == elTemplate:
			return true
		}
	case comment:
		b.addComment(nil)
		return true
	case doctype:
		return true
	case endOfPage:
		return b.inBody()
	}
	b.fostering = true
	done := b.inBody()
	b.fostering = false
	return done
}

// tabular elements are the parts of a table.
func (el *element) tabular() bool {
	return el.is&(rows|cell) != 0 || el == elCaption || el == elCol || el == elColgroup || el == elTr
}

func (b *builder) hidden() bool {
	for _, a := range b.tok.attr {
		if a.Key == "type" && strings.EqualFold(a.Val, "hidden") {
			return true
		}
	}
	return false
}

// clearTo closes what is open within an element, or within one of a trait.
func (b *builder) clearTo(is trait, el *element) {
	for i := len(b.open) - 1; i >= 0; i-- {
		if o := b.open[i].el; o.is&is != 0 || o == el || o == elHTML {
			b.cut(i + 1)
			return
		}
	}
}

// resetMode finds the mode by what is open.
func (b *builder) resetMode() {
	for i := len(b.open) - 1; i >= 0; i-- {
		switch el := b.open[i].el; {
		case el.is&cell != 0:
			b.mode = (*builder).inCell
		case el == elTr:
			b.mode = (*builder).inRow
		case el.is&rows != 0:
			b.mode = (*builder).inRows
		case el == elCaption:
			b.mode = (*builder).inCaption
		case el == elColgroup:
			b.mode = (*builder).inColumns
		case el == elTable:
			b.mode = (*builder).inTable
		case el == elHead:
			b.mode = (*builder).inHead
		case el == elBody:
			b.mode = (*builder).inBody
		case el == elHTML && b.head == nil:
			b.mode = (*builder).beforeHead
		case el == elHTML:
			b.mode = (*builder).afterHead
		default:
			continue
		}
		return
	}
}

func (b *builder) inCaption() bool {
	el := b.tok.el
	switch b.tok.kind {
	case startTag:
		if el.tabular() && el != elTh { // as x/net/html has it, and not the standard
			return !b.closeCaption()
		}
	case endTag:
		switch {
		case el == elCaption:
			b.closeCaption()
			return true
		case el == elTable:
			return !b.closeCaption()
		case el.tabular(), el == elBody, el == elHTML:
			return true
		}
	}
	return b.inBody()
}

func (b *builder) closeCaption() bool {
	if !b.close(inTable, elCaption) {
		return false
	}
	b.clearFormatting()
	b.mode = (*builder).inTable
	return true
}

// inColumns is the mode in a colgroup.
func (b *builder) inColumns() bool {
	el := b.tok.el
	switch b.tok.kind {
	case text:
		if b.leading() {
			return true
		}
	case comment:
		b.addComment(nil)
		return true
	case doctype:
		return true
	case startTag:
		switch el {
		case elHTML:
			return b.inBody()
		case elCol:
			b.addVoid()
			return true
		case elTemplate:
			return b.giveUp()
		}
	case endTag:
		switch el {
		case elColgroup:
			if b.topIs(elColgroup) {
				b.pop()
				b.mode = (*builder).inTable
			}
			return true
		case elCol, elTemplate:
			return true
		}
	case endOfPage:
		return b.inBody()
	}
	if !b.topIs(elColgroup) {
		return true
	}
	b.pop()
	b.mode = (*builder).inTable
	return false
}

// inRows is the mode in a tbody, thead or tfoot.
func (b *builder) inRows() bool {
	el := b.tok.el
	switch b.tok.kind {
	case startTag:
		switch {
		case el == elTr:
			b.clearTo(rows, nil)
			b.addElement()
			b.mode = (*builder).inRow
			return true
		case el.is&cell != 0:
			b.imply(startTag, elTr)
			return false
		case el.tabular():
			return !b.closeRows()
		}
	case endTag:
		switch {
		case el.is&rows != 0:
			if b.find(inTable, el) >= 0 {
				b.clearTo(rows, nil)
				b.pop()
				b.mode = (*builder).inTable
			}
			return true
		case el == elTable:
			return !b.closeRows()
		case el.tabular(), el == elBody, el == elHTML:
			return true
		}
	case comment:
		b.addComment(nil)
		return true
	}
	return b.inTable()
}

func (b *builder) closeRows() bool {
	if !b.closeAny(inTable, rows) {
		return false
	}
	b.mode = (*builder).inTable
	return true
}

func (b *builder) inRow() bool {
	el := b.tok.el
	switch b.tok.kind {
	case startTag:
		switch {
		case el.is&cell != 0:
			b.clearTo(0, elTr)
			b.addElement()
			b.format = append(b.format, open{el: &marker})
			b.mode = (*builder).inCell
			return true
		case el.tabular():
			return !b.closeRow()
		}
	case endTag:
		switch {
		case el == elTr:
			b.closeRow()
			return true
		case el == elTable:
			return !b.closeRow()
		case el.is&rows != 0:
			return b.find(inTable, el) < 0 || !b.closeRow()
		case el.tabular(), el == elBody, el == elHTML:
			return true
		}
	}
	return b.inTable()
}

func (b *builder) closeRow() bool {
	if b.find(inTable, elTr) < 0 {
		return false
	}
	b.clearTo(0, elTr)
	b.pop()
	b.mode = (*builder).inRows
	return true
}

func (b *builder) inCell() bool {
	el := b.tok.el
	switch b.tok.kind {
	case startTag:
		if el.tabular() {
			return !b.closeCell()
		}
	case endTag:
		switch {
		case el.is&cell != 0:
			if b.close(inTable, el) {
				b.clearFormatting()
				b.mode = (*builder).inRow
			}
			return true
		case el == elBody, el == elCaption, el == elCol, el == elColgroup, el == elHTML:
			return true
		case el == elTable, el.is&rows != 0, el == elTr:
			if b.find(inTable, el) < 0 {
				return true
			}
			b.closeCell()
			b.mode = (*builder).inRow
			return false
		}
	}
	return b.inBody()
}

func (b *builder) closeCell() bool {
	if !b.closeAny(inTable, cell) {
		return false
	}
	b.clearFormatting()
	b.mode = (*builder).inRow
	return true
}

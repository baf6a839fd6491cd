package crawler

import (
	"context"
	"regexp"
	"strings"

	"newswatch/sites"
	"newswatch/sites/canon"
)

// piece is a part of a newspaper's article that says it goes on at another page
// of the issue, or comes from one. It waits until the issue is read.
type piece struct {
	task *task
	page page
	x    sites.Extraction
}

// park takes a piece aside; false where it is a whole article.
func (l *list) park(p *piece) bool {
	if l == nil || !l.joins || p.x.ContinuedOn == 0 && p.x.ContinuedFrom == 0 {
		return false
	}
	l.mu.Lock()
	defer l.mu.Unlock()
	p.task.parked = true
	l.waiting = append(l.waiting, p)
	l.work.Done()
	return true
}

// joinPieces waits for the articles, puts those together that belong
// together, and files them and what is left over.
func (r *run) joinPieces(ctx context.Context, l *list) {
	l.work.Wait()
	l.mu.Lock()
	waiting := l.waiting
	l.waiting = nil
	l.mu.Unlock()
	next, second := match(waiting)
	for _, head := range waiting {
		if second[head] {
			continue // goes with its head
		}
		whole := []*piece{head}
		for p := next[head]; p != nil && len(whole) < maxParts; p = next[p] {
			whole = append(whole, p)
		}
		r.filePieces(ctx, l, whole)
	}
}

// filePieces files what is one article.
func (r *run) filePieces(ctx context.Context, l *list, whole []*piece) {
	head := whole[0]
	for _, p := range whole[1:] {
		a := &head.x.Article
		a.Text = goesOn.ReplaceAllString(a.Text, "")
		p.x.Article.Text = comesFrom.ReplaceAllString(p.x.Article.Text, "")
		head.x.Append(p.x)
	}
	err := r.submit(ctx, head.task, head.page, head.x)
	for _, p := range whole[1:] {
		// What the other parts are listed under is the whole article from now on.
		name := r.canonical(head.page.resp.FinalURL, head.x.Canonical)
		for _, variant := range []string{p.task.name, canon.URL(p.page.resp.FinalURL)} {
			if err == nil {
				err = r.alias(ctx, variant, name)
			}
		}
	}
	if err != nil {
		r.fail(head.task.link.URL.String(), err)
	}
	for range whole {
		l.work.Add(1)
		l.settle(ctx, err == nil || !temporary(err) && ctx.Err() == nil)
	}
}

var (
	goesOn    = regexp.MustCompile(`\s*[（(]?\s*(?:下转|紧接|转)第?\s*[A-Za-z]?\d{1,3}\s*版[^（）()\n]{0,8}[）)]?\s*$`)
	comesFrom = regexp.MustCompile(`^\s*[（(]?\s*(?:上接|紧接|接)第?\s*[A-Za-z]?\d{1,3}\s*版[^（）()\n]{0,8}[）)]?[\s：:]*`)
)

// match finds for each piece the one that it goes on in: on the page that it
// names, coming from its own page, and, where several do, under the same title.
// second are those that another piece goes on in.
func match(pieces []*piece) (next map[*piece]*piece, second map[*piece]bool) {
	next, second = map[*piece]*piece{}, map[*piece]bool{}
	for _, head := range pieces {
		if head.x.ContinuedOn == 0 {
			continue
		}
		rivals := 0
		var fits []*piece
		for _, p := range pieces {
			if p.task.number == head.task.number && p.x.ContinuedOn == head.x.ContinuedOn {
				rivals++ // head itself is one
			}
			if p != head && !second[p] && p.task.number == head.x.ContinuedOn && p.x.ContinuedFrom == head.task.number {
				fits = append(fits, p)
			}
		}
		for _, p := range fits {
			if leadsTo(next, p, head) {
				continue
			}
			if len(fits) == 1 && rivals == 1 || sameTitle(head.x.Article.Title, p.x.Article.Title) {
				next[head], second[p] = p, true
				break
			}
		}
	}
	return next, second
}

// leadsTo reports whether one piece goes on, over others, in another.
func leadsTo(next map[*piece]*piece, from, to *piece) bool {
	for p := from; p != nil; p = next[p] {
		if p == to {
			return true
		}
	}
	return false
}

// sameTitle reports whether one title is the other, perhaps shortened or with a
// note of the page.
func sameTitle(a, b string) bool {
	a, b = bareTitle(a), bareTitle(b)
	if len([]rune(a)) > len([]rune(b)) {
		a, b = b, a
	}
	return len([]rune(a)) >= 2 && strings.Contains(b, a)
}

var titleNote = regexp.MustCompile(`[（(](?:上接|紧接|下转)[^）)]*[）)]|[\s\p{P}]`)

func bareTitle(s string) string { return titleNote.ReplaceAllString(s, "") }
